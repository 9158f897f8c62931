package org.ot4j.model.map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.ot4j.base.Rows;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.internal.Check;
import org.ot4j.model.internal.ModelFiles;
import org.ot4j.network.Tensors;
import org.ot4j.network.Turns;
import org.ot4j.network.Weights;
import org.ot4j.tensor.Autograd;
import org.ot4j.training.Game;
import org.ot4j.training.Step;
import org.ot4j.training.Training;
import org.ot4j.transport.TransportMap;

/**
 * A transport map that networks learn from samples of two distributions, in batches: for more
 * points, or more coordinates, than a plan can hold. Points should be of the order of 1, as for
 * other networks.
 *
 * <p>A trained map is saved and loaded as models are. To train on after {@link #load}, give the
 * data again.
 */
public abstract sealed class NeuralMap implements Game, AutoCloseable permits ConvexMap, MongeMap {
    private static final int ROWS = 4096;

    private DataSource targets;
    private Turns turns;
    private Consumer<Path> writer;
    private int dimension;
    private volatile boolean closed;

    NeuralMap() {}

    /**
     * Configures a training, which {@code fit()} starts.
     *
     * @param source points to be moved, of any kind: rows {@code double[n][d]}, an array, a data
     *     set, a measure of equal weights, a table
     * @param target points of the distribution that they are moved to, of any kind
     * @throws IllegalArgumentException if one has no points, or if dimensions differ
     */
    public abstract Training<? extends NeuralMap> train(Object source, Object target);

    final DataSource take(Object source, Object target) {
        requireOpen();
        DataSource x = DataSet.checked(source, "source");
        DataSource y = DataSet.checked(target, "target");
        long d = x.sampleShape().size();
        Check.that(
                y.sampleShape().size() == d,
                "dimension of target",
                y.sampleShape().size(),
                d + ", the dimension of source");
        Check.points(y.toArray(), "target");
        targets = y;
        return x;
    }

    /**
     * The trained map, for any point. It lives as long as this model, and changes when that is
     * trained on.
     *
     * @throws IllegalStateException if the model has not been trained
     */
    public abstract TransportMap map();

    /** Builds the networks for points of so many coordinates. */
    abstract void build(int d, long seed);

    @Override
    public final synchronized void prepare(Shape sampleShape, long seed) {
        requireOpen();
        int d = Math.toIntExact(sampleShape.size());
        if (turns == null) {
            build(d, seed);
            dimension = d;
            turns = Game.super.turns();
        }
        Check.that(
                d == dimension, "size of a sample", d, dimension + ", as this map was built for");
    }

    @Override
    public final void checkData(DataSource data) {
        if (targets == null) {
            throw new IllegalStateException(
                    name() + " has no targets: call train(source, target), also after loading");
        }
    }

    @Override
    public final Turns turns() {
        requirePrepared();
        return turns;
    }

    final int dimension() {
        requirePrepared();
        return dimension;
    }

    final void requirePrepared() {
        requireOpen();
        if (turns == null) {
            throw new IllegalStateException(
                    name() + " has not been trained: call train(source, target) first");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(name() + " is closed");
        }
    }

    /** The step's batch of sources, [n, d]. */
    final NDArray sources(Step step) {
        return step.batch().reshape(step.size(), dimension);
    }

    /** As many targets as the step's batch has sources, drawn with replacement: [n, d]. */
    final NDArray targets(Step step) {
        RandomGenerator random = step.random();
        int[] rows = random.ints(step.size(), 0, targets.size()).toArray();
        return targets.batch(step.manager(), rows).reshape(step.size(), dimension);
    }

    /** A function of arrays [k, d] at points, a part at a time, while nobody changes the model. */
    final double[][] each(double[][] x, UnaryOperator<NDArray> function) {
        requirePrepared();
        return turns.reading(
                () -> {
                    requirePrepared();
                    var all = new double[x.length][];
                    for (int from = 0; from < x.length; from += ROWS) {
                        int n = Math.min(ROWS, x.length - from);
                        var part = new float[n * dimension];
                        for (int i = 0; i < part.length; i++) {
                            part[i] = (float) x[from + i / dimension][i % dimension];
                        }
                        try (NDManager scope = Tensors.newManager();
                                var still = Autograd.off()) {
                            NDArray y = function.apply(Tensors.of(scope, part, n, dimension));
                            double[][] rows = Rows.split(Tensors.doubles(y), n);
                            System.arraycopy(rows, 0, all, from, n);
                        }
                    }
                    return all;
                });
    }

    @Override
    public final void savedBy(Consumer<Path> checkpoints) {
        writer = checkpoints;
    }

    /**
     * Writes the model to a file, with all that is needed to continue training but the data.
     *
     * @return the file
     * @throws IllegalStateException if the model has been neither trained nor loaded
     */
    public final Path save(Path file) {
        requirePrepared();
        return ModelFiles.save(this, writer, file);
    }

    /** Writes the model to a file, with all that is needed to continue training but the data. */
    public final Path save(String file) {
        return save(Path.of(Check.notNull(file, "file")));
    }

    /**
     * Reads a model of any kind that {@link #save(Path)} wrote.
     *
     * @throws IllegalArgumentException if the file holds no such model or is damaged
     */
    public static NeuralMap load(Path file) {
        return ModelFiles.load(file, NeuralMap.class);
    }

    /** Reads a model of any kind that {@link #save(String)} wrote. */
    public static NeuralMap load(String file) {
        return load(Path.of(Check.notNull(file, "file")));
    }

    /** Frees the networks, once nobody reads or trains them. */
    @Override
    public final void close() {
        synchronized (this) {
            if (turns == null) {
                closed = true;
            }
        }
        // Not within the monitor, which a training in another's step may want.
        if (!closed) {
            turns.changing(
                    () -> {
                        closed = true;
                        List<Weights> all = turns.weights();
                        all.forEach(Weights::close);
                    });
        }
    }

    /** Points to points by a function of arrays, and back by another model or function. */
    static final class Learned extends TransportMap {
        private final NeuralMap model;
        private final UnaryOperator<NDArray> forth;
        private final UnaryOperator<NDArray> back;

        /** With no way back where {@code back} is null. */
        Learned(NeuralMap model, UnaryOperator<NDArray> forth, UnaryOperator<NDArray> back) {
            super(Kind.NEURAL, model.dimension());
            this.model = model;
            this.forth = forth;
            this.back = back;
        }

        @Override
        protected double[] image(double[] x) {
            return images(new double[][] {x})[0];
        }

        @Override
        protected double[][] images(double[][] x) {
            return model.each(x, forth);
        }

        @Override
        public TransportMap inverse() {
            if (back == null) {
                throw new UnsupportedOperationException(
                        model.name() + " has no inverse: train another from target to source");
            }
            return new Learned(model, back, forth);
        }
    }
}
