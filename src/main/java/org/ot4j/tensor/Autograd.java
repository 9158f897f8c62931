package org.ot4j.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;
import org.ot4j.base.PyTorch;

/**
 * Gradients, for what DJL's collector has no call for: several graphs in one step, parts of a step
 * without one, and arrays whose gradient is read when the graph is gone.
 */
public final class Autograd {
    private Autograd() {}

    /** How this thread computes until it is closed, which puts back what was before. */
    public static final class Mode implements AutoCloseable {
        private final boolean before = isOn();

        private Mode(boolean recording) {
            JniUtils.setGradMode(recording);
        }

        @Override
        public void close() {
            JniUtils.setGradMode(before);
        }
    }

    /** Records a graph from here on. */
    public static Mode on() {
        return new Mode(true);
    }

    /** Records nothing from here on. */
    public static Mode off() {
        return new Mode(false);
    }

    /** Whether this thread records a graph. */
    public static boolean isOn() {
        // Which loads the native library, where nothing has done so yet.
        PyTorch.engine();
        return JniUtils.isGradMode();
    }

    /** What {@code body} computes with a graph. */
    public static <T> T with(Supplier<T> body) {
        try (Mode mode = on()) {
            return body.get();
        }
    }

    /** What {@code body} computes without a graph. */
    public static <T> T without(Supplier<T> body) {
        try (Mode mode = off()) {
            return body.get();
        }
    }

    /** The same values in the same memory, without their history, owned by the manager of x. */
    public static NDArray detached(NDArray x) {
        return JniUtils.detachGradient((PtNDArray) x);
    }

    /** {@link #detached} values in which gradients are asked for. */
    public static NDArray leaf(NDArray x) {
        NDArray leaf = detached(x);
        JniUtils.attachGradient((PtNDArray) leaf, true);
        return leaf;
    }

    /** What has arrived at a leaf so far; null where nothing has. */
    public static NDArray gradient(NDArray leaf) {
        return JniUtils.getGradient((PtNDArray) leaf);
    }

    /** Goes back through the graph of a scalar, times a number. */
    public static void backward(NDArray total, float times) {
        try (var direction = (PtNDArray) total.getManager().create(times)) {
            JniUtils.backward((PtNDArray) total, direction, false, false);
        }
    }
}
