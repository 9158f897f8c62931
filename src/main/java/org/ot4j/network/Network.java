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
 * A function with weights: a chain of layers from samples of one shape to samples of another. The
 * training loop switches it between training (batch statistics, dropout) and use.
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

    /** Builds the layers' arrays; the order of draws from {@code random} is that of the layers. */
    Network(String name, List<Layer> layers, Shape input, Shape output, RandomGenerator random) {
        this.name = Check.notNull(name, "name");
        this.layers = List.copyOf(layers);
        this.input = input;
        shapes = shapes(output);
        weights = arrays(name, random, false);
        buffers = arrays(name + " buffers", random, true);
        turns = Turns.at(List.of(weights, buffers));
    }

    /** What messages and checkpoints call it. */
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

    /** The numbers that training changes. */
    public Weights weights() {
        return weights;
    }

    /** The numbers that forward passes in training change, such as running means. */
    public Weights buffers() {
        return buffers;
    }

    /** Whether batch statistics and dropout are in force for this thread. */
    public boolean training() {
        return trainer == Thread.currentThread();
    }

    /**
     * Switches batch statistics and dropout on for this thread alone, or off; the training loop
     * does this.
     */
    public void training(boolean on) {
        trainer = on ? Thread.currentThread() : null;
    }

    /** Lets batch normalisation use its running statistics in training, too, or not. */
    public void settled(boolean on) {
        settled = on;
    }

    /**
     * Decides what dropout and other noise of layers draws from here on; the training loop does
     * this in each step.
     */
    public void noise(long seed) {
        noise = new SplittableRandom(seed);
    }

    /**
     * Computes the output; on a thread other than a training's between two of its steps.
     *
     * @param x float32, [n, input shape...]
     * @return [n, output shape...], owned by the manager of {@code x}
     * @throws IllegalArgumentException if the shape does not fit
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
            // The arrays must not be freed under a network that nobody refers to after this call.
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
     * Fewest samples that a batch must have in training: 2 where batch normalisation would find no
     * variance in one.
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

    /** Layers with the shapes of their outputs and the number of weights they train. */
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

    /** Frees the weights, once nobody uses them. */
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
