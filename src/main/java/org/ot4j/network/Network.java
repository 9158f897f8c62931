package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ot4j.internal.Check;
import org.ot4j.tensor.Autograd;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A function with weights: a chain of layers that maps samples of one shape to samples of another.
 * The training loop switches it between training mode (batch statistics, dropout) and evaluation
 * mode.
 */
public final class Network implements AutoCloseable {
    private final String name;
    private final List<Layer> layers;
    private final List<Shape> shapes;
    private final Shape input;
    private final Weights weights;
    private final Weights buffers;
    private final Turns turns;
    private volatile Thread trainer;
    private volatile boolean settled;
    private RandomGenerator noise = new SplittableRandom(0);

    /**
     * Builds the layers' arrays; values are drawn from {@code random} in the order of the layers.
     */
    Network(String name, List<Layer> layers, Shape input, Shape output, RandomGenerator random) {
        this.name = Check.notNull(name, "name");
        this.layers = List.copyOf(layers);
        this.input = input;
        shapes = shapes(output);
        weights = arrays(name, random, false);
        buffers = arrays(name + " buffers", random, true);
        turns = Turns.at(List.of(weights, buffers));
    }

    /** The network's name in messages and checkpoints. */
    public String name() {
        return name;
    }

    /** Shape of one input sample, without the batch axis. */
    public Shape inputShape() {
        return input;
    }

    /** Shape of one output sample, without the batch axis. */
    public Shape outputShape() {
        return shapes.isEmpty() ? input : shapes.get(shapes.size() - 1);
    }

    /** The trainable weights. */
    public Weights weights() {
        return weights;
    }

    /** The values that forward passes update in training, such as running means. */
    public Weights buffers() {
        return buffers;
    }

    /** Whether batch statistics and dropout are on for this thread. */
    public boolean training() {
        return trainer == Thread.currentThread();
    }

    /**
     * Switches batch statistics and dropout on or off for this thread only; the training loop does
     * this.
     */
    public void training(boolean on) {
        trainer = on ? Thread.currentThread() : null;
    }

    /** Sets whether batch normalisation uses its running statistics in training as well. */
    public void settled(boolean on) {
        settled = on;
    }

    /**
     * Sets the source of randomness for dropout and other noise in layers from now on; the training
     * loop does this in each step.
     */
    public void noise(long seed) {
        noise = new SplittableRandom(seed);
    }

    /**
     * Computes the output. During training, calls from other threads run between two steps.
     *
     * @param x float32, [n, input shape...]
     * @return [n, output shape...], owned by the manager of {@code x}
     * @throws IllegalArgumentException if the input has the wrong shape
     * @throws IllegalStateException if the network is closed
     */
    public NDArray forward(NDArray x) {
        Shape shape = x.getShape();
        Check.that(
                shape.dimension() == input.dimension() + 1 && shape.slice(1).equals(input),
                "input shape of " + name,
                shape,
                "(n"
                        + Arrays.stream(input.getShape())
                                .mapToObj(d -> ", " + d)
                                .reduce("", String::concat)
                        + ")");
        try {
            return turns.reading(() -> compute(x));
        } finally {
            // Keeps the arrays from being freed if nothing refers to this network after the call.
            Reference.reachabilityFence(this);
        }
    }

    private NDArray compute(NDArray x) {
        if (Autograd.isOn()) {
            return run(x);
        }
        try (var scope = x.getManager().newSubManager()) {
            NDArray own = Autograd.detached(x);
            own.attach(scope);
            NDArray result = run(own);
            result.attach(x.getManager());
            return result;
        }
    }

    /**
     * The smallest batch size allowed in training: 2 if batch normalisation would find no variance
     * in a single sample.
     */
    public int leastBatch() {
        Shape shape = input;
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i) instanceof Layers.BatchNorm norm && shape.size() == norm.channels()) {
                return 2;
            }
            shape = shapes.get(i);
        }
        return 1;
    }

    /** A table of the layers with their output shapes and numbers of trainable weights. */
    public Table summary() {
        var layer = StringColumn.create("layer");
        var shape = StringColumn.create("output shape");
        var parameters = IntColumn.create("parameters");
        layer.append("input");
        shape.append(input.toString());
        parameters.append(0);
        for (int i = 0; i < layers.size(); i++) {
            layer.append((i + 1) + " " + layers.get(i).name());
            shape.append(shapes.get(i).toString());
            parameters.append(
                    layers.get(i).arrays().stream().mapToInt(a -> (int) a.shape().size()).sum());
        }
        layer.append("total");
        shape.append(outputShape().toString());
        parameters.append(weights.size());
        return Table.create(name, layer, shape, parameters);
    }

    /** Frees the weights once they are no longer in use. */
    @Override
    public void close() {
        turns.changing(
                () -> {
                    weights.close();
                    buffers.close();
                });
    }

    private NDArray run(NDArray x) {
        int w = 0;
        int b = 0;
        boolean training = training();
        for (Layer layer : layers) {
            var own = new NDArray[layer.arrays().size()];
            for (int i = 0; i < own.length; i++) {
                own[i] = weights.get(w++);
            }
            var ownBuffers = new NDArray[layer.buffers().size()];
            for (int i = 0; i < ownBuffers.length; i++) {
                ownBuffers[i] = buffers.get(b++);
            }
            boolean live = training && !(settled && layer instanceof Layers.BatchNorm);
            x =
                    live && layer instanceof NoisyLayer noisy
                            ? noisy.forward(x, own, ownBuffers, noise)
                            : layer.forward(x, own, ownBuffers, live);
        }
        return x;
    }

    private List<Shape> shapes(Shape output) {
        var found = new ArrayList<Shape>();
        Shape shape = input;
        for (int i = 0; i < layers.size(); i++) {
            try {
                shape = layers.get(i).outputShape(shape);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        name + ", layer " + (i + 1) + ": " + e.getMessage(), e);
            }
            found.add(shape);
        }
        Check.that(shape.equals(output), "output shape of " + name, shape, output.toString());
        return List.copyOf(found);
    }

    private Weights arrays(String owner, RandomGenerator random, boolean buffer) {
        var entries = new ArrayList<Weights.Entry>();
        var starts = new ArrayList<Layer.Start>();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            for (var array : buffer ? layer.buffers() : layer.arrays()) {
                String label = (i + 1) + "." + layer.name() + "." + array.name();
                entries.add(new Weights.Entry(label, array.shape()));
                starts.add(array.start());
            }
        }
        var values = new float[Weights.size(owner, entries)];
        int from = 0;
        for (int i = 0; i < starts.size(); i++) {
            int to = from + entries.get(i).size();
            starts.get(i).fill(values, from, to, random);
            from = to;
        }
        return new Weights(owner, entries, values);
    }
}
