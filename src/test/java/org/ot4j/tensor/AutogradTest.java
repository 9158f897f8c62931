package org.ot4j.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;
import org.ot4j.base.PyTorch;

class AutogradTest {
    @Test
    void aModeEndsWithWhatWasBefore() {
        assertFalse(Autograd.isOn());
        try (var recording = Autograd.on()) {
            assertTrue(Autograd.isOn());
            assertThrows(
                    IllegalStateException.class,
                    () ->
                            Autograd.without(
                                    () -> {
                                        assertFalse(Autograd.isOn());
                                        throw new IllegalStateException();
                                    }));
            assertTrue(Autograd.isOn());
            assertTrue(Autograd.without(() -> Autograd.with(Autograd::isOn)));
        }
        assertFalse(Autograd.isOn());
    }

    /** d(-2 Σ x²) = -4 x, though the graph was made in two parts and partly without gradients. */
    @Test
    void gradientsArriveAtTheLeafAlone() {
        try (NDManager manager = PyTorch.newManager();
                var recording = Autograd.on()) {
            NDArray x = manager.create(new float[] {1, -3});
            NDArray leaf = Autograd.leaf(x);
            assertNull(Autograd.gradient(leaf));
            NDArray constant = Autograd.without(() -> leaf.square().sum());
            Autograd.backward(leaf.square().sum().add(constant), -1);
            Autograd.backward(leaf.square().sum().mul(Autograd.detached(leaf).max()), -1);
            assertArrayEquals(new float[] {-4, 12}, Autograd.gradient(leaf).toFloatArray());
            assertFalse(x.hasGradient());
        }
    }

    @Test
    void logSumExpOfNumbers() {
        double log6 = Math.log(6);
        assertEquals(1000 + log6, LogSumExp.of(new double[] {1000, 1000}, new double[] {2, 4}));
        assertEquals(-5000 + Math.log(2), LogSumExp.of(new double[] {-5000, -5000}));
        double none = Double.NEGATIVE_INFINITY;
        assertEquals(none, LogSumExp.of(new double[] {none, none}));
        assertEquals(none, LogSumExp.of(new double[0]));
        assertEquals(7, LogSumExp.of(new double[] {none, 7}, new double[] {3, 1}));
    }

    @Test
    void logSumExpOverEitherAxisNeverOverflows() {
        try (NDManager manager = PyTorch.newManager()) {
            NDArray x = manager.create(new float[][] {{1000, 1000, 0}, {-1000, 1000, 0}});
            double log2 = Math.log(2);
            NDArray columns = LogSumExp.over(x, 0);
            assertArrayEquals(
                    new float[] {1000, (float) (1000 + log2), (float) log2},
                    columns.toFloatArray(),
                    1e-4f);
            assertEquals(columns, LogSumExp.ofColumns(x));
            NDArray rows = LogSumExp.over(x, 1);
            assertArrayEquals(new long[] {2, 1}, rows.getShape().getShape());
            assertArrayEquals(
                    new float[] {(float) (1000 + log2), 1000}, rows.toFloatArray(), 1e-4f);
        }
    }
}
