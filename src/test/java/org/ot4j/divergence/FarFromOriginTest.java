package org.ot4j.divergence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ot4j.network.Differences;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.SquaredDistances;

/** Single precision far from the origin: losses and their gradients are those near it. */
class FarFromOriginTest {
    // Multiples of 1/64, which a float holds exactly next to 65,536 too.
    private static float[] points(int n, int d, double from, Random random) {
        var points = new float[n * d];
        for (int i = 0; i < points.length; i++) {
            points[i] = (float) (from + Math.rint(64 * random.nextGaussian()) / 64);
        }
        return points;
    }

    private static List<BinaryOperator<NDArray>> losses(int d) {
        return List.of(
                Mmd.unbiased(Kernel.imqForPrior(d, 1))::between,
                Mmd.biased(Kernel.rbf(1.5))::between,
                Mmd.unbiased(Kernel.energy())::between,
                new SlicedWasserstein(2, 20, 1)::loss,
                new SlicedWasserstein(1, 20, 1)::loss);
    }

    @ParameterizedTest
    @CsvSource({"3000, 2", "3000, 5", "65536, 2", "65536, 16", "-20000, 7"})
    void lossesAreThoseNearTheOrigin(double offset, int d) {
        try (NDManager scope = Tensors.newManager()) {
            NDArray x = Tensors.of(scope, points(12, d, 0, new Random(1)), 12, d);
            NDArray y = Tensors.of(scope, points(9, d, 0.5, new Random(2)), 9, d);
            NDArray farX = Tensors.of(scope, points(12, d, offset, new Random(1)), 12, d);
            NDArray farY = Tensors.of(scope, points(9, d, offset + 0.5, new Random(2)), 9, d);
            for (var loss : losses(d)) {
                float near = loss.apply(x, y).getFloat();
                assertEquals(near, loss.apply(farX, farY).getFloat(), 2e-4 * (1 + near));
                assertArrayEquals(
                        Differences.gradient(t -> loss.apply(t, y), x),
                        Differences.gradient(t -> loss.apply(t, farY), farX),
                        1e-3f);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 3", "3000, 3"})
    void gradientsAreThoseOfFiniteDifferences(double offset, int d) {
        try (NDManager scope = Tensors.newManager()) {
            NDArray x = Tensors.of(scope, points(6, d, offset, new Random(3)), 6, d);
            NDArray y = Tensors.of(scope, points(5, d, offset + 0.5, new Random(4)), 5, d);
            var loss = Mmd.unbiased(Kernel.imqForPrior(d, 1));
            Differences.check(t -> loss.between(t, y), x, 0.0625, 5e-3);
        }
    }

    /** Single precision keeps its digits at any distance from 0, and from points near 0, too. */
    @ParameterizedTest
    @CsvSource({"0, 2", "1, 5", "1000, 5", "65536, 5", "65536, 40"})
    void distancesAreExact(double offset, int d) {
        float[] x = points(20, d, offset, new Random(5));
        float[] y = points(30, d, offset + 0.5, new Random(6));
        System.arraycopy(points(3, d, 0, new Random(7)), 0, y, 0, 3 * d);
        try (NDManager scope = Tensors.newManager()) {
            NDArray a = Tensors.of(scope, x, 20, d);
            check(SquaredDistances.squared(a, Tensors.of(scope, y, 30, d)), x, y, d);
            check(SquaredDistances.squared(a, a), x, x, d);
        }
    }

    private static void check(NDArray squared, float[] x, float[] y, int d) {
        for (int i = 0; i < x.length / d; i++) {
            for (int j = 0; j < y.length / d; j++) {
                double expected = 0;
                for (int k = 0; k < d; k++) {
                    double gap = (double) x[i * d + k] - y[j * d + k];
                    expected += gap * gap;
                }
                assertEquals(expected, squared.getFloat(i, j), 1e-6 * expected, i + ", " + j);
            }
        }
    }
}
