package org.ot4j.transport.entropic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Plan;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.exact.NetworkSimplex;

class MultiscaleSinkhornTest {
    private static Sinkhorn.Builder multiscale(double epsilon, double tolerance) {
        return Sinkhorn.builder().epsilon(epsilon).tolerance(tolerance).multiscale(true);
    }

    private static double[][] points(int n, IntFunction<double[]> point) {
        var points = new double[n][];
        Arrays.setAll(points, point);
        return points;
    }

    /** Uniform in a cube of side 1, with uneven weights of mass 1. */
    private static Measure cloud(int n, int d, double at, long seed) {
        var random = new SplittableRandom(seed);
        double[][] points = points(n, i -> random.doubles(d, at, at + 1).toArray());
        double[] weights = random.doubles(n, 0.1, 1).toArray();
        return Measure.of(points, weights).normalized();
    }

    /** Σ|P1 - a| + Σ|Pᵀ1 - b| of the plan of the potentials, with no entry left out. */
    private static double error(TransportProblem problem, TransportResult result, double epsilon) {
        Plan plan = EntropicDual.plan(problem, result.f(), result.g(), epsilon);
        double[] a = problem.a();
        double[] b = problem.b();
        double[] rows = plan.rowSums();
        double[] cols = plan.colSums();
        double error = 0;
        for (int i = 0; i < a.length; i++) {
            error += Math.abs(rows[i] - a[i]);
        }
        for (int j = 0; j < b.length; j++) {
            error += Math.abs(cols[j] - b[j]);
        }
        return error;
    }

    @ParameterizedTest(name = "d = {0}, ε = {1}")
    @CsvSource({"1, 0.05", "1, 0.001", "2, 0.1", "2, 0.01", "2, 0.001", "3, 0.2", "3, 0.01"})
    void findsWhatTheWholeKernelFinds(int d, double epsilon) {
        Measure x = cloud(1_100, d, 0, 1);
        Measure y = cloud(900, d, 0.3, 2);
        var problem = TransportProblem.between(x, y);
        var whole = Sinkhorn.builder().epsilon(epsilon).multiscale(false).build().solve(problem);
        var result = multiscale(epsilon, 1e-9).build().solve(problem);
        SinkhornTest.check(problem, result, 1e-9);
        assertEquals(whole.value(), result.value(), 1e-9 * whole.value());
        assertEquals(whole.cost(), result.cost(), 1e-7 * whole.cost());
        double shift = result.f()[0] - whole.f()[0];
        for (int i = 0; i < 1_100; i++) {
            assertEquals(whole.f()[i], result.f()[i] - shift, 1e-5 * epsilon);
        }
        for (int j = 0; j < 900; j++) {
            assertEquals(whole.g()[j], result.g()[j] + shift, 1e-5 * epsilon);
        }
    }

    @Test
    void otherConvexCosts() {
        Measure x = cloud(700, 2, 0, 1);
        Measure y = cloud(800, 2, 0.3, 2);
        for (Cost cost : new Cost[] {Cost.euclidean(), Cost.euclidean(1.5), Cost.lp(1)}) {
            var problem = TransportProblem.between(x, y).cost(cost);
            var whole = Sinkhorn.builder().epsilon(0.01).multiscale(false).build().solve(problem);
            var result = multiscale(0.01, 1e-8).build().solve(problem);
            SinkhornTest.check(problem, result, 1e-8);
            assertEquals(whole.value(), result.value(), 1e-8 * whole.value());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-2, 1e-3, 1e-6})
    void theErrorIsTheTrueOne(double tolerance) {
        for (double epsilon : new double[] {0.1, 2e-3}) {
            var problem = TransportProblem.between(cloud(1_500, 2, 0, 3), cloud(1_400, 2, 0.5, 4));
            var result = multiscale(epsilon, tolerance).build().solve(problem);
            assertTrue(result.converged());
            double error = error(problem, result, epsilon);
            assertTrue(error <= 1.1 * result.error() + 1e-13, error + " is not " + result.error());
            assertTrue(error <= tolerance);
        }
    }

    @Test
    void aTranslationAddsItsSquareAndItsProduct() {
        // |x - y - t|² = |x - y|² - 2 t·(x - y) + |t|².
        Measure x = cloud(1_000, 2, 0, 1);
        Measure y = cloud(1_000, 2, 0, 2);
        Measure far = Measure.of(points(1_000, j -> moved(y.point(j), 3)), y.weights());
        var solver = multiscale(0.01, 1e-9).build();
        double[] meanX = mean(x);
        double[] meanY = mean(y);
        double cross = 0;
        for (int k = 0; k < 2; k++) {
            cross += -2 * 3 * (meanX[k] - meanY[k]) + 9;
        }
        double value = solver.solve(TransportProblem.between(x, y)).value();
        double moved = solver.solve(TransportProblem.between(x, far)).value();
        assertEquals(value + cross, moved, 1e-8 * moved);
        // Both far from the origin: only the rounding of the coordinates tells.
        Measure farX = Measure.of(points(1_000, i -> moved(x.point(i), 1e6)), x.weights());
        Measure farY = Measure.of(points(1_000, j -> moved(y.point(j), 1e6)), y.weights());
        assertEquals(
                value, solver.solve(TransportProblem.between(farX, farY)).value(), 1e-7 * value);
    }

    private static double[] moved(double[] point, double by) {
        return Arrays.stream(point).map(t -> t + by).toArray();
    }

    private static double[] mean(Measure measure) {
        var mean = new double[measure.dimension()];
        double[] weights = measure.weights();
        for (int i = 0; i < weights.length; i++) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += weights[i] * measure.point(i)[k];
            }
        }
        return mean;
    }

    @Test
    void aSmallEpsilonIsNearTheExactOptimum() {
        var problem = TransportProblem.between(cloud(1_000, 2, 0, 5), cloud(1_000, 2, 0.2, 6));
        double exact = NetworkSimplex.builder().build().solve(problem).value();
        var result = multiscale(1e-4, 1e-4).build().solve(problem);
        assertTrue(result.converged());
        assertEquals(exact, result.cost(), 2e-3 * exact);
        assertTrue(result.cost() >= exact * (1 - 1e-3));
    }

    @Test
    void pointsOfAnyKind() {
        var random = new SplittableRandom(7);
        double[][] line = points(800, i -> new double[] {0.25 * i, 0.5 * i});
        double[][] clusters =
                points(900, i -> new double[] {i % 3 * 100 + 1e-3 * random.nextDouble(), i % 2});
        double[][] same = points(500, i -> new double[] {7, 7});
        double[][] few = points(600, i -> new double[] {i % 4, i % 5});
        double[][] scales =
                points(600, i -> new double[] {Math.pow(0.5, i % 60), Math.pow(0.5, i % 37)});
        double[] uneven = random.doubles(900, -20, 0).map(Math::exp).toArray();
        uneven[3] = 0;
        uneven[800] = 0;
        Measure[] all = {
            Measure.of(line),
            Measure.of(clusters, uneven).normalized(),
            Measure.of(same),
            Measure.of(few),
            Measure.of(scales)
        };
        for (Measure x : all) {
            for (Measure y : all) {
                var problem = TransportProblem.between(x, y);
                double greatest = Math.max(1, problem.costs().range()[1]);
                double epsilon = 1e-2 * greatest;
                var result = multiscale(epsilon, 1e-6).build().solve(problem);
                assertTrue(result.converged(), x + " " + y);
                assertTrue(error(problem, result, epsilon) < 2e-6);
                var whole =
                        Sinkhorn.builder()
                                .epsilon(epsilon)
                                .multiscale(false)
                                .build()
                                .solve(problem);
                assertEquals(whole.value(), result.value(), 1e-6 * greatest);
            }
        }
    }

    @Test
    void thePlanAnswersByCells() {
        double epsilon = 0.05;
        var problem = TransportProblem.between(cloud(500, 2, 0, 1), cloud(600, 2, 0.3, 2));
        var result = multiscale(epsilon, 1e-10).build().solve(problem);
        Plan plan = result.plan();
        Plan whole = EntropicDual.plan(problem, result.f(), result.g(), epsilon);
        double[] v = new SplittableRandom(1).doubles(600, -1, 1).toArray();
        double[] u = new SplittableRandom(2).doubles(500, -1, 1).toArray();
        assertEquals(epsilon, plan.epsilon().orElseThrow());
        assertArrayEquals(whole.apply(v), plan.apply(v), 1e-11);
        assertArrayEquals(whole.applyTransposed(u), plan.applyTransposed(u), 1e-11);
        assertArrayEquals(whole.rowSums(), plan.rowSums(), 1e-12);
        assertArrayEquals(whole.colSums(), plan.colSums(), 1e-12);
        assertEquals(whole.cost(problem.costs()), plan.cost(problem.costs()), 1e-9);
        Measure y = problem.target().orElseThrow();
        double[][] map = whole.barycentricMap(y);
        double[][] own = plan.barycentricMap(y);
        double[][] dense = plan.toDense();
        var row = new double[600];
        for (int i = 0; i < 500; i++) {
            assertArrayEquals(map[i], own[i], 1e-8);
            plan.row(i, row);
            assertArrayEquals(row, dense[i]);
            for (int j = 0; j < 600; j += 7) {
                assertEquals(whole.at(i, j), plan.at(i, j), 1e-12 * plan.at(i, j) + 1e-18);
                assertEquals(row[j], plan.at(i, j), 1e-12 * row[j]);
            }
        }
    }

    @Test
    void manyPointsTakeThisWayAndLittleMemory() {
        int n = 4_200;
        var problem = TransportProblem.between(cloud(n, 2, 0, 1), cloud(n, 2, 0.3, 2));
        var result = Sinkhorn.builder().epsilon(0.01).tolerance(1e-3).build().solve(problem);
        assertTrue(result.converged());
        assertTrue(result.plan().nonZeros() < 0.8 * n * n);
        assertInstanceOf(MultiscalePlan.class, result.plan());
        double error = error(problem, result, 0.01);
        assertTrue(error <= 1e-3 && error <= 1.2 * result.error() + 1e-12);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 5})
    void pointsFarOut(long seed) {
        // Heavy tails: cells that points fill in part only, whose points' sums the others' entries
        // drown.
        int n = 3_000;
        var random = new SplittableRandom(seed);
        double[][] far =
                points(
                        n,
                        i -> {
                            double scale = Math.exp(1.2 * random.nextGaussian());
                            return new double[] {
                                scale * random.nextGaussian(), scale * random.nextGaussian()
                            };
                        });
        double[][] near =
                points(n, i -> new double[] {random.nextGaussian(), random.nextGaussian()});
        var problem = TransportProblem.between(Measure.of(far), Measure.of(near));
        double epsilon = 1e-3 * problem.costs().range()[1];
        var result = multiscale(epsilon, 1e-3).maxIterations(300).build().solve(problem);
        assertTrue(result.converged() && result.iterations() < 50, "" + result.iterations());
        double error = error(problem, result, epsilon);
        assertTrue(error <= 1e-3 && error <= 1.2 * result.error(), error + " " + result.error());
    }

    @Test
    void aDensePlanThatDoesNotFitIsNamed() {
        int n = 100_000;
        var potential = new double[n];
        var problem =
                TransportProblem.between(
                        Measure.onLine(new double[n]), Measure.onLine(new double[n]));
        Plan plan = EntropicDual.plan(problem, potential, potential, 1);
        var error = assertThrows(IllegalArgumentException.class, plan::toDense);
        assertTrue(error.getMessage().contains("100000 x 100000"), error.getMessage());
    }

    @Test
    void digitsDoNotDependOnThreads() {
        var problem = TransportProblem.between(cloud(2_000, 2, 0, 1), cloud(2_000, 2, 0.3, 2));
        var one = multiscale(0.01, 1e-6).threads(1).build().solve(problem);
        var three = multiscale(0.01, 1e-6).threads(3).build().solve(problem);
        assertArrayEquals(one.f(), three.f());
        assertArrayEquals(one.g(), three.g());
        assertEquals(one.value(), three.value());
        assertEquals(one.cost(), three.cost());
    }

    @Test
    void startsFromAPotential() {
        var problem = TransportProblem.between(cloud(800, 2, 0, 1), cloud(900, 2, 0.3, 2));
        var solver = multiscale(0.01, 1e-8).build();
        var first = solver.solve(problem);
        var again = solver.solve(problem, first.f());
        assertTrue(again.converged());
        assertTrue(again.iterations() < 5, "" + again.iterations());
        assertEquals(first.value(), again.value(), 1e-9);
        var plain = multiscale(0.01, 1e-8).scaling(false).build().solve(problem);
        assertTrue(plain.converged());
        assertEquals(first.value(), plain.value(), 1e-9);
    }

    @Test
    void stopsAtTheLimitAndSaysSo() {
        var problem = TransportProblem.between(cloud(800, 2, 0, 1), cloud(900, 2, 0.3, 2));
        var result = multiscale(1e-3, 1e-9).maxIterations(2).build().solve(problem);
        assertFalse(result.converged());
        assertEquals(error(problem, result, 1e-3), result.error(), 0.1 * result.error());
    }

    @Test
    void otherProblemsAreNamed() {
        var solver = multiscale(0.1, 1e-3).build();
        var four = TransportProblem.between(cloud(10, 4, 0, 1), cloud(10, 4, 0, 2));
        var two = TransportProblem.between(cloud(10, 2, 0, 1), cloud(10, 2, 0, 2));
        var relaxed =
                Sinkhorn.builder()
                        .epsilon(0.1)
                        .marginals(Marginal.relaxed(1))
                        .multiscale(true)
                        .build();
        for (Runnable call :
                new Runnable[] {
                    () -> solver.solve(four),
                    () -> solver.solve(two.cost(Cost.cosine())),
                    () -> solver.solve(two.cost(Cost.lp(0.5))),
                    () -> solver.solve(TransportProblem.of(new double[][] {{1, 2}, {2, 1}})),
                    () -> relaxed.solve(two)
                }) {
            var error = assertThrows(IllegalArgumentException.class, call::run);
            assertTrue(error.getMessage().startsWith("multiscale = true"), error.getMessage());
        }
    }
}
