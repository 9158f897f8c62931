package org.ot4j.transport.exact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.base.Progress;
import org.ot4j.base.ProgressState;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Solver;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportChecks;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.CostMatrix;

/** The exact solver where the answer is known, and what no answer may depend on. */
class ExactTransportTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void findsAPlantedPermutation(int seed) {
        // y = A x + b with a positive definite A is the gradient of a convex function: by Brenier's
        // theorem it is the optimal map, wherever the points lie.
        var random = new Random(seed);
        int n = 150 * seed;
        double[][] x = TransportChecks.points(n, 2, random);
        var order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        Collections.shuffle(order, random);
        var y = new double[n][];
        double expected = 0;
        for (int i = 0; i < n; i++) {
            double u = 1.5 * x[i][0] + 0.4 * x[i][1] + 3;
            double v = 0.4 * x[i][0] + 0.7 * x[i][1] - 1;
            y[order.get(i)] = new double[] {u, v};
            expected += (Math.pow(u - x[i][0], 2) + Math.pow(v - x[i][1], 2)) / n;
        }
        var problem = TransportProblem.between(x, y);
        var result = TransportChecks.checkOptimal(problem, Transport.exact(problem));
        assertEquals(expected, result.cost(), 1e-12 * expected);
        double[][] moved = result.plan().barycentricMap(Measure.of(y));
        for (int i = 0; i < n; i++) {
            assertEquals(1.0 / n, result.plan().at(i, order.get(i)), 1e-15);
            assertArrayEquals(y[order.get(i)], moved[i], 1e-12);
        }
    }

    /** So many points that most pairs are ruled out by bounds. */
    @Test
    void findsAPlantedPermutationOfManyPoints() {
        var random = new Random(2);
        int d = 2;
        int n = 8300;
        double[][] x = TransportChecks.points(n, d, random);
        var order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        Collections.shuffle(order, random);
        var y = new double[n][];
        double expected = 0;
        for (int i = 0; i < n; i++) {
            double[] moved = x[i].clone();
            for (int k = 0; k < d; k++) {
                moved[k] = (0.5 + k) * x[i][k] + 0.3 * x[i][(k + 1) % d] + k;
                expected += Math.pow(moved[k] - x[i][k], 2) / n;
            }
            y[order.get(i)] = moved;
        }
        // Some points without mass, which get potentials, too.
        var a = new double[n + 500];
        Arrays.fill(a, 0, n, 1.0 / n);
        double[][] more = Arrays.copyOf(x, n + 500);
        for (int i = n; i < more.length; i++) {
            more[i] = x[i - n].clone();
            more[i][0] += 0.01;
        }
        var problem = TransportProblem.between(Measure.of(more, a), Measure.of(y));
        var result = Transport.exact(problem);
        assertTrue(result.converged(), result::toString);
        assertEquals(expected, result.cost(), 1e-12 * expected);
        assertEquals(expected, result.certificate().dual(), 1e-12 * expected);
        for (int i = 0; i < n; i++) {
            assertEquals(1.0 / n, result.plan().at(i, order.get(i)), 1e-15);
        }
        double[] f = result.f();
        double[] g = result.g();
        for (int i = 0; i < f.length; i += 10) {
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < n; j++) {
                least = Math.min(least, problem.costs().at(i, j) - g[j]);
            }
            assertEquals(least, f[i], 1e-13);
        }
    }

    @Test
    void sendsADiracEverywhere() {
        var random = new Random(5);
        double[][] y = TransportChecks.points(300, 3, random);
        double[] b = TransportChecks.weights(300, true, random);
        var problem =
                TransportProblem.between(
                        Measure.of(new double[][] {{1, 2, 3}}).withWeights(1), Measure.of(y, b));
        var result = TransportChecks.checkOptimal(problem, Transport.exact(problem));
        double expected = 0;
        for (int j = 0; j < 300; j++) {
            expected += b[j] * Cost.squaredEuclidean().of(new double[] {1, 2, 3}, y[j]);
        }
        assertEquals(expected, result.cost(), 1e-12 * expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void translationCostsItsSquaredLength(int seed) {
        var random = new Random(seed);
        double[][] x = TransportChecks.points(400, 2, random);
        double[][] y =
                Arrays.stream(x)
                        .map(p -> new double[] {p[0] + 3, p[1] - 4})
                        .toArray(double[][]::new);
        double[] w = TransportChecks.weights(400, true, random);
        var problem = TransportProblem.between(Measure.of(x, w), Measure.of(y, w));
        TransportChecks.checkOptimal(problem, Transport.exact(problem));
        assertEquals(5, Transport.wasserstein(Measure.of(x, w), Measure.of(y, w), 2), 1e-12);
        assertEquals(0, Transport.wasserstein(x, x, 2));
    }

    @Property(tries = 60, seed = "4")
    void doesNotDependOnUnitsOrOrder(
            @ForAll @IntRange(min = 1, max = 30) int n,
            @ForAll @IntRange(min = 1, max = 30) int m,
            @ForAll @DoubleRange(min = -12, max = 12) double exponent,
            @ForAll long seed) {
        var random = new Random(seed);
        double factor = Math.pow(10, exponent);
        double[][] x = TransportChecks.points(n, 2, random);
        double[][] y = TransportChecks.points(m, 2, random);
        double[] a = TransportChecks.weights(n, true, random);
        double[] b = TransportChecks.weights(m, true, random);
        var problem =
                TransportProblem.between(Measure.of(x, a), Measure.of(y, b)).cost(Cost.euclidean());
        double value = TransportChecks.checkOptimal(problem, Transport.exact(problem)).value();

        var turned = problem.transposed();
        assertEquals(
                value,
                TransportChecks.checkOptimal(turned, Transport.exact(turned)).value(),
                1e-12);

        double[][] scaled = times(problem.costs(), factor);
        var inOtherUnits = TransportProblem.of(scaled, a, b);
        assertEquals(
                value * factor,
                TransportChecks.checkOptimal(inOtherUnits, Transport.exact(inOtherUnits)).value(),
                1e-12 * factor);

        double[] heavier = Arrays.stream(a).map(w -> w * factor).toArray();
        double[] heavierB = Arrays.stream(b).map(w -> w * factor).toArray();
        var ofOtherMass =
                TransportProblem.between(Measure.of(x, heavier), Measure.of(y, heavierB))
                        .cost(Cost.euclidean());
        assertEquals(
                value * factor,
                TransportChecks.checkOptimal(ofOtherMass, Transport.exact(ofOtherMass)).value(),
                1e-12 * factor);
    }

    private static double[][] times(CostMatrix costs, double factor) {
        var scaled = new double[costs.rows()][costs.cols()];
        for (int i = 0; i < costs.rows(); i++) {
            costs.row(i, scaled[i]);
            for (int j = 0; j < costs.cols(); j++) {
                scaled[i][j] *= factor;
            }
        }
        return scaled;
    }

    @Property(tries = 40, seed = "4")
    void isAMetric(@ForAll long seed, @ForAll @DoubleRange(min = 1, max = 4) double p) {
        var random = new Random(seed);
        Measure x = Measure.of(TransportChecks.points(12, 2, random));
        Measure y = Measure.of(TransportChecks.points(17, 2, random));
        Measure z = Measure.of(TransportChecks.points(9, 2, random));
        double xy = Transport.wasserstein(x, y, p);
        double yz = Transport.wasserstein(y, z, p);
        double xz = Transport.wasserstein(x, z, p);
        assertTrue(xz <= (xy + yz) * (1 + 1e-12), xz + " > " + xy + " + " + yz);
        assertEquals(xy, Transport.wasserstein(y, x, p), 1e-12 * xy);
        // W_p grows with p (Jensen).
        assertTrue(xy <= Transport.wasserstein(x, y, p + 0.5) * (1 + 1e-12));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void copesWithTies(int seed) {
        var random = new Random(seed);
        int n = 300;
        var costs = new double[n][n];
        var same = TransportProblem.of(costs);
        assertEquals(0, TransportChecks.checkOptimal(same, Transport.exact(same)).value());
        // A planted permutation of cost 0 among costs 0, 1 and 2.
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                costs[i][j] = (7 * i + seed) % n == j ? 0 : random.nextInt(3);
            }
        }
        var few = TransportProblem.of(costs);
        assertEquals(0, TransportChecks.checkOptimal(few, Transport.exact(few)).value());
        // A grid moved by half a cell: every point has two nearest targets.
        var x = new double[n][];
        var y = new double[n][];
        for (int i = 0; i < n; i++) {
            x[i] = new double[] {i % 20, Math.floorDiv(i, 20)};
            y[i] = new double[] {i % 20 + 0.5, Math.floorDiv(i, 20)};
        }
        var grid = TransportProblem.between(x, y).cost(Cost.lp(1));
        assertEquals(0.5, TransportChecks.checkOptimal(grid, Transport.exact(grid)).value(), 1e-12);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void copesWithCostsFromTinyToHuge(int seed) {
        var random = new Random(seed);
        int n = 400;
        var costs = new double[n][n];
        for (double[] row : costs) {
            Arrays.setAll(row, j -> Math.pow(10, 24 * random.nextDouble() - 12));
        }
        double[] a = TransportChecks.weights(n, true, random);
        double[] b = TransportChecks.weights(n, true, random);
        var problem = TransportProblem.of(costs, a, b);
        var result = TransportChecks.checkOptimal(problem, Transport.exact(problem));
        assertTrue(result.value() > 0 && result.value() < 1e-6, result::toString);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-9, 1e-6, 1e-3})
    void certifiesCostsFarBelowTheOthers(double noise) {
        var random = new Random(1);
        double[][] x = TransportChecks.points(700, 2, random);
        var y = new double[700][];
        double expected = 0;
        for (int i = 0; i < 700; i++) {
            y[i] =
                    new double[] {
                        x[i][0] + noise * random.nextGaussian(),
                        x[i][1] + noise * random.nextGaussian()
                    };
            expected += Cost.squaredEuclidean().of(x[i], y[i]) / 700;
        }
        double[] w = TransportChecks.weights(700, true, random);
        var uniform = TransportProblem.between(x, y);
        var result = TransportChecks.checkOptimal(uniform, Transport.exact(uniform));
        assertEquals(expected, result.value(), noise < 1e-3 ? 1e-12 * expected : expected);
        var weighted = TransportProblem.between(Measure.of(x, w), Measure.of(y, w));
        TransportChecks.checkOptimal(weighted, Transport.exact(weighted));
        var line = TransportProblem.between(firstOf(x), firstOf(y));
        TransportChecks.checkOptimal(line, Transport.exact(line));
    }

    private static Measure firstOf(double[][] points) {
        return Measure.onLine(Arrays.stream(points).mapToDouble(p -> p[0]).toArray());
    }

    /** Clouds, lattices, far clusters, one point, twelve decades; and all kinds of weights. */
    @Property(tries = 120, seed = "11")
    void provesEveryAnswer(
            @ForAll @IntRange(min = 1, max = 400) int n,
            @ForAll @IntRange(min = 1, max = 400) int m,
            @ForAll @IntRange(min = 1, max = 4) int d,
            @ForAll @IntRange(min = 0, max = 7) int cost,
            @ForAll long seed) {
        var random = new Random(seed);
        int kind = random.nextInt(6);
        Measure x = Measure.of(odd(n, d, kind, random), oddWeights(n, random));
        Measure y =
                Measure.of(
                        odd(m, d, random.nextBoolean() ? kind : random.nextInt(6), random),
                        oddWeights(m, random));
        var problem = TransportProblem.between(x, y).cost(COSTS[cost]);
        if (random.nextInt(3) == 0) {
            problem = TransportProblem.of(problem.costs().stored(), problem.a(), problem.b());
        }
        TransportChecks.checkOptimal(problem, NetworkSimplex.builder().build().solve(problem));
    }

    private static final Cost[] COSTS = {
        Cost.squaredEuclidean(),
        Cost.euclidean(),
        Cost.lp(1),
        Cost.lp(3),
        Cost.euclidean(0.5),
        Cost.cosine(),
        (u, v) -> Math.abs(u[0] - v[0]) > 1 ? 1 : 0,
        (u, v) -> -Math.abs(u[0] * v[0])
    };

    private static double[][] odd(int n, int d, int kind, Random random) {
        var points = new double[n][d];
        for (double[] point : points) {
            for (int k = 0; k < d; k++) {
                point[k] =
                        switch (kind) {
                            case 0 -> random.nextGaussian();
                            case 1 -> random.nextInt(5);
                            case 2 -> random.nextInt(6) * 100 + 1e-3 * random.nextGaussian();
                            case 3 -> 1;
                            case 4 -> Math.exp(4 * random.nextGaussian());
                            default -> random.nextDouble() * (k == 0 ? 1 : 1e-6);
                        };
            }
        }
        return points;
    }

    private static double[] oddWeights(int n, Random random) {
        int kind = random.nextInt(5);
        var weights = new double[n];
        for (int i = 0; i < n; i++) {
            weights[i] =
                    switch (kind) {
                        case 0 -> 1;
                        case 1 -> random.nextDouble();
                        case 2 -> random.nextInt(3);
                        case 3 -> Math.exp(6 * random.nextGaussian());
                        default -> i % 100 == 0 ? 100 : 1e-9;
                    };
        }
        weights[0] += 1e-3;
        double mass = Vectors.sum(weights);
        return Arrays.stream(weights).map(w -> w / mass).toArray();
    }

    @Test
    void takesMassesThatAgreeAsFloatsDo() {
        Measure a = Measure.onLine(0, 1, 2).withWeights(0.1f, 0.2f, 0.7f);
        Measure b = Measure.onLine(3, 5, 4).withWeights(0.3, 0.3, 0.4);
        for (Solver solver : new Solver[] {new LineTransport(), NetworkSimplex.builder().build()}) {
            var result = solver.solve(TransportProblem.between(a, b).cost(Cost.euclidean()));
            assertTrue(result.converged());
            assertEquals(2.4, result.cost(), 1e-6);
        }
    }

    @Test
    void movesMassBetweenFarClustersInFewPivots() {
        // All members of a cluster see the same few targets first: lists of nearest arcs alone
        // cannot carry the mass between clusters.
        var random = new Random(1);
        int n = 1000;
        var x = new double[n][];
        var y = new double[n][];
        for (int i = 0; i < n; i++) {
            x[i] = new double[] {i % 10 * 10 + 1e-3 * random.nextGaussian(), i % 10 * 10};
            y[i] = new double[] {i % 7 * 13 + 1e-3 * random.nextGaussian(), i % 7 * 13};
        }
        var problem =
                TransportProblem.between(
                        Measure.of(x, TransportChecks.weights(n, false, random)),
                        Measure.of(y, TransportChecks.weights(n, false, random)));
        var result = TransportChecks.checkOptimal(problem, Transport.exact(problem));
        assertTrue(result.iterations() < 20 * n, result::toString);
    }

    @Test
    void leavesOutWhatHasNoMass() {
        double[][] x = {{0}, {100}, {1}};
        double[][] y = {{1}, {-50}, {0}};
        var problem =
                TransportProblem.between(
                                Measure.of(x, new double[] {0.25, 0, 0.75}),
                                Measure.of(y, new double[] {0.75, 0, 0.25}))
                        .cost((p, q) -> Math.abs(p[0] - q[0]));
        var result = TransportChecks.checkOptimal(problem, Transport.exact(problem));
        assertEquals(0, result.value());
        assertEquals(2, result.plan().nonZeros());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 90, 900})
    void anInterruptGivesAFeasiblePlanThatIsNotConverged(int n) {
        var random = new Random(n);
        var problem =
                TransportProblem.between(
                        Measure.of(TransportChecks.points(n, 2, random)),
                        Measure.of(
                                TransportChecks.points(n, 2, random),
                                TransportChecks.weights(n, true, random)));
        var best = NetworkSimplex.builder().build().solve(problem);
        Thread.currentThread().interrupt();
        TransportResult result = NetworkSimplex.builder().build().solve(problem);
        assertTrue(Thread.interrupted(), "the flag stays set");
        assertFalse(result.converged());
        TransportChecks.checkFeasible(problem, result);
        assertTrue(result.cost() >= best.cost() - 1e-12);
        assertTrue(result.certificate().dual() <= best.cost() + 1e-12);
    }

    @Test
    void aLongSolveShowsItsProgress() {
        var states = new ArrayList<ProgressState>();
        var previous = Progress.setDisplay(states::add);
        try {
            var random = new Random(1);
            var problem =
                    TransportProblem.between(
                                    TransportChecks.points(250, 2, random),
                                    TransportChecks.points(250, 2, random))
                            .cost(ExactTransportTest::slow);
            TransportChecks.checkOptimal(problem, Transport.exact(problem));
        } finally {
            Progress.setDisplay(previous);
        }
        var last = states.get(states.size() - 1);
        assertTrue(last.finished());
        assertEquals("exact transport", last.task());
        assertTrue(last.done() > 0 && last.detail().startsWith("250 x 250"), last.detail());
    }

    private static double slow(double[] x, double[] y) {
        long until = System.nanoTime() + 20_000;
        double c = Math.abs(x[0] - y[0]);
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        return c;
    }

    /**
     * Seeds with which an arc of the tree once entered it again and again, until patience ended.
     */
    @ParameterizedTest
    @ValueSource(ints = {97, 119, 121, 152, 170, 185, 196})
    void roundingDoesNotKeepTheSimplexTurning(int seed) {
        int n = 200;
        var random = new Random(seed);
        var x = new double[n][2];
        var y = new double[n][2];
        for (double[][] points : new double[][][] {x, y}) {
            for (double[] point : points) {
                point[0] = random.nextDouble();
                point[1] = random.nextDouble();
            }
        }
        var result =
                NetworkSimplex.builder()
                        .threads(1)
                        .build()
                        .solve(TransportProblem.between(Measure.of(x), Measure.of(y)));
        assertTrue(result.converged());
        assertTrue(result.iterations() < 10 * 2 * n, "pivots: " + result.iterations());
    }
}
