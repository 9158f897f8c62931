package org.ot4j.network;

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
import org.ot4j.internal.Check;

/**
 * Utilities for networks, densities and training: seeded noise, copies between tensors and Java
 * arrays, and gradients. All noise is drawn in Java, so it is the same on every device and its
 * state is a single number.
 */
public final class Tensors {
    /** The alignment of the engine's memory in bytes. */
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

    /**
     * Copies a float32 tensor into a Java array of its size.
     *
     * @throws IllegalArgumentException if it is of another type
     */
    public static void read(NDArray array, float[] into) {
        Check.that(
                array.getDataType() == DataType.FLOAT32,
                "array type",
                array.getDataType(),
                "float32");
        // If an array is not contiguous, DJL would leave a copy of it in its manager.
        try (NDArray piece = array.reshape(array.size())) {
            PyTorch.read(
                    piece,
                    here ->
                            here.toByteBuffer(true)
                                    .order(ByteOrder.nativeOrder())
                                    .asFloatBuffer()
                                    .get(into));
        }
    }

    /** The values of an array of any shape and numeric type, row by row. */
    public static double[] doubles(NDArray array) {
        if (array.getDataType() != DataType.FLOAT32) {
            try (NDArray still = array.stopGradient();
                    NDArray wide = still.toType(DataType.FLOAT64, true)) {
                return PyTorch.read(wide, NDArray::toDoubleArray);
            }
        }
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

    /** A float32 tensor with the given values, owned by {@code manager}. */
    public static NDArray of(NDManager manager, float[] values, long... shape) {
        return fill(manager, target -> target.put(values), shape);
    }

    /** A float32 tensor with the given values, rounded, owned by {@code manager}. */
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
     * Writes directly into the engine's memory if that is host memory. A direct Java buffer would
     * be freed only at the next garbage collection, and gigabytes could pile up until then.
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
     * Aligned as PyTorch aligns its own memory: vectorised kernels treat elements before an
     * alignment boundary separately, which changes the last bits of their sums.
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

    /** A manager under the engine's root, for arrays that live until they are closed. */
    public static NDManager newManager() {
        return PyTorch.newManager();
    }
}
