package org.ot4j.transport.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.transport.Measure;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.entropic.Sinkhorn;

class GaussianTransportTest {
    @Test
    void onALineItIsMeansAndDeviations() {
        var t =
                GaussianTransport.between(
                        new double[] {1},
                        new double[][] {{4}},
                        new double[] {-2},
                        new double[][] {{9}});
        assertEquals(9 + 1, t.value(), 1e-14);
        assertEquals(Math.sqrt(10), t.distance(), 1e-14);
        assertArrayEquals(new double[] {-2 + 1.5 * 3}, t.map(4), 1e-14);
    }

    @Test
    void agreesWithPot() {
        // POT 0.9.7, ot.gaussian.bures_wasserstein_distance squared.
        var t =
                GaussianTransport.between(
                        new double[] {0, 1},
                        new double[][] {{2, 0.5}, {0.5, 1}},
                        new double[] {1, -1},
                        new double[][] {{1, -0.3}, {-0.3, 3}});
        assertEquals(5.929311854967774, t.value(), 1e-12);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 30, 60})
    void theMapPushesOneCovarianceToTheOther(int d) {
        var random = new Random(d);
        double[][] a = covariance(d, random);
        double[][] b = covariance(d, random);
        var t = GaussianTransport.between(new double[d], a, new double[d], b);
        double[][] pushed =
                SymmetricEigen.multiply(t.matrix(), SymmetricEigen.multiply(a, t.matrix()));
        for (int i = 0; i < d; i++) {
            assertArrayEquals(b[i], pushed[i], 1e-9 * d);
        }
        var back = GaussianTransport.between(new double[d], b, new double[d], a);
        assertEquals(t.value(), back.value(), 1e-9 * d);
        assertEquals(
                0, GaussianTransport.between(new double[d], a, new double[d], a).value(), 1e-9);
    }

    private static double[][] covariance(int d, Random random) {
        var root = new double[d][d];
        var turned = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                root[i][j] = random.nextGaussian();
                turned[j][i] = root[i][j];
            }
        }
        return SymmetricEigen.multiply(root, turned);
    }

    @Test
    void degenerateCovariancesAreFine() {
        double[][] flat = {{1, 1}, {1, 1}};
        var none = new double[2][2];
        var t = GaussianTransport.between(new double[2], flat, new double[] {3, 4}, none);
        assertEquals(25 + 2, t.value(), 1e-12);
        var u = GaussianTransport.between(new double[2], none, new double[2], flat);
        assertEquals(2, u.value(), 1e-12);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 5})
    void sinkhornOnAFineGridFindsTheEntropicClosedForm(double epsilon) {
        int n = 401;
        var x = new double[n];
        var a = new double[n];
        var b = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = -12 + 24.0 * i / (n - 1);
            a[i] = Math.exp(-x[i] * x[i] / (2 * 1.44));
            b[i] = Math.exp(-(x[i] - 1) * (x[i] - 1) / (2 * 0.49));
        }
        var source = Measure.onLine(x, a).normalized();
        var target = Measure.onLine(x, b).normalized();
        var result = Sinkhorn.of(epsilon).solve(TransportProblem.between(source, target));
        var closed =
                GaussianTransport.entropic(
                        new double[1],
                        new double[][] {{1.44}},
                        new double[] {1},
                        new double[][] {{0.49}},
                        epsilon);
        assertEquals(closed.value(), result.value(), 1e-7);
        assertEquals(closed.cost(), result.cost(), 1e-7);
        double[] image = result.plan().barycentricMap(target)[220];
        assertArrayEquals(closed.map(x[220]), image, 1e-6);
    }

    @Test
    void aSmallEpsilonGivesTheUnregularisedValue() {
        double[][] a = {{2, 0.5}, {0.5, 1}};
        double[][] b = {{1, -0.3}, {-0.3, 3}};
        double[] m = {0, 1};
        assertEquals(
                GaussianTransport.between(m, a, m, b).value(),
                GaussianTransport.entropic(m, a, m, b, 1e-9).value(),
                1e-7);
    }

    @Test
    void badInputIsNamed() {
        double[] m = {0, 0};
        double[][] a = {{1, 0}, {0, 1}};
        assertThrows(
                IllegalArgumentException.class,
                () -> GaussianTransport.between(m, a, new double[1], a));
        assertThrows(
                IllegalArgumentException.class,
                () -> GaussianTransport.between(m, new double[][] {{1, 0.5}, {0, 1}}, m, a));
        assertThrows(
                IllegalArgumentException.class,
                () -> GaussianTransport.between(m, new double[][] {{1, 2}, {2, 1}}, m, a));
        assertThrows(
                IllegalArgumentException.class,
                () -> GaussianTransport.between(m, new double[][] {{1, Double.NaN}, {0, 1}}, m, a));
    }

    /** In many dimensions, by PyTorch: covariances with the same axes. */
    @ParameterizedTest
    @ValueSource(ints = {47, 48, 150})
    void alongCommonAxesDeviationsAreCompared(int d) {
        var random = new Random(d);
        double[][] axes = new SymmetricEigen(covariance(d, random)).vectors;
        double[] s = random.doubles(d, 0.1, 2).toArray();
        double[] t = random.doubles(d, 0.1, 2).toArray();
        double expected = squaredDistance(s, t);
        var found =
                GaussianTransport.between(
                        new double[d], along(axes, s), new double[d], along(axes, t));
        assertEquals(expected, found.value(), 1e-11 * d);
        for (int i = 0; i < d; i++) {
            double row = 0;
            for (int k = 0; k < d; k++) {
                row += axes[i][k] * axes[i][k] * t[k] / s[k];
            }
            assertEquals(row, found.matrix()[i][i], 1e-9);
        }
        t[d / 2] = 0;
        // The root of an eigenvalue that is 0 but for rounding.
        assertEquals(
                squaredDistance(s, t),
                GaussianTransport.between(
                                new double[d], along(axes, s), new double[d], along(axes, t))
                        .value(),
                1e-6);
        double[][] bad = along(axes, t);
        bad[d - 1][d - 1] -= 5;
        assertThrows(
                IllegalArgumentException.class,
                () -> GaussianTransport.between(new double[d], along(axes, s), new double[d], bad));
    }

    private static double squaredDistance(double[] s, double[] t) {
        double sum = 0;
        for (int k = 0; k < s.length; k++) {
            sum += (s[k] - t[k]) * (s[k] - t[k]);
        }
        return sum;
    }

    private static double[][] along(double[][] axes, double[] deviations) {
        int d = deviations.length;
        var matrix = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                for (int k = 0; k < d; k++) {
                    matrix[i][j] += axes[i][k] * deviations[k] * deviations[k] * axes[j][k];
                }
            }
        }
        return matrix;
    }
}
