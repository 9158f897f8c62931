package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.ot4j.base.Check;

/**
 * The trainable numbers of one network, or of a free parameter such as a vector of potentials, in
 * one contiguous float32 vector; each named array is a view of it. So an optimiser makes one pass
 * over memory and a checkpoint writes one block.
 *
 * <p>While {@link #record recording}, the views come from one fresh leaf, and {@link #gradient} has
 * the gradient of all of them in one vector; otherwise they are constants, so a player never pays
 * for, or leaves behind, gradients of another player's weights.
 *
 * <p>The engine's memory is freed by {@link #close} or when nothing refers to these weights any
 * more; arrays from {@link #get} must not outlive them.
 */
public final class Weights implements AutoCloseable {
    /** The name and shape of one array. */
    public record Entry(String name, Shape shape) {
        /** Number of values. */
        public int size() {
            return Math.toIntExact(shape.size());
        }
    }

    /** Frees what a notebook leaves behind when a cell makes its model anew. */
    private static final Cleaner CLEANER = Cleaner.create();

    private final String name;
    private final List<Entry> entries;
    private final long[] sizes;
    private final int size;
    private final NDManager manager;
    private final ByteBuffer memory;
    private final NDArray flat;
    private final NDArray[] resting;
    private final Cleaner.Cleanable cleanable;
    private NDArray[] live;
    private PtNDArray leaf;

    /** Allocates arrays of the shapes given, with the values given one after the other. */
    public Weights(String name, List<Entry> entries, float[] values) {
        this.name = Check.notNull(name, "name");
        this.entries = List.copyOf(entries);
        sizes = this.entries.stream().mapToLong(Entry::size).toArray();
        size = IntStream.range(0, sizes.length).map(i -> (int) sizes[i]).sum();
        Check.that(values.length == size, name + ".values.length", values.length, "" + size);
        manager = Tensors.newManager();
        manager.setName("weights " + name);
        memory = Tensors.direct(size);
        memory.asFloatBuffer().put(values);
        flat = Tensors.wrap(manager, memory, size);
        resting = views(flat);
        cleanable = CLEANER.register(this, manager::close);
    }

    /** A single free parameter with the values given, for example a vector of potentials. */
    public static Weights free(String name, Shape shape, float[] values) {
        return new Weights(name, List.of(new Entry(name, shape)), values);
    }

    /** What messages and checkpoints call these weights. */
    public String name() {
        return name;
    }

    /** Names and shapes, in the order of {@link #values()}. */
    public List<Entry> entries() {
        return entries;
    }

    /** Number of values. */
    public int size() {
        return size;
    }

    /** The array at {@code index}: the recorded one in a training step, else a constant. */
    public NDArray get(int index) {
        return (live != null ? live : resting)[index];
    }

    /** The first array; what a free parameter is used through. */
    public NDArray value() {
        return get(0);
    }

    /** A copy of all values. */
    public float[] values() {
        var values = new float[size];
        readInto(values);
        return values;
    }

    /** Whether Java sees the values' own memory, so that parts can be read and written. */
    public boolean sharesMemory() {
        return !flat.getDevice().isGpu();
    }

    /** Copies the values [from, to) to the same places of {@code into}; in shared memory only. */
    public void read(float[] into, int from, int to) {
        memory.asFloatBuffer().get(from, into, from, to - from);
    }

    /** Replaces the values [from, to) by those at the same places; in shared memory only. */
    public void write(float[] values, int from, int to) {
        memory.asFloatBuffer().put(from, values, from, to - from);
    }

    /** Copies all values into {@code into}. */
    public void readInto(float[] into) {
        if (sharesMemory()) {
            memory.asFloatBuffer().get(into);
        } else {
            Tensors.read(flat, into);
        }
    }

    /** Replaces all values. Not during a step that still needs the old ones for its gradient. */
    public void set(float[] values) {
        Check.that(values.length == size, name + ".values.length", values.length, "" + size);
        if (sharesMemory()) {
            memory.asFloatBuffer().put(values);
        } else {
            try (var source = Tensors.of(manager, values, size)) {
                JniUtils.indexSet(
                        (PtNDArray) flat,
                        (PtNDArray) source,
                        new long[] {0},
                        new long[] {size},
                        new long[] {1});
            }
        }
    }

    /** Starts recording; the views live as long as {@code step}. Grad mode must be on. */
    public void record(NDManager step) {
        leaf = JniUtils.detachGradient((PtNDArray) flat);
        leaf.attach(step);
        JniUtils.attachGradient(leaf, true);
        live = views(leaf);
    }

    /** Copies the gradient of all values into {@code into}; zeros where none arrived. */
    public void gradient(float[] into) {
        try (PtNDArray gradient = JniUtils.getGradient(leaf)) {
            if (gradient == null) {
                java.util.Arrays.fill(into, 0);
            } else {
                Tensors.read(gradient, into);
            }
        }
    }

    /** Ends recording: from here on the arrays are constants again. */
    public void rest() {
        live = null;
        leaf = null;
    }

    @Override
    public void close() {
        cleanable.clean();
    }

    private NDArray[] views(NDArray vector) {
        var parts = JniUtils.split((PtNDArray) vector, sizes, 0);
        var views = new NDArray[sizes.length];
        for (int i = 0; i < views.length; i++) {
            Shape shape = entries.get(i).shape();
            views[i] =
                    shape.dimension() == 1
                            ? parts.get(i)
                            : JniUtils.reshape((PtNDArray) parts.get(i), shape.getShape());
        }
        return views;
    }
}
