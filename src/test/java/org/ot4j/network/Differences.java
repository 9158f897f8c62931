package org.ot4j.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ot4j.tensor.Autograd;

/** Compares gradients with central differences. */
public final class Differences {
    private Differences() {}

    /** d f / d x, [shape of x], f being a scalar. */
    public static float[] gradient(Function<NDArray, NDArray> f, NDArray x) {
        return Derivative.of(y -> f.apply(y), x).toFloatArray();
    }

    /** Checks the gradient of a scalar at x, value by value. */
    public static void check(Function<NDArray, NDArray> f, NDArray x, double h, double tolerance) {
        float[] gradient = gradient(f, x);
        float[] values = x.toFloatArray();
        NDManager manager = x.getManager();
        for (int i = 0; i < values.length; i++) {
            double slope = 0;
            for (int sign = -1; sign <= 1; sign += 2) {
                float[] moved = values.clone();
                moved[i] += (float) (sign * h);
                NDArray at = Tensors.of(manager, moved, x.getShape().getShape());
                slope += sign * f.apply(at).getFloat() / (2 * h);
            }
            assertEquals(slope, gradient[i], tolerance * (1 + Math.abs(slope)), "value " + i);
        }
    }

    /** Checks the gradient of a scalar in weights, at every {@code stride}-th of them. */
    public static void check(
            Supplier<NDArray> f, Weights weights, int stride, double h, double tolerance) {
        var gradient = new float[weights.size()];
        try (NDManager manager = Tensors.newManager();
                var recording = Autograd.on()) {
            weights.record(manager);
            Autograd.backward(f.get(), 1);
            weights.gradient(gradient);
        } finally {
            weights.rest();
        }
        float[] start = weights.values();
        for (int i = 0; i < start.length; i += stride) {
            double slope = 0;
            for (int sign = -1; sign <= 1; sign += 2) {
                float[] moved = start.clone();
                moved[i] += (float) (sign * h);
                weights.set(moved);
                slope += sign * f.get().getFloat() / (2 * h);
            }
            weights.set(start);
            assertEquals(slope, gradient[i], tolerance * (1 + Math.abs(slope)), "weight " + i);
        }
    }
}
