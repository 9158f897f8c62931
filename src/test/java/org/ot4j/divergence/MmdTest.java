package org.ot4j.divergence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The figures come from NumPy 2 and SciPy cdist in double precision, from the same formulas for the
 * points, by mean(k(x, x)) and so on over whole matrices; the standard error by leaving out each
 * row in turn.
 */
class MmdTest {
    private static final Map<Kernel, double[]> ORACLE =
            Map.of(
                    Kernel.rbf(0.7),
                    new double[] {0.012424489293848318, 0.04336877711773912},
                    Kernel.imq(2.5),
                    new double[] {0.02162815352925085, 0.03972771798763075},
                    Kernel.energy(),
                    new double[] {0.10519676105177878, 0.16571383451512522});

    private final double[][] x = new double[60][];
    private final double[][] y = new double[50][];

    MmdTest() {
        for (int i = 0; i < 60; i++) {
            x[i] = new double[] {Math.sin(i * 1.7), Math.cos(i * 0.9), Math.sin(i * 0.31)};
        }
        for (int j = 0; j < 50; j++) {
            y[j] = new double[] {0.5 + Math.sin(j * 1.1), Math.cos(j * 2.3), Math.cos(j * 0.77)};
        }
    }

    @Test
    void agreesWithNumPyInBothForms() {
        try (var manager = NDManager.newBaseManager()) {
            NDArray a = manager.create(x);
            NDArray b = manager.create(y);
            ORACLE.forEach(
                    (kernel, expected) -> {
                        // The energy kernel's root makes 1e-15 of rounding into 3e-8.
                        double tolerance = kernel == Kernel.energy() ? 1e-8 : 1e-13;
                        assertEquals(expected[0], Mmd.unbiased(kernel).between(x, y), tolerance);
                        assertEquals(expected[1], Mmd.biased(kernel).between(x, y), tolerance);
                        double single = Mmd.unbiased(kernel).between(a, b).getDouble();
                        assertEquals(expected[0], single, tolerance);
                        single = Mmd.biased(kernel).between(a, b).getDouble();
                        assertEquals(expected[1], single, 1e-7);
                    });
        }
        assertEquals(
                0.020827252490682863,
                Mmd.unbiased(Kernel.imq(2.5)).detail(x, y).standardError().getAsDouble(),
                1e-12);
        assertEquals(1.7078734403543636, Mmd.medianDistance(x, y), 1e-12);
    }

    @Test
    void blocksAddUpToTheWhole() {
        // 1,500 and 1,100 points: more than one block of 1,024 on both sides.
        double[][] a = normal(1_500, 2, 0, 1);
        double[][] b = normal(1_100, 2, 0.3, 2);
        Kernel kernel = Kernel.multiScaleImq(4);
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (double[] p : a) {
            for (double[] q : a) {
                xx += p == q ? 0 : kernel.of(distance(p, q));
            }
            for (double[] q : b) {
                xy += kernel.of(distance(p, q));
            }
        }
        for (double[] p : b) {
            for (double[] q : b) {
                yy += p == q ? 0 : kernel.of(distance(p, q));
            }
        }
        double expected = xx / (1500. * 1499) + yy / (1100. * 1099) - 2 * xy / (1500. * 1100);
        assertEquals(expected, Mmd.unbiased(kernel).between(a, b), 1e-10);
    }

    @Test
    void pointsFarFromTheOriginLoseNothing() {
        var a = new double[60][];
        var b = new double[50][];
        for (int i = 0; i < 60; i++) {
            a[i] = new double[] {x[i][0] + 1e6, x[i][1] + 1e6, x[i][2]};
        }
        for (int j = 0; j < 50; j++) {
            b[j] = new double[] {y[j][0] + 1e6, y[j][1] + 1e6, y[j][2]};
        }
        assertEquals(0.012424489293848318, Mmd.unbiased(Kernel.rbf(0.7)).between(a, b), 1e-9);
    }

    @Test
    void gradientsMatchFiniteDifferences() {
        try (var manager = NDManager.newBaseManager()) {
            for (Kernel kernel : ORACLE.keySet()) {
                for (Mmd mmd : new Mmd[] {Mmd.unbiased(kernel), Mmd.biased(kernel)}) {
                    NDArray a = manager.create(x);
                    a.setRequiresGradient(true);
                    try (var gradients = Engine.getInstance().newGradientCollector()) {
                        gradients.backward(mmd.between(a, manager.create(y)));
                    }
                    double[] gradient = a.getGradient().toDoubleArray();
                    for (int k = 0; k < 6; k++) {
                        double kept = x[k][k % 3];
                        x[k][k % 3] = kept + 1e-5;
                        double up = mmd.between(x, y);
                        x[k][k % 3] = kept - 1e-5;
                        double down = mmd.between(x, y);
                        x[k][k % 3] = kept;
                        assertEquals(
                                (up - down) / 2e-5, gradient[3 * k + k % 3], 1e-8, mmd.toString());
                    }
                }
            }
        }
    }

    @Test
    void unbiasedIsZeroOnAverageForEqualDistributionsAndBiasedIsNot() {
        double unbiased = 0;
        double biased = 0;
        for (int r = 0; r < 100; r++) {
            double[][] a = normal(20, 2, 0, 2 * r);
            double[][] b = normal(20, 2, 0, 2 * r + 1);
            unbiased += Mmd.unbiased(Kernel.rbf(1)).between(a, b) / 100;
            biased += Mmd.biased(Kernel.rbf(1)).between(a, b) / 100;
        }
        assertEquals(0, unbiased, 0.01);
        assertTrue(biased > 0.04, "biased " + biased);
    }

    @Test
    void energyDistanceOfTwoDiracsIsTwiceTheirDistance() {
        double[][] a = {{0, 0}, {0, 0}};
        double[][] b = {{3, 4}, {3, 4}, {3, 4}};
        assertEquals(10, Mmd.unbiased(Kernel.energy()).between(a, b), 1e-6);
    }

    @Test
    void refusesWhatItCannotMeasure() {
        var mmd = Mmd.unbiased(Kernel.rbf(1));
        assertThrows(IllegalArgumentException.class, () -> mmd.between(new double[][] {{1}}, y));
        assertThrows(
                IllegalArgumentException.class, () -> mmd.between(x, new double[][] {{1}, {2}}));
        x[3][1] = Double.NaN;
        var e = assertThrows(IllegalArgumentException.class, () -> mmd.between(x, y));
        assertTrue(e.getMessage().contains("["), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Kernel.rbf(0));
        try (var manager = NDManager.newBaseManager()) {
            NDArray flat = manager.ones(new Shape(4), DataType.FLOAT32);
            assertThrows(IllegalArgumentException.class, () -> mmd.between(flat, flat));
        }
    }

    private static double distance(double[] p, double[] q) {
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            sum += (p[k] - q[k]) * (p[k] - q[k]);
        }
        return sum;
    }

    private static double[][] normal(int n, int d, double mean, long seed) {
        var random = new Random(seed);
        var rows = new double[n][d];
        for (double[] row : rows) {
            for (int k = 0; k < d; k++) {
                row[k] = mean + random.nextGaussian();
            }
        }
        return rows;
    }
}
