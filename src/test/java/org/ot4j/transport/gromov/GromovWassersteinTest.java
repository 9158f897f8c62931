package org.ot4j.transport.gromov;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Plan;
import org.ot4j.transport.Transport;
import org.ot4j.transport.cost.Cost;

class GromovWassersteinTest {
    private static final int N = 12;
    private static final int M = 9;

    /** The points of the values from POT 0.9.7. */
    private static double[][] x() {
        var x = new double[N][];
        Arrays.setAll(
                x,
                i ->
                        new double[] {
                            Math.sin(1.3 * i), Math.cos(2.1 * i + 0.5), 0.3 * Math.sin(0.7 * i * i)
                        });
        return x;
    }

    private static double[][] y() {
        var y = new double[M][];
        Arrays.setAll(y, j -> new double[] {1.5 * Math.sin(1.7 * j + 0.2), Math.cos(0.9 * j * j)});
        return y;
    }

    private static Measure weighted(double[][] points, int period) {
        return Measure.of(
                        points,
                        IntStream.range(0, points.length)
                                .mapToDouble(i -> 1 + i % period)
                                .toArray())
                .normalized();
    }

    private static GromovProblem problem() {
        return GromovProblem.between(weighted(x(), 3), weighted(y(), 2));
    }

    private static double[][] features() {
        var costs = new double[N][M];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < M; j++) {
                double t = (double) i / N - (double) j / M;
                costs[i][j] = t * t;
            }
        }
        return costs;
    }

    private static double[][] cloud(int n, int d, long seed) {
        var random = new Random(seed);
        var rows = new double[n][d];
        for (double[] row : rows) {
            Arrays.setAll(row, k -> (k + 1) * random.nextGaussian());
        }
        return rows;
    }

    private static GromovWasserstein.Builder fromProduct() {
        return GromovWasserstein.builder()
                .start(GromovWasserstein.Start.PRODUCT)
                .tolerance(1e-12)
                .maxIterations(100_000);
    }

    @Test
    void valuesAreThoseOfPotFromItsStart() {
        assertEquals(0.6196302441025823, fromProduct().build().solve(problem()).value(), 1e-6);
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.3530877693448429", "0.9, 0.6443471630759182"})
    void fusedValuesAreThoseOfPot(double alpha, double value) {
        var result = fromProduct().build().solve(problem().fused(features(), alpha));
        assertEquals(value, result.value(), 1e-6);
        assertEquals(
                result.value(),
                alpha * result.structure() + (1 - alpha) * result.features(),
                1e-12);
    }

    /** From POT's algorithm with Sinkhorn in its log domain, to 1e-13. */
    @ParameterizedTest
    @CsvSource({
        "0.1, 0.5415357702903622, 0.7015741510245311",
        "0.02, 0.5371368635210518, 0.5735515892243754"
    })
    void entropicValuesAreThoseOfPot(double epsilon, double structure, double value) {
        var result = fromProduct().epsilon(epsilon).tolerance(1e-9).build().solve(problem());
        assertTrue(result.converged(), result::toString);
        assertEquals(structure, result.structure(), 1e-8);
        assertEquals(value, result.value(), 1e-8);
    }

    /** The linear problem at the answer gains nothing: the definition of a stationary point. */
    @Test
    void proximalStepsEndAtAStationaryPointWithoutEntropy() {
        var result =
                fromProduct().epsilon(0.05).proximal(true).tolerance(1e-7).build().solve(problem());
        assertTrue(result.converged(), result::toString);
        assertEquals(result.structure(), result.value());
        assertEquals(byDefinition(result.plan()), result.value(), 1e-9);
        var one = GromovWasserstein.builder().start(result.plan()).maxIterations(1).build();
        assertEquals(0, one.solve(problem()).gap(), 1e-6);
    }

    private static double byDefinition(Plan plan) {
        var c = Cost.euclidean().between(Measure.of(x()), Measure.of(x()));
        var d = Cost.euclidean().between(Measure.of(y()), Measure.of(y()));
        var sum = new double[1];
        plan.forEach(
                (i, j, p) ->
                        plan.forEach(
                                (k, l, q) -> {
                                    double t = c.at(i, k) - d.at(j, l);
                                    sum[0] += t * t * p * q;
                                }));
        return sum[0];
    }

    @ParameterizedTest
    @EnumSource(GromovWasserstein.Start.class)
    void theValueIsThatOfThePlanWhichHasTheMarginals(GromovWasserstein.Start start) {
        var result = GromovWasserstein.builder().start(start).build().solve(problem());
        assertTrue(result.converged());
        assertEquals(byDefinition(result.plan()), result.value(), 1e-12);
        assertArrayEquals(weighted(x(), 3).weights(), result.plan().rowSums(), 1e-12);
        assertArrayEquals(weighted(y(), 2).weights(), result.plan().colSums(), 1e-12);
    }

    /** A point cloud in the plane and the same turned, mirrored and moved in space, shuffled. */
    @ParameterizedTest
    @CsvSource({"5", "40", "300"})
    void anIsometryIsFound(int n) {
        double[][] plane = cloud(n, 2, n);
        var order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        Collections.shuffle(order, new Random(1));
        var space = new double[n][];
        for (int j = 0; j < n; j++) {
            double u = plane[order.get(j)][0];
            double v = plane[order.get(j)][1];
            // Two orthonormal directions, the second one turned round.
            space[j] = new double[] {0.6 * u + 7, 0.48 * u - 0.8 * v - 1, 0.64 * u + 0.6 * v + 4};
        }
        var result = Transport.gromov(plane, space);
        assertEquals(0, result.value(), 1e-18);
        assertTrue(result.converged());
        int[] matching = result.matching();
        for (int i = 0; i < n; i++) {
            assertEquals(i, order.get(matching[i]));
        }
    }

    @Test
    void onlyDistancesCount() {
        var moved = new double[N][];
        Arrays.setAll(moved, i -> new double[] {x()[i][2] - 5, -x()[i][0], x()[i][1] + 2});
        double value = Transport.gromov(x(), y()).value();
        assertEquals(value, Transport.gromov(moved, y()).value(), 1e-12);
        assertEquals(value, Transport.gromov(y(), x()).value(), 0.1 * value);
    }

    /** Costs times s give values times s², also at the ends of the range. */
    @ParameterizedTest
    @CsvSource({"3", "1e-140", "1e140"})
    void valuesScaleAsTheSquaresOfCosts(double s) {
        double[][] c = distances(x());
        double[][] d = distances(y());
        double value = Transport.gromov(GromovProblem.of(c, d)).value();
        double scaled = Transport.gromov(GromovProblem.of(times(c, s), times(d, s))).value();
        assertEquals(1, scaled / s / s / value, 1e-9);
    }

    private static double[][] times(double[][] matrix, double s) {
        return Arrays.stream(matrix)
                .map(row -> Arrays.stream(row).map(v -> v * s).toArray())
                .toArray(double[][]::new);
    }

    private static double[][] distances(double[][] points) {
        var costs = Cost.euclidean().between(Measure.of(points), Measure.of(points));
        var all = new double[points.length][points.length];
        for (int i = 0; i < all.length; i++) {
            costs.row(i, all[i]);
        }
        return all;
    }

    @Test
    void withoutDistancesTheFusedProblemIsTransport() {
        double[] a = weighted(x(), 3).weights();
        double[] b = weighted(y(), 2).weights();
        double value = Transport.exact(features(), a, b).cost();
        assertEquals(value, Transport.gromov(problem().fused(features(), 0)).value(), 1e-12);
        assertEquals(
                Transport.gromov(problem()).value(),
                Transport.gromov(problem().fused(features(), 1)).value(),
                1e-12);
    }

    /** All points of a square see the same; colours tell which is which. */
    @Test
    void featuresChooseAmongIsometries() {
        double[][] square = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
        double[] colours = {0, 1, 2, 3};
        double[] turned = {2, 3, 0, 1};
        var result =
                Transport.gromov(GromovProblem.between(square, square).fused(colours, turned, 0.5));
        assertArrayEquals(new int[] {2, 3, 0, 1}, result.matching());
        assertEquals(0, result.value(), 1e-15);
    }

    @Test
    void aGreatEntropySpreadsAllMass() {
        var result = GromovWasserstein.of(1e6).solve(problem());
        double[] a = weighted(x(), 3).weights();
        double[] b = weighted(y(), 2).weights();
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < M; j++) {
                assertEquals(a[i] * b[j], result.plan().at(i, j), 1e-6);
            }
        }
    }

    @Test
    void pointsWithoutMassAreNotMatched() {
        double[][] three = {{0}, {1}, {5}};
        var source = Measure.of(three).withWeights(0.5, 0, 0.5);
        var result = Transport.gromov(source, new double[][] {{5, 0}, {0, 0}});
        assertEquals(0, result.value(), 1e-15);
        assertEquals(-1, result.matching()[1]);
    }

    @Test
    void anInterruptedSolveIsNotConverged() {
        Thread.currentThread().interrupt();
        var result = Transport.gromov(x(), y());
        assertTrue(Thread.interrupted());
        assertFalse(result.converged());
        assertEquals(1, result.plan().mass(), 1e-9);
    }

    @Test
    void aPassTooFewSaysSo() {
        var result = GromovWasserstein.builder().maxIterations(1).build().solve(problem());
        assertFalse(result.converged());
        assertTrue(result.gap() > 1e-9);
    }

    private static void assertFails(String message, Executable call) {
        var error = assertThrows(IllegalArgumentException.class, call);
        assertTrue(error.getMessage().startsWith(message), error::getMessage);
    }

    @Test
    void badInputIsNamed() {
        double[][] c = distances(x());
        double[][] skew = distances(x());
        skew[3][1] = 9;
        assertFails("cost from 3 to 1 in c = 9.0", () -> GromovProblem.of(skew, c));
        skew[3][1] = Double.NaN;
        assertFails("cost from 3 to 1 in d = NaN", () -> GromovProblem.of(c, skew));
        assertFails("c[0].length = 2", () -> GromovProblem.of(new double[3][2], c));
        assertFails(
                "mass of the targets = 2.0",
                () -> GromovProblem.between(x(), Measure.onLine(1, 2).withWeights(1, 1)));
        assertFails("alpha = 1.5", () -> problem().fused(features(), 1.5));
        assertFails("features = 3 x 2", () -> problem().fused(new double[3][2], 0.5));
        assertFails("epsilon = 0.0", () -> GromovWasserstein.builder().proximal(true).build());
        assertFails("tolerance = 0.0", () -> GromovWasserstein.builder().tolerance(0).build());
        Plan wrong = Plan.dense(new double[N][M]);
        assertFails(
                "sum of row 0 of start = 0.0",
                () -> GromovWasserstein.builder().start(wrong).build().solve(problem()));
        assertThrows(
                IllegalStateException.class, () -> GromovProblem.of(c, c).cost(Cost.euclidean()));
    }
}
