package org.ot4j.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.ot4j.base.PyTorch;

/**
 * Small things that networks, densities and training all need: noise that a seed decides, copies
 * between tensors and Java arrays, and gradients. All noise is drawn in Java, so that it is the
 * same on every device and its state is one number.
 */
public final class Tensors {
    /** Bytes to which the engine's memory is aligned. */
    static final int ALIGNMENT = 64;

    private Tensors() {}

    /** Standard normal noise, float32, owned by {@code manager}. */
    public static NDArray normal(NDManager manager, RandomGenerator random, long... shape) {
        return fill(
                manager,
                values -> {
                    while (values.hasRemaining()) {
                        values.put((float) random.nextGaussian());
                    }
                },
                shape);
    }

    /** Noise uniform on [0, 1), float32, owned by {@code manager}. */
    public static NDArray uniform(NDManager manager, RandomGenerator random, long... shape) {
        return fill(
                manager,
                values -> {
                    while (values.hasRemaining()) {
                        values.put(random.nextFloat());
                    }
                },
                shape);
    }

    /** Copies a float32 tensor into a Java array of its size. */
    public static void read(NDArray array, float[] into) {
        // Of an array that is not laid out in one piece DJL would leave a copy in its manager.
        try (NDArray piece = array.reshape(array.size())) {
            piece.toByteBuffer(array.getDevice().equals(Device.cpu()))
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer()
                    .get(into);
        }
    }

    /** The values of an array of any shape, row by row. */
    public static double[] doubles(NDArray array) {
        var values = new float[Math.toIntExact(array.size())];
        try (NDArray still = array.stopGradient()) {
            read(still, values);
        }
        var wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    /** A float32 tensor with the values given, owned by {@code manager}. */
    public static NDArray of(NDManager manager, float[] values, long... shape) {
        return fill(manager, target -> target.put(values), shape);
    }

    /** A float32 tensor with the values given, rounded, owned by {@code manager}. */
    public static NDArray of(NDManager manager, double[] values, long... shape) {
        return fill(
                manager,
                target -> {
                    for (double value : values) {
                        target.put((float) value);
                    }
                },
                shape);
    }

    /**
     * Writes straight into the engine's memory where it is the host's. A direct buffer of Java's
     * would be freed at the next collection only, and there may be gigabytes until then.
     */
    static NDArray fill(NDManager manager, Consumer<FloatBuffer> values, long... shape) {
        int size = size(shape);
        if (size == 0 || manager.getDevice().isGpu()) {
            ByteBuffer buffer = direct(size);
            values.accept(buffer.asFloatBuffer());
            return wrap(manager, buffer, shape);
        }
        NDArray array = manager.create(new Shape(shape), DataType.FLOAT32);
        values.accept(array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer());
        return array;
    }

    /**
     * Aligned as PyTorch aligns its own memory: vectorised kernels treat the elements before a
     * boundary apart, and the last bits of their sums with them.
     */
    static ByteBuffer direct(int floats) {
        int bytes = Math.multiplyExact(floats, Float.BYTES);
        return ByteBuffer.allocateDirect(Math.addExact(bytes, 2 * ALIGNMENT))
                .alignedSlice(ALIGNMENT)
                .slice(0, bytes)
                .order(ByteOrder.nativeOrder());
    }

    static NDArray wrap(NDManager manager, ByteBuffer buffer, long... shape) {
        return manager.create(buffer, new Shape(shape), DataType.FLOAT32);
    }

    static int size(long... shape) {
        long size = 1;
        for (long side : shape) {
            size = Math.multiplyExact(size, side);
        }
        return Math.toIntExact(size);
    }

    /** A manager under the engine's root, for things that live until they are closed. */
    public static NDManager newManager() {
        return PyTorch.newManager();
    }
}
