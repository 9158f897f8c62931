package org.ot4j.transport.cost;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportChecks;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.internal.CoordinateCostMatrix;

class CostTest {
    static Stream<Cost> costs() {
        return Stream.of(
                Cost.squaredEuclidean(),
                Cost.euclidean(),
                Cost.euclidean(3),
                Cost.euclidean(4),
                Cost.lp(1),
                Cost.lp(2.5),
                Cost.cosine(),
                Cost.ofDifference(t -> t * t),
                Cost.metric((x, y) -> Math.abs(x[0] - y[0])));
    }

    /** Linear maps of both sets do not change it; with S = diag(4, 1/4) it is x²/4 + 4y². */
    @Test
    void mahalanobisSeesNoUnits() {
        double[][] s = {{4, 0}, {0, 0.25}};
        double[] zero = {0, 0};
        assertEquals(9 / 4.0 + 4, Cost.mahalanobis(s).of(new double[] {3, 1}, zero), 1e-12);
        var random = new Random(1);
        double[][] x = TransportChecks.points(20, 2, random);
        double[][] y = TransportChecks.points(30, 2, random);
        var mx = new double[20][];
        var my = new double[30][];
        for (int i = 0; i < 30; i++) {
            if (i < 20) {
                mx[i] = new double[] {100 * x[i][0] + x[i][1] + 5, 0.01 * x[i][1]};
            }
            my[i] = new double[] {100 * y[i][0] + y[i][1] + 5, 0.01 * y[i][1]};
        }
        double plain = Transport.exact(x, y, Cost.mahalanobis(x, y)).value();
        assertEquals(plain, Transport.exact(mx, my, Cost.mahalanobis(mx, my)).value(), 1e-9);
        CostMatrix all = Cost.mahalanobis(s).between(Measure.of(x), Measure.of(y));
        assertEquals(Cost.mahalanobis(s).of(x[3], y[7]), all.at(3, 7), 1e-12);
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Cost.mahalanobis(new double[][] {{1, 1}, {1, 1}}))
                        .getMessage();
        assertTrue(message.startsWith("covariance = without full rank"), message);
        message =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Cost.mahalanobis(new double[][] {{1, 2}, {0, 1}}))
                        .getMessage();
        assertTrue(message.startsWith("covariance[0][1] = 2.0: expected 0.0"), message);
    }

    /** Rows, blocks, single costs, stored and transposed ones all say the same. */
    @ParameterizedTest
    @MethodSource("costs")
    void allWaysToReadACostAgree(Cost cost) {
        for (int d : new int[] {1, 2, 3, 8, 13}) {
            var random = new Random(d);
            Measure x = Measure.of(TransportChecks.points(7, d, random));
            Measure y = Measure.of(TransportChecks.points(2100, d, random));
            CostMatrix costs = cost.between(x, y);
            CostMatrix stored = costs.stored();
            CostMatrix turned = costs.transposed();
            CostMatrix storedTurned = stored.transposed();
            CostMatrix some = costs.select(new int[] {6, 2}, new int[] {2000, 3});
            var row = new double[2100];
            var block = new double[2 * 100];
            costs.block(3, 5, 1990, 2090, block);
            for (int i = 0; i < 7; i++) {
                costs.row(i, row);
                for (int j = 0; j < 2100; j++) {
                    double expected = cost.of(x.point(i), y.point(j));
                    assertEquals(expected, row[j], 1e-14 * (1 + expected));
                    assertEquals(row[j], costs.at(i, j), 1e-14 * (1 + expected));
                    assertEquals(row[j], stored.at(i, j));
                    assertEquals(row[j], turned.at(j, i), 1e-14 * (1 + expected));
                    assertEquals(row[j], storedTurned.at(j, i));
                    if ((i == 3 || i == 4) && j >= 1990 && j < 2090) {
                        assertEquals(row[j], block[(i - 3) * 100 + j - 1990]);
                    }
                }
            }
            assertEquals(costs.at(6, 2000), some.at(0, 0), 1e-14);
            assertEquals(costs.at(2, 3), some.at(1, 1), 1e-14);
            double[] range = costs.range();
            assertTrue(range[0] <= stored.at(0, 0) && range[1] >= stored.at(0, 0));
        }
    }

    /** However many coordinates: by row, by block, one by one, stored and kept, to the last bit. */
    @ParameterizedTest
    @ValueSource(ints = {8, 9, 32, 33, 34, 35, 67})
    void squaresHaveOneValue(int d) {
        var random = new Random(d);
        Measure x = Measure.of(TransportChecks.points(19, d, random));
        Measure y = Measure.of(TransportChecks.points(515, d, random));
        var costs = (CoordinateCostMatrix) Cost.squaredEuclidean().between(x, y);
        CostMatrix stored = costs.stored(2);
        CostMatrix kept = CoordinateCostMatrix.kept(costs, 1);
        assertEquals(d > 8, kept != costs);
        var row = new double[515];
        var keptRow = new double[515];
        var part = new double[400];
        for (int i = 0; i < 19; i++) {
            costs.row(i, row);
            kept.row(i, keptRow);
            costs.row(i, 200, 515, part, 7);
            double[] p = x.point(i);
            for (int j = 0; j < 515; j++) {
                double[] q = y.point(j);
                double sum = d % 2 == 1 ? (p[0] - q[0]) * (p[0] - q[0]) : 0;
                for (int k = d % 2; k < d; k += 2) {
                    double s = p[k] - q[k];
                    double t = p[k + 1] - q[k + 1];
                    sum += s * s + t * t;
                }
                assertEquals(sum, row[j]);
                assertEquals(sum, costs.at(i, j));
                assertEquals(sum, stored.at(i, j));
                assertEquals(sum, kept.at(i, j));
                assertEquals(sum, keptRow[j]);
                if (j >= 200) {
                    assertEquals(sum, part[7 + j - 200]);
                }
            }
        }
    }

    @Test
    void formulas() {
        double[] x = {1, 2};
        double[] y = {4, -2};
        assertEquals(25, Cost.squaredEuclidean().of(x, y));
        assertEquals(5, Cost.euclidean().of(x, y));
        assertEquals(125, Cost.euclidean(3).of(x, y), 1e-12);
        assertEquals(7, Cost.lp(1).of(x, y));
        assertEquals(27 + 64, Cost.lp(3).of(x, y), 1e-12);
        assertEquals(1, Cost.cosine().of(x, y), 1e-15);
        assertEquals(1, Cost.cosine().of(new double[2], y));
        assertEquals(0, Cost.cosine().of(y, new double[] {8, -4}), 1e-15);
        assertArrayEquals(
                new double[] {1, 25},
                TransportProblem.of(new double[][] {{1, 25}, {4, 9}}).costs().range());
        assertTrue(Cost.euclidean().isMetric() && Cost.lp(1).isMetric() && Cost.lp(0.5).isMetric());
        assertTrue(!Cost.squaredEuclidean().isMetric() && !Cost.lp(3).isMetric());
    }
}
