package org.ot4j.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ot4j.tensor.Scalars;

class ScalarsTest {
    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT32", "FLOAT64"})
    void gradientsSurviveGarbageCollection(DataType type) {
        assertGradient(0.3, type, x -> Scalars.mul(x, 0.3));
        assertGradient(1 / 0.3, type, x -> Scalars.div(x, 0.3));
        assertGradient(3 * 4, type, x -> Scalars.pow(x, 3));
        assertGradient(1, type, x -> Scalars.maximum(x, 1.5));
        assertGradient(0, type, x -> Scalars.minimum(x, 1.5));
    }

    /** Of a function at x = 2, with the memory of what is unreachable overwritten in between. */
    private static void assertGradient(
            double expected, DataType type, UnaryOperator<NDArray> function) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(2.0).toType(type, true);
            JniUtils.setGradMode(true);
            try {
                JniUtils.attachGradient((PtNDArray) x, true);
                NDArray y = function.apply(x);
                for (int i = 0; i < 3; i++) {
                    System.gc();
                    for (int k = 0; k < 2_000; k++) {
                        ByteBuffer.allocateDirect(8).putLong(0, -1);
                    }
                }
                NDArray one = manager.create(1.0).toType(type, true);
                JniUtils.backward((PtNDArray) y, (PtNDArray) one, false, false);
                try (NDArray gradient = JniUtils.getGradient((PtNDArray) x)) {
                    double found =
                            type == DataType.FLOAT32 ? gradient.getFloat() : gradient.getDouble();
                    assertEquals(expected, found, type == DataType.FLOAT32 ? 1e-5 : 1e-14);
                }
            } finally {
                JniUtils.setGradMode(false);
            }
        }
    }
}
