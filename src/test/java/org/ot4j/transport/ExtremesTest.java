package org.ot4j.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.exact.LineTransport;
import org.ot4j.transport.map.GaussianTransport;

/** Weights, costs, powers and lengths at the ends of the range of a double: the right value. */
class ExtremesTest {
    private static final double[] NOWHERE = {0, 0};

    static Stream<DoubleUnaryOperator> differences() {
        return Stream.of(
                t -> Math.sqrt(Math.abs(t)),
                t -> Math.log1p(Math.abs(t)),
                t -> Math.min(Math.abs(t), 1),
                t -> -t * t,
                t -> Math.cos(3 * t),
                t -> Math.abs(t) > 1e-3 ? 1 : 0,
                t -> Math.abs(t) < 2 ? t * t : 4 + Math.sqrt(Math.abs(t)),
                t -> t * t,
                t -> Math.max(0.9 * t, -0.1 * t));
    }

    /** Against all permutations. */
    @ParameterizedTest
    @MethodSource("differences")
    void aCostOfDifferencesIsRightWhetherConvexOrNot(DoubleUnaryOperator h) {
        var random = new Random(3);
        for (int n = 2; n < 7; n++) {
            double[] x = random.doubles(n, 0, 4).toArray();
            double[] y = random.doubles(n, 0, 4).toArray();
            var problem =
                    TransportProblem.between(Measure.onLine(x), Measure.onLine(y))
                            .cost(Cost.ofDifference(h));
            var result = TransportChecks.checkOptimal(problem, Transport.exact(problem));
            double least = leastSum(n, (i, j) -> h.applyAsDouble(x[i] - y[j]), 0, new boolean[n]);
            assertEquals(least / n, result.cost(), 1e-12);
        }
    }

    private interface PairCost {
        double of(int i, int j);
    }

    private static double leastSum(int n, PairCost cost, int i, boolean[] used) {
        if (i == n) {
            return 0;
        }
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            if (!used[j]) {
                used[j] = true;
                least = Math.min(least, cost.of(i, j) + leastSum(n, cost, i + 1, used));
                used[j] = false;
            }
        }
        return least;
    }

    @Test
    void theLineItselfSaysThatAConcaveCostIsNotProven() {
        var problem =
                TransportProblem.between(Measure.onLine(0, 1), Measure.onLine(1, 2))
                        .cost(Cost.ofDifference(t -> Math.sqrt(Math.abs(t))));
        var result = new LineTransport().solve(problem);
        assertTrue(!result.converged() && !result.certificate().holds(), result::toString);
        assertTrue(result.certificate().infeasibility() > 0.5);
    }

    @Test
    void aTinyWeightCountsAtAGreatCost() {
        double[][] costs = {{1e-15}, {1e15}};
        var result = Transport.exact(costs, new double[] {1, 1e-30}, new double[] {1});
        assertTrue(result.converged());
        assertEquals(2e-15, result.cost(), 1e-27);
        assertEquals(1e-30, result.plan().at(1, 0), 1e-44);
    }

    /**
     * Two small sources and two small targets, where whole units of 2⁻⁶⁰ cannot tell them apart.
     */
    @Test
    void tinyWeightsAreShared() {
        double[][] costs = {{0, 1e25, 1e25}, {1e25, 1e20, 3e20}, {1e25, 2e20, 1e20}};
        double[] a = {1, 1e-30, 3e-30};
        double[] b = {1, 3e-30, 1e-30};
        var result = Transport.exact(costs, a, b);
        assertTrue(result.converged());
        // 1e-30 from 1 to 1; of the 3e-30 of 2, 1e-30 to 2 and 2e-30 to 1.
        assertEquals(1e-10 + 1e-10 + 4e-10, result.cost(), 1e-21);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-310, 1e-300, 1e-150, 1, 1e150, 1e290})
    void theTotalMassDoesNotMatter(double mass) {
        double[][] costs = {{1, 2}, {3, 4}};
        double[] a = {mass, 2 * mass};
        double[] b = {2 * mass, mass};
        var result = Transport.exact(costs, a, b);
        assertTrue(result.converged());
        assertEquals(8, result.cost() / mass, 1e-11);
        assertEquals(3, result.plan().mass() / mass, 1e-11);
        assertEquals(8, result.certificate().dual() / mass, 1e-11);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-310, 1e-170, 1, 1e200, 1e300})
    void theScaleOfCostsDoesNotMatter(double scale) {
        double[][] costs = {{4 * scale, 3 * scale}, {2 * scale, 7 * scale}};
        var result = Transport.exact(costs, new double[] {0.5, 0.5}, new double[] {0.25, 0.75});
        // 0.25 down the column of 2, 0.5 by 3, and 0.25 by 7.
        assertTrue(result.converged());
        assertEquals(0.25 * 2 + 0.5 * 3 + 0.25 * 7, result.cost() / scale, 1e-11);
    }

    /** W_p by all permutations, with the greatest distance taken out of the sum. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1.5, 2, 3.3, 10, 50, 200, 540, 1000})
    void wassersteinIsRightForEveryPowerAndLength(double p) {
        var random = new Random(11);
        for (double scale : new double[] {1, 1e-7, 1e-100, 1e-170, 1e-300, 1e5, 1e100, 1e200}) {
            for (int d = 1; d <= 3; d++) {
                double[][] x = scaled(TransportChecks.points(4, d, random), scale);
                double[][] y = scaled(TransportChecks.points(4, d, random), scale);
                double right = leastPower(x, y, p, new int[4], 0);
                assertEquals(1, Transport.wasserstein(x, y, p) / right, 1e-9, p + " at " + scale);
            }
        }
    }

    private static double[][] scaled(double[][] points, double scale) {
        return Arrays.stream(points)
                .map(x -> Arrays.stream(x).map(t -> t * scale).toArray())
                .toArray(double[][]::new);
    }

    private static double leastPower(double[][] x, double[][] y, double p, int[] to, int i) {
        if (i == to.length) {
            double longest = 0;
            for (int k = 0; k < i; k++) {
                longest = Math.max(longest, Cost.euclidean().of(x[k], y[to[k]]));
            }
            double sum = 0;
            for (int k = 0; k < i; k++) {
                sum += Math.pow(Cost.euclidean().of(x[k], y[to[k]]) / longest, p);
            }
            return longest * Math.pow(sum / i, 1 / p);
        }
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < to.length; j++) {
            to[i] = j;
            int at = j;
            if (Arrays.stream(to, 0, i).noneMatch(k -> k == at)) {
                least = Math.min(least, leastPower(x, y, p, to, i + 1));
            }
        }
        return least;
    }

    @Test
    void greatPowersOnTheLine() {
        Measure x = Measure.onLine(2, 3, 5, 47);
        Measure y = Measure.onLine(2, 3, 5, 7);
        for (double p : new double[] {1, 3, 540, 1000}) {
            // Only 47 moves.
            assertEquals(40 * Math.pow(4, -1 / p), Transport.wasserstein(x, y, p), 1e-9);
        }
        assertEquals(0, Transport.wasserstein(x, x, 1000));
        var far =
                Wasserstein.between(
                        x.withWeights(1e-310, 1e-310, 0, 0),
                        y.withWeights(1e-310, 0, 1e-310, 0),
                        1);
        assertEquals(1, far.distance() / (2 * 1e-310), 1e-9);
    }

    @Test
    void lengthsThatSquaresCannotHold() {
        double[] far = {3e160, 4e160};
        double[] near = {3e-170, 4e-170};
        assertEquals(5e160, Cost.euclidean().of(NOWHERE, far), 1e146);
        assertEquals(5e-170, Cost.euclidean().of(NOWHERE, near), 1e-184);
        for (double[] to : new double[][] {far, near}) {
            var costs =
                    Cost.euclidean()
                            .between(
                                    Measure.of(new double[][] {NOWHERE}),
                                    Measure.of(new double[][] {to}));
            var row = new double[1];
            costs.row(0, row);
            assertEquals(1, Cost.euclidean().of(NOWHERE, to) / row[0], 1e-15);
            assertEquals(row[0], costs.at(0, 0));
        }
        var message =
                assertThrows(
                                IllegalArgumentException.class,
                                () ->
                                        Transport.exact(
                                                new double[][] {NOWHERE}, new double[][] {near}))
                        .getMessage();
        assertTrue(message.contains("4.0E-170") && message.contains("scale"), message);
    }

    @Test
    void theCosineDistanceIsADistance() {
        for (int d = 2; d <= 200; d++) {
            var v = new double[d];
            var w = new double[d];
            for (int k = 0; k < d; k++) {
                v[k] = (d * 7 + k + 1) * 0.6180339887498949 % 1;
                w[k] = -v[k];
            }
            for (double length : new double[] {1, 1e200, 1e-200, 5e-324 / v[0]}) {
                double[] x = Arrays.stream(v).map(t -> t * length).toArray();
                assertEquals(0, Cost.cosine().of(x, x));
                assertTrue(Cost.cosine().of(x, w) <= 2);
                assertEquals(Cost.cosine().of(x, w), Cost.cosine().of(w, x));
            }
            assertEquals(0, Cost.cosine().of(v, scaled(new double[][] {v}, 1e200)[0]), 1e-15);
            assertEquals(2, Cost.cosine().of(v, w), 1e-14);
        }
        assertEquals(1, Cost.cosine().of(NOWHERE, new double[] {1, 2}));
        // An angle of 1e-9, which 1 - cos would lose.
        assertEquals(5e-19, Cost.cosine().of(new double[] {1, 0}, new double[] {1, 1e-9}), 1e-28);
        var costs =
                Cost.cosine()
                        .between(
                                Measure.of(new double[][] {{1e200, 1e200}, NOWHERE}),
                                Measure.of(new double[][] {{1, 1}, {-1, -1}}))
                        .stored();
        assertEquals(0, costs.at(0, 0), 1e-15);
        assertEquals(2, costs.at(0, 1), 1e-15);
        assertEquals(1, costs.at(1, 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-300, 1e-200, 1e-3, 1e3, 1e200, 1e300})
    void theScaleOfGaussiansDoesNotMatter(double scale) {
        double[][] a = {{2, 1}, {1, 3}};
        double[][] b = {{1, 0}, {0, 1}};
        double right = GaussianTransport.between(NOWHERE, a, NOWHERE, b).value();
        double entropic = GaussianTransport.entropic(NOWHERE, a, NOWHERE, b, 0.3).value();
        double[][] as = scaled(a, scale);
        double[][] bs = scaled(b, scale);
        assertEquals(
                right, GaussianTransport.between(NOWHERE, as, NOWHERE, bs).value() / scale, 1e-12);
        assertEquals(
                entropic,
                GaussianTransport.entropic(NOWHERE, as, NOWHERE, bs, 0.3 * scale).value() / scale,
                1e-11);
        assertEquals(0, GaussianTransport.between(NOWHERE, bs, NOWHERE, bs).value());
        // From N(0, B) to N(0, s B) the map is √s.
        double[][] map = GaussianTransport.between(NOWHERE, b, NOWHERE, bs).matrix();
        assertEquals(1, map[1][1] / Math.sqrt(scale), 1e-12);
        double[] mean = {1e200, 0};
        assertThrows(
                IllegalArgumentException.class,
                () -> GaussianTransport.between(mean, a, NOWHERE, b));
    }

    @Test
    void aTinyPartIsMovedWholeAndAtTheLeastCost() {
        var x = Measure.of(new double[][] {{0, 1}, {1, 1}});
        var y = Measure.of(new double[][] {{1, 0}, {2, 2}});
        for (double mass : new double[] {1, 1e-9, 1e-17, 1e-100, 1e-300}) {
            var result = Transport.partial(x, y, mass);
            assertTrue(result.converged());
            assertEquals(1, result.plan().mass() / mass, 1e-12);
            // (1, 1) to (1, 0) costs 1; the other halves, (0, 1) to (2, 2), cost 5, and crosswise
            // 2.
            assertEquals(mass < 0.5 ? 1 : 2, result.cost() / mass, 1e-12);
        }
        var unequal = Transport.partial(x.withWeights(1e6, 1e6), y.withWeights(1e-6, 1e-6), 1e-9);
        assertTrue(unequal.converged());
        assertEquals(1e-9, unequal.plan().mass(), 1e-21);
        assertEquals(1e-9, unequal.cost(), 1e-21);
    }
}
