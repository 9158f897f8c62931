package org.ot4j.divergence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;

class SlicedWassersteinTest {
    private static double[][] points(int n, int d, long seed) {
        var random = new Random(seed);
        var x = new double[n][d];
        for (double[] row : x) {
            Arrays.setAll(row, k -> random.nextGaussian());
        }
        return x;
    }

    private static Measure weighted(int n, int d, long seed) {
        double[] w = new Random(seed + 77).doubles(n, 0.1, 1).toArray();
        return Measure.of(points(n, d, seed), w).normalized();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.5, 2, 3})
    void onALineItIsTheWassersteinDistance(double p) {
        var x = weighted(20, 1, 1);
        var y = weighted(13, 1, 2);
        var sliced = new SlicedWasserstein(p, 3, 5);
        assertEquals(Transport.wasserstein(x, y, p), sliced.between(x, y), 1e-10);
        assertEquals(Transport.wasserstein(x, y, p), sliced.max(x, y).distance(), 1e-10);
    }

    /**
     * In the plane E |θ·v|^2 is |v|² / 2: two clouds that differ by a shift v are |v| / √2 apart.
     */
    @Test
    void ofTakesArraysAndDataSetsAsTheyAre() {
        double[][] x = points(30, 2, 1);
        double[][] y =
                Arrays.stream(x)
                        .map(r -> new double[] {r[0] + 3, r[1] - 4})
                        .toArray(double[][]::new);
        var sliced = SlicedWasserstein.of(2);
        double value = sliced.between(x, y);
        assertEquals(5 / Math.sqrt(2), value, 0.1);
        assertEquals(value, sliced.between(() -> x, () -> y));
        assertEquals(5, sliced.max(x, y).distance(), 1e-6);
        try (var arrays = NDManager.newBaseManager()) {
            assertEquals(value, sliced.between(arrays.create(x), arrays.create(y)), 1e-12);
        }
        assertEquals(
                new SlicedWasserstein(1, 50, 7), SlicedWasserstein.of(1).projections(50).seed(7));
        double[][] bad = {{0, 0}, {1, Double.NaN}};
        var e = assertThrows(IllegalArgumentException.class, () -> sliced.between(x, bad));
        assertEquals("y[1][1] = NaN: expected a finite number", e.getMessage());
    }

    /** Over an orthonormal basis Σ (θ·v)² = |v|²: exact, where independent directions vary. */
    @Test
    void orthogonalDirectionsAreExactBetweenDiracs() {
        double[][] x = {{1, -2, 0.5, 3, 0}};
        double[][] y = {{0, 1, 2, -1, 4}};
        double distance = Math.sqrt((1 + 9 + 2.25 + 16 + 16) / 5);
        for (long seed = 1; seed <= 3; seed++) {
            var plain = SlicedWasserstein.of(2).projections(10).seed(seed);
            var right = plain.orthogonalDirections();
            assertEquals(distance, right.between(x, y), 1e-12);
            assertTrue(Math.abs(plain.between(x, y) - distance) > 1e-3);
        }
        // More directions than coordinates, and a rest; on the line there is only one.
        assertEquals(
                distance,
                SlicedWasserstein.of(2).projections(1_003).orthogonalDirections().between(x, y),
                0.05);
        double[][] line = {{0}, {3}};
        var one = SlicedWasserstein.of(2).projections(3).orthogonalDirections();
        assertEquals(2, one.between(line, new double[][] {{2}, {5}}), 1e-12);
        assertEquals(
                one.seed(4), SlicedWasserstein.of(2).orthogonalDirections().projections(3).seed(4));
    }

    @Test
    void betweenDiracsItIsTheDistanceOverTheRootOfTheDimension() {
        for (int d : new int[] {2, 5, 20}) {
            double[][] x = points(1, d, d);
            double[][] y = points(1, d, d + 1);
            double square = 0;
            for (int k = 0; k < d; k++) {
                square += (x[0][k] - y[0][k]) * (x[0][k] - y[0][k]);
            }
            var sliced = new SlicedWasserstein(2, 20_000, 3);
            // E (θ·v)² = |v|² / d; the relative error of the mean of 20,000 is about 1%.
            assertEquals(Math.sqrt(square / d), sliced.between(x, y), 0.03 * Math.sqrt(square / d));
            assertEquals(
                    Math.sqrt(square), sliced.max(Measure.of(x), Measure.of(y)).distance(), 1e-9);
        }
    }

    @Test
    void theMaximumFindsThePlantedDirection() {
        double[][] x = points(300, 10, 1);
        double[][] y = points(300, 10, 1);
        for (double[] row : y) {
            // Further out along the fourth axis only: the means do not tell.
            row[3] *= 4;
        }
        var slice = new SlicedWasserstein(2, 50, 1).max(Measure.of(x), Measure.of(y));
        assertTrue(Math.abs(slice.direction()[3]) > 0.95, () -> "" + slice);
        var along = new double[300];
        var other = new double[300];
        for (int i = 0; i < 300; i++) {
            along[i] = x[i][3];
            other[i] = y[i][3];
        }
        double axis = Transport.wasserstein(Measure.onLine(along), Measure.onLine(other), 2);
        assertTrue(slice.distance() >= axis - 1e-9);
    }

    @Test
    void isAMetricOnExamplesAndNeverAboveWasserstein() {
        var sliced = new SlicedWasserstein(2, 60, 9);
        for (long seed = 0; seed < 10; seed++) {
            var x = weighted(12, 3, seed);
            var y = weighted(9, 3, seed + 100);
            var z = weighted(15, 3, seed + 200);
            double xy = sliced.between(x, y);
            assertEquals(xy, sliced.between(y, x), 1e-12);
            assertTrue(xy <= sliced.between(x, z) + sliced.between(z, y) + 1e-12);
            assertEquals(0, sliced.between(x, x), 1e-12);
            double max = sliced.max(x, y).distance();
            assertTrue(xy <= max && max <= Transport.wasserstein(x, y, 2) + 1e-9);
        }
    }

    @ParameterizedTest(name = "n = {0}, m = {1}, p = {2}")
    @CsvSource({"8, 8, 2", "8, 8, 1", "7, 5, 2", "4, 9, 3", "6, 3, 1.5"})
    void theLossIsThePowerAndItsGradientThatOfFiniteDifferences(int n, int m, double p) {
        var sliced = new SlicedWasserstein(p, 7, 4);
        double[][] x = points(n, 3, 1);
        double[][] y = points(m, 3, 2);
        try (NDManager scope = NDManager.newBaseManager()) {
            NDArray a = scope.create(x);
            NDArray b = scope.create(y);
            a.setRequiresGradient(true);
            b.setRequiresGradient(true);
            double[] slope;
            double[] other;
            try (var collector = Engine.getInstance().newGradientCollector()) {
                NDArray loss = sliced.loss(a, b);
                assertEquals(Math.pow(sliced.between(x, y), p), loss.toDoubleArray()[0], 1e-12);
                collector.backward(loss);
                slope = a.getGradient().toDoubleArray();
                other = b.getGradient().toDoubleArray();
            }
            assertArrayEquals(differences(sliced, x, y, x, p), slope, 1e-7);
            assertArrayEquals(differences(sliced, x, y, y, p), other, 1e-7);
        }
    }

    private static double[] differences(
            SlicedWasserstein sliced, double[][] x, double[][] y, double[][] moved, double p) {
        var slopes = new double[moved.length * moved[0].length];
        double h = 1e-6;
        for (int k = 0; k < slopes.length; k++) {
            double[] row = moved[k / moved[0].length];
            int c = k % moved[0].length;
            double at = row[c];
            row[c] = at + h;
            double up = Math.pow(sliced.between(x, y), p);
            row[c] = at - h;
            double down = Math.pow(sliced.between(x, y), p);
            row[c] = at;
            slopes[k] = (up - down) / (2 * h);
        }
        return slopes;
    }

    @Test
    void theLossLeavesOneArrayBehind() {
        try (NDManager scope = NDManager.newBaseManager()) {
            NDArray x = scope.create(new float[][] {{1, 2}, {3, 4}, {5, 6}});
            NDArray y = scope.create(new float[][] {{0, 2}, {1, 4}});
            int before = scope.getManagedArrays().size();
            NDArray loss = new SlicedWasserstein(2, 10, 1).loss(x, y);
            assertEquals(before + 1, scope.getManagedArrays().size());
            assertEquals(x.getDataType(), loss.getDataType());
        }
    }

    @Test
    void badInputIsNamed() {
        assertThrows(IllegalArgumentException.class, () -> new SlicedWasserstein(0.5, 10, 1));
        assertThrows(IllegalArgumentException.class, () -> new SlicedWasserstein(2, 0, 1));
        var sliced = new SlicedWasserstein(2, 5, 1);
        assertThrows(
                IllegalArgumentException.class,
                () -> sliced.between(points(3, 2, 1), points(3, 3, 1)));
        var heavy = Measure.of(points(3, 2, 1), new double[] {1, 1, 1});
        assertThrows(
                IllegalArgumentException.class,
                () -> sliced.between(heavy, Measure.of(points(3, 2, 1))));
    }
}
