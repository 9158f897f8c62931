package org.ot4j.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;
import org.ot4j.base.PyTorch;

/**
 * Gradients beyond what DJL's collector offers: several graphs in one step, parts of a step without
 * a graph, and arrays whose gradient is read after the graph is gone.
 */
public final class Autograd {
    private Autograd() {}

    /** The gradient mode of this thread; closing it restores the previous mode. */
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

    /** Records a graph from now on. */
    public static Mode on() {
        return new Mode(true);
    }

    /** Records nothing from now on. */
    public static Mode off() {
        return new Mode(false);
    }

    /** Whether this thread records a graph. */
    public static boolean isOn() {
        // This loads the native library if nothing has done so yet.
        PyTorch.engine();
        return JniUtils.isGradMode();
    }

    /** Returns the result of {@code body}, computed with a graph. */
    public static <T> T with(Supplier<T> body) {
        try (Mode mode = on()) {
            return body.get();
        }
    }

    /** Returns the result of {@code body}, computed without a graph. */
    public static <T> T without(Supplier<T> body) {
        try (Mode mode = off()) {
            return body.get();
        }
    }

    /** The same values in the same memory, without their history, owned by the manager of x. */
    public static NDArray detached(NDArray x) {
        return JniUtils.detachGradient((PtNDArray) x);
    }

    /** {@link #detached} values that require gradients. */
    public static NDArray leaf(NDArray x) {
        NDArray leaf = detached(x);
        JniUtils.attachGradient((PtNDArray) leaf, true);
        return leaf;
    }

    /** The gradient accumulated at a leaf so far, or null if there is none. */
    public static NDArray gradient(NDArray leaf) {
        return JniUtils.getGradient((PtNDArray) leaf);
    }

    /** Backpropagates from a scalar multiplied by a number. */
    public static void backward(NDArray total, float times) {
        try (var direction = (PtNDArray) total.getManager().create(times)) {
            JniUtils.backward((PtNDArray) total, direction, false, false);
        }
    }
}
