package org.ot4j.transport.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.transport.Measure;
import org.ot4j.transport.TransportChecks;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.CostMatrix;

/** A search finds what a look at all pairs finds, bit for bit. */
class ReducedCostsTest {
    private static final int N = 300;
    private static final int M = 400;

    private static Stream<Cost> costs() {
        return Stream.of(
                Cost.squaredEuclidean(),
                Cost.euclidean(),
                Cost.euclidean(1.5),
                Cost.euclidean(4),
                Cost.lp(1),
                Cost.lp(3));
    }

    @ParameterizedTest
    @MethodSource("costs")
    void leastCostsAreThoseOfAllPairs(Cost cost) {
        for (var kind : Kind.values()) {
            for (int d = 1; d <= 3; d++) {
                var random = new Random(d);
                Measure x = Measure.of(kind.points(N, d, random));
                Measure y = Measure.of(kind.points(M, d, random));
                var matrix = (CoordinateCostMatrix) cost.between(x, y);
                // A potential that fits the cost, one that does not, and one that is far too great.
                double[] fits = leastOfColumns(matrix, random.doubles(N, 0, 0.1).toArray());
                double[] random1 = random.doubles(M, -1, 1).toArray();
                double[] great = random.doubles(M, -1e12, 1e12).toArray();
                for (double[] g : new double[][] {fits, random1, great, new double[M]}) {
                    assertArrayEquals(
                            leastOfRows(matrix, g),
                            ReducedCosts.of(matrix.cost(), y, g).least(x, 2),
                            0,
                            () -> cost + " between points " + kind);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("costs")
    void listsAreThoseOfAllPairs(Cost cost) {
        for (int d = 1; d <= 3; d++) {
            var random = new Random(10 + d);
            Measure x = Measure.of(TransportChecks.points(N, d, random));
            Measure y = Measure.of(TransportChecks.points(M, d, random));
            var matrix = (CoordinateCostMatrix) cost.between(x, y);
            double[] g = leastOfColumns(matrix, random.doubles(N, 0, 0.1).toArray());
            var tree = new TreeScan(matrix, 2);
            var all = new ArcScan(matrix, false, 2);

            ArcScan.Start start = tree.start(g, 10, 6);
            ArcScan.Start expected = all.start(g, 10, 6);
            assertArrayEquals(expected.f(), start.f(), 0);
            double[] f0 = start.f();
            assertSame(expected.rows(), start.rows(), N, (i, j) -> matrix.at(i, j) - g[j] - f0[i]);
            assertSame(expected.cols(), start.cols(), M, (j, i) -> matrix.at(i, j) - f0[i] - g[j]);
            assertTrue(start.greatest() >= expected.greatest());
            assertEquals(0, tree.start(g, 0, 0).rows().to(N - 1));

            double[] f = Arrays.stream(expected.f()).map(v -> v + 0.02).toArray();
            var tolerance = new double[N + M];
            Arrays.fill(tolerance, 1e-4);
            ArcScan.Prices prices = tree.price(f, g, 8, tolerance);
            ArcScan.Prices priced = all.price(f, g, 8, tolerance);
            assertArrayEquals(priced.f(), prices.f(), 0);
            assertSame(priced.rows(), prices.rows(), N, (i, j) -> matrix.at(i, j) - g[j] - f[i]);
        }
    }

    // Which of several pairs of the same value are listed is open.
    private static void assertSame(
            ArcScan.Lists expected, ArcScan.Lists lists, int nodes, Reduced reduced) {
        for (int v = 0; v < nodes; v++) {
            assertEquals(expected.to(v), lists.to(v));
            for (int t = lists.from(v); t < lists.to(v); t++) {
                // Differences of three numbers, taken in another order.
                assertEquals(expected.value[t], lists.value[t], 1e-14);
                assertEquals(reduced.of(v, lists.other[t]), lists.value[t], 1e-14);
                for (int s = lists.from(v); s < t; s++) {
                    assertTrue(lists.other[s] != lists.other[t], "a pair listed twice");
                }
            }
        }
    }

    @FunctionalInterface
    private interface Reduced {
        double of(int node, int other);
    }

    @Test
    void areSearchedForBetweenManyPointsOfFewDimensionsOnly() {
        assertTrue(ReducedCosts.pay(between(9000, 9000, 2, Cost.squaredEuclidean())));
        assertTrue(ReducedCosts.pay(between(9000, 9000, 3, Cost.lp(1))));
        assertFalse(ReducedCosts.pay(between(9000, 7000, 2, Cost.squaredEuclidean())));
        assertFalse(ReducedCosts.pay(between(100_000, 1000, 2, Cost.squaredEuclidean())));
        assertFalse(ReducedCosts.pay(between(9000, 9000, 4, Cost.squaredEuclidean())));
        assertFalse(ReducedCosts.pay(between(9000, 9000, 2, Cost.euclidean(0.5))));
        assertFalse(ReducedCosts.pay(between(9000, 9000, 2, Cost.cosine())));
    }

    private static CostMatrix between(int n, int m, int d, Cost cost) {
        var random = new Random(1);
        return cost.between(
                Measure.of(TransportChecks.points(n, d, random)),
                Measure.of(TransportChecks.points(m, d, random)));
    }

    private static double[] leastOfRows(CostMatrix costs, double[] g) {
        var f = new double[costs.rows()];
        for (int i = 0; i < f.length; i++) {
            f[i] = Double.POSITIVE_INFINITY;
            for (int j = 0; j < g.length; j++) {
                f[i] = Math.min(f[i], costs.at(i, j) - g[j]);
            }
        }
        return f;
    }

    private static double[] leastOfColumns(CostMatrix costs, double[] f) {
        return leastOfRows(costs.transposed(), f);
    }

    private enum Kind {
        SPREAD,
        ON_A_GRID,
        MOSTLY_THE_SAME,
        IN_SMALL_CLUSTERS;

        double[][] points(int n, int d, Random random) {
            double[][] points = TransportChecks.points(n, d, random);
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < d; k++) {
                    double t = points[i][k];
                    points[i][k] =
                            switch (this) {
                                case SPREAD -> t;
                                case ON_A_GRID -> Math.rint(5 * t);
                                case MOSTLY_THE_SAME -> i % 4 == 0 ? t : 0.25;
                                case IN_SMALL_CLUSTERS -> i % 7 + Math.scalb(t, -i % 40);
                            };
                }
            }
            return points;
        }
    }
}
