package org.ot4j.divergence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ot4j.tensor.SquaredDistances;

/** The oracle is the kernel of all distances, which the engine differentiates. */
class PairSumTest {
    private static final Kernel[] KERNELS = {
        Kernel.imq(2), Kernel.rbf(1.5), Kernel.multiScaleImq(3), Kernel.multiScaleRbf(0.5, 1, 4)
    };

    /** More rows than lie in one block. */
    private static final int N = 700;

    private static final int M = 500;

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT32", "FLOAT64"})
    void valuesAndGradientsAreThoseOfTheEngine(DataType type) {
        double tolerance = type == DataType.FLOAT64 ? 1e-12 : 2e-6;
        for (Kernel kernel : KERNELS) {
            PairSum sums = PairSum.of(kernel);
            for (int d : new int[] {2, 9}) {
                assertSame(
                        (x, y) -> kernel.of(SquaredDistances.squared(x, y)).sum(),
                        sums::between,
                        d,
                        type,
                        tolerance);
                assertSame(
                        (x, y) -> kernel.of(SquaredDistances.squared(x, x)).sum().add(y.sum()),
                        (x, y) -> sums.within(x, true).add(y.sum()),
                        d,
                        type,
                        tolerance);
            }
        }
    }

    private static void assertSame(
            BinaryOperator<NDArray> oracle,
            BinaryOperator<NDArray> sum,
            int d,
            DataType type,
            double tolerance) {
        double[][] expected = valueAndGradients(oracle, d, type);
        double[][] actual = valueAndGradients(sum, d, type);
        assertEquals(expected[0][0], actual[0][0], tolerance * expected[0][0]);
        for (int k = 1; k < expected.length; k++) {
            double most = Arrays.stream(expected[k]).map(Math::abs).max().orElseThrow();
            assertArrayEquals(expected[k], actual[k], tolerance * most);
        }
    }

    private static double[][] valueAndGradients(BinaryOperator<NDArray> sum, int d, DataType type) {
        var random = new Random(1);
        try (var manager = NDManager.newBaseManager()) {
            NDArray x = points(manager, random, N, d, type);
            NDArray y = points(manager, random, M, d, type);
            x.setRequiresGradient(true);
            y.setRequiresGradient(true);
            NDArray value;
            try (var collector = Engine.getInstance().newGradientCollector()) {
                value = sum.apply(x, y);
                collector.backward(value);
            }
            return new double[][] {
                doubles(value), doubles(x.getGradient()), doubles(y.getGradient())
            };
        }
    }

    private static NDArray points(NDManager manager, Random random, int n, int d, DataType type) {
        double[] numbers = random.doubles((long) n * d, -2, 2).toArray();
        return manager.create(numbers, new Shape(n, d)).toType(type, true);
    }

    private static double[] doubles(NDArray array) {
        return array.toType(DataType.FLOAT64, true).toDoubleArray();
    }

    @Test
    void withoutTheDiagonal() {
        try (var manager = NDManager.newBaseManager()) {
            NDArray x = points(manager, new Random(2), 30, 3, DataType.FLOAT64);
            var sums = PairSum.of(Kernel.multiScaleImq(1));
            double all = sums.within(x, true).getDouble();
            assertEquals(all - 30 * 7, sums.within(x, false).getDouble(), 1e-10);
        }
    }

    @Test
    void otherKernelsHaveNone() {
        assertNull(PairSum.of(Kernel.energy()));
        assertNull(PairSum.of(Kernel.sum(Kernel.rbf(1), Kernel.imq(1))));
    }
}
