package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.ot4j.internal.Check;
import org.ot4j.tensor.Autograd;

/**
 * The trainable numbers of one network, or of a free parameter such as a vector of potentials, in
 * one contiguous float32 vector; each named array is a view of it. An optimiser therefore makes one
 * pass over memory, and a checkpoint writes one block.
 *
 * <p>While {@link #record recording}, the views come from one fresh leaf, and {@link #gradient}
 * returns the gradient of all of them in one vector; otherwise they are constants, so a player
 * neither computes nor accumulates gradients of another player's weights.
 *
 * <p>The engine's memory is freed by {@link #close} or once nothing refers to these weights; arrays
 * from {@link #get} must not outlive them. Several threads may use the same weights: anything that
 * takes more than one call needs a {@linkplain Turns turn}.
 */
public final class Weights implements AutoCloseable {
    /** The name and shape of one array. */
    public record Entry(String name, Shape shape) {
        /** Number of values. */
        public int size() {
            return Math.toIntExact(shape.size());
        }

        /** Number of values, even if it exceeds the range of an integer. */
        private double count() {
            return Arrays.stream(shape.getShape()).asDoubleStream().reduce(1, (a, b) -> a * b);
        }
    }

    /** Frees what a notebook leaves behind when a cell creates its model again. */
    private static final Cleaner CLEANER = Cleaner.create();

    /** The maximum number of values in one vector: Java addresses its bytes with an int. */
    static final int MOST = (Integer.MAX_VALUE - 2 * Tensors.ALIGNMENT) / Float.BYTES;

    private static final ThreadLocal<Long> BOUND = new ThreadLocal<>();

    private final List<Turns.Request> turns = new ArrayList<>(2);
    private final Turns own = Turns.at(List.of(this));
    private final String name;
    private final List<Entry> entries;
    private final long[] sizes;
    private final int size;
    private final NDManager manager;
    private final ByteBuffer memory;
    private final NDArray flat;
    private final NDArray[] resting;
    private final Cleaner.Cleanable cleanable;
    private volatile boolean closed;
    private NDArray[] live;
    private PtNDArray leaf;
    private Thread recorder;

    /** Allocates arrays of the given shapes, with the given values one after the other. */
    public Weights(String name, List<Entry> entries, float[] values) {
        this.name = Check.notNull(name, "name");
        this.entries = List.copyOf(entries);
        sizes = this.entries.stream().mapToLong(Entry::size).toArray();
        size = size(name, this.entries);
        Check.that(values.length == size, name + ".values.length", values.length, "" + size);
        manager = Tensors.newManager();
        manager.setName("weights " + name);
        memory = Tensors.direct(size);
        memory.asFloatBuffer().put(values);
        flat = Tensors.wrap(manager, memory, size);
        resting = views(flat);
        cleanable = CLEANER.register(this, manager::close);
    }

    /**
     * Number of values of all arrays.
     *
     * @throws IllegalArgumentException if there are more than one vector can hold, slightly under
     *     2²⁹
     */
    static int size(String name, List<Entry> entries) {
        double sum = entries.stream().mapToDouble(Entry::count).sum();
        Check.that(sum <= MOST, "number of weights of " + name, (long) sum, "at most " + MOST);
        Long bound = BOUND.get();
        Check.that(
                bound == null || sum <= bound,
                "number of weights of " + name,
                (long) sum,
                "at most " + bound + ", as many as there are in the file");
        return (int) sum;
    }

    /**
     * Runs {@code body} with a limit on the number of values of any weights created in it: for
     * building networks as described by a file that cannot be trusted.
     */
    public static <T> T atMost(long values, Supplier<T> body) {
        Long before = BOUND.get();
        BOUND.set(values);
        try {
            return body.get();
        } finally {
            BOUND.set(before);
        }
    }

    /** A single free parameter with the given values, for example a vector of potentials. */
    public static Weights free(String name, Shape shape, float[] values) {
        return new Weights(name, List.of(new Entry(name, shape)), values);
    }

    /** The name of these weights in messages and checkpoints. */
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

    /**
     * The array at {@code index}: recorded in a training step on the step's own thread, otherwise a
     * constant.
     *
     * @throws IllegalStateException if these weights are closed
     */
    public NDArray get(int index) {
        requireOpen();
        return (recording() ? live : resting)[index];
    }

    /** Whether this thread is in a training step that changes these weights. */
    boolean recording() {
        return recorder == Thread.currentThread();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "weights of " + name + " are closed, as the model that they belong to");
        }
    }

    /** Whether {@link #close} was called. */
    public boolean closed() {
        return closed;
    }

    /** The turns currently taken at these weights; guarded by {@link Turns}. */
    List<Turns.Request> turns() {
        return turns;
    }

    /** The first array, which for a free parameter is the only one. */
    public NDArray value() {
        return get(0);
    }

    /** A copy of all values. */
    public float[] values() {
        var values = new float[size];
        readInto(values);
        return values;
    }

    /** Whether Java can access the memory of the values directly, to read and write parts of it. */
    public boolean sharesMemory() {
        return !flat.getDevice().isGpu();
    }

    /** Copies the values [from, to) to the same positions in {@code into}; shared memory only. */
    public void read(float[] into, int from, int to) {
        memory.asFloatBuffer().get(from, into, from, to - from);
    }

    /** Replaces the values [from, to) by those at the same positions; shared memory only. */
    public void write(float[] values, int from, int to) {
        memory.asFloatBuffer().put(from, values, from, to - from);
    }

    /** Copies all values into {@code into}; not in the middle of another thread's step. */
    public void readInto(float[] into) {
        own.reading(
                () -> {
                    requireOpen();
                    if (sharesMemory()) {
                        memory.asFloatBuffer().get(into);
                    } else {
                        Tensors.read(flat, into);
                    }
                    return into;
                });
    }

    /** Replaces all values. Not during a step that still needs the old ones for its gradient. */
    public void set(float[] values) {
        Check.that(values.length == size, name + ".values.length", values.length, "" + size);
        own.changing(
                () -> {
                    requireOpen();
                    put(values);
                });
    }

    private void put(float[] values) {
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
        requireOpen();
        leaf = (PtNDArray) Autograd.leaf(flat);
        leaf.attach(step);
        live = views(leaf);
        recorder = Thread.currentThread();
    }

    /** Copies the gradient of all values into {@code into}; 0 for values that received none. */
    public void gradient(float[] into) {
        try (NDArray gradient = Autograd.gradient(leaf)) {
            if (gradient == null) {
                Arrays.fill(into, 0);
            } else {
                Tensors.read(gradient, into);
            }
        }
    }

    /** Ends recording: from here on the arrays are constants again. */
    public void rest() {
        recorder = null;
        live = null;
        leaf = null;
    }

    /** Frees the engine's memory once no thread reads or changes the values. */
    @Override
    public void close() {
        own.changing(
                () -> {
                    if (!closed) {
                        closed = true;
                        Retired.close(manager, memory);
                        cleanable.clean();
                    }
                });
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
