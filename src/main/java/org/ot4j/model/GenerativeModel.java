package org.ot4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ot4j.base.Rows;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.LearnedPrior;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.model.internal.Chunks;
import org.ot4j.model.internal.FreshSeed;
import org.ot4j.model.internal.Given;
import org.ot4j.model.internal.ModelFiles;
import org.ot4j.network.ClassLabels;
import org.ot4j.network.Conditioned;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Retired;
import org.ot4j.network.Tensors;
import org.ot4j.network.Turns;
import org.ot4j.network.Unowned;
import org.ot4j.network.Weights;
import org.ot4j.training.Game;
import org.ot4j.training.Training;
import org.ot4j.transport.Measure;

/**
 * A model that generates data from codes: z ~ p(z), and x from the output of a network, called
 * generator or decoder, for z. Models that also find the code of a sample are {@link LatentModel}s.
 *
 * <p>Data and codes may be arrays {@link NDArray} [n, ...], rows {@code double[n][d]}, data sets,
 * measures or tables; the result is of the same kind. Returned arrays need not be closed: they live
 * as long as they are reachable, even beyond the model. Arrays computed from them belong to the
 * manager of the argument or, if there was none, to the model, and live until it is closed.
 *
 * <p>Several threads may use a model, even while one of them trains it: they see its state between
 * two steps. {@link #close} waits for them; later calls throw an {@link IllegalStateException}.
 */
public abstract class GenerativeModel implements Game, AutoCloseable {
    private static final int FEW = 4;
    private static final int CHUNK = 4096;

    private final String name;
    private final Prior prior;
    private Prior learned;
    private final String networkName;
    private final NetworkSpec spec;
    private final int classes;
    private NDManager manager;
    private Shape sampleShape;
    private Network generator;
    private Turns turns;
    private Thread builder;
    private volatile boolean ready;
    private volatile boolean closed;
    private volatile Consumer<Path> writer;

    /**
     * Creates a model whose network is built once the shape of a sample is known.
     *
     * @param networkName the name of the network from z to x: generator or decoder
     */
    protected GenerativeModel(String name, Prior prior, String networkName, NetworkSpec spec) {
        this(name, prior, networkName, spec, null);
    }

    /**
     * Creates a model whose network is built once the shape of a sample is known.
     *
     * @param networkName the name of the network from z to x: generator or decoder
     * @param classes the number of classes that the model is conditioned on, or null
     */
    protected GenerativeModel(
            String name, Prior prior, String networkName, NetworkSpec spec, Integer classes) {
        this.name = name;
        this.classes = classes == null ? 0 : Check.atLeast(classes, 2, "condition");
        this.prior = Check.notNull(prior, "prior");
        Check.that(
                !(prior instanceof LearnedPrior) || learnsPrior(),
                "prior",
                prior.name(),
                "one that is given: only a Vae learns its prior");
        Check.that(
                prior.learned().isEmpty(),
                "prior",
                prior.name() + " of another model",
                "one of its own, such as Prior.vamp(dimension, pseudoInputs)");
        this.networkName = networkName;
        this.spec = Conditioned.of(Check.notNull(spec, networkName), classes);
        Check.that(
                classes == null || !(prior instanceof LearnedPrior),
                "prior",
                prior.name(),
                "one that is given: condition(classes) has the same prior for each class");
    }

    @Override
    public final String name() {
        return name;
    }

    /** p(z); where it is learned, what has been learned, once the model is trained or prepared. */
    public final Prior prior() {
        return learned == null ? prior : learned;
    }

    /** Whether this family of models can have a {@link LearnedPrior}. */
    protected boolean learnsPrior() {
        return false;
    }

    /** Takes the prior that a {@link LearnedPrior} has built for this model. */
    protected final void learn(Prior built) {
        learned = built;
    }

    /** The network from z to x, once the model is trained or prepared. */
    public final Network generator() {
        requirePrepared();
        return generator;
    }

    /** Configures a training, which {@code fit()} starts. */
    public abstract Training<? extends GenerativeModel> train(DataSource data);

    /**
     * Configures a training, which {@code fit()} starts.
     *
     * @param data rows {@code double[n][d]}, an {@link NDArray} [n, sample shape...], a measure of
     *     equal weights or a table
     */
    public Training<? extends GenerativeModel> train(Object data) {
        return train(DataSet.checked(data, "data"));
    }

    @Override
    public void prepare(Shape shape, long seed) {
        prepare(shape, seed, random -> build(shape, random));
    }

    @Override
    public void prepare(DataSource data, long seed) {
        prepare(data.sampleShape(), seed, random -> build(data, random));
    }

    private synchronized void prepare(Shape shape, long seed, Consumer<SplittableRandom> rest) {
        requireOpen();
        if (ready) {
            Check.that(
                    shape.equals(sampleShape),
                    "sample shape of the data",
                    shape,
                    sampleShape + ", as this model was built for");
            trainedAgain();
            return;
        }
        builder = Thread.currentThread();
        try {
            sampleShape = shape;
            var random = new SplittableRandom(seed);
            generator =
                    spec.build(
                            networkName, inputShape(shape), outputShape(shape), random.nextLong());
            manager = Tensors.newManager();
            manager.setName(name);
            rest.accept(random);
            turns = Game.super.turns();
            ready = true;
        } finally {
            builder = null;
        }
    }

    @Override
    public final Turns turns() {
        requirePrepared();
        return turns;
    }

    /** Runs {@code body} while nobody changes or closes the model. */
    protected final <T> T reading(Supplier<T> body) {
        requirePrepared();
        return turns == null
                ? body.get()
                : turns.reading(
                        () -> {
                            requirePrepared();
                            return body.get();
                        });
    }

    /** Like {@link #reading}, with a manager that only the result outlives. */
    private NDArray handOut(Function<NDManager, NDArray> body) {
        return reading(
                () -> {
                    try (NDManager scope = manager.newSubManager()) {
                        return Unowned.copy(body.apply(scope), manager);
                    }
                });
    }

    /** The number of classes that this model is conditioned on; 0 if it is not. */
    public final int classes() {
        return classes;
    }

    /**
     * This model for one class.
     *
     * <pre>{@code
     * var vae = Vae.builder().prior(Prior.standardNormal(2))
     *     .encoder(Networks.mlp(64)).decoder(Networks.mlp(64))
     *     .likelihood(Likelihood.gaussian().fixed(0.1)).condition(10).build();
     * vae.train(digits).epochs(20).seed(1).fit();
     * NDArray threes = vae.given(3).sample(100, 1);
     * }</pre>
     *
     * @param label in [0, classes)
     * @throws IllegalArgumentException if the model is not conditioned on classes, or has fewer
     */
    public final OfClass given(int label) {
        return given(label, 1);
    }

    /** This model for one class, a flow with guidance. */
    protected OfClass given(int label, double guidance) {
        Check.that(classes > 0, "label", label, "a model that was built with .condition(classes)");
        Check.that(
                label >= 0 && label < classes,
                "label",
                label,
                "a class in [0, " + classes + "), as condition(" + classes + ") says");
        return new OfClass(this, new ClassLabels(new int[] {label}, guidance));
    }

    /** What stands for each row; of models that encode. */
    protected double[][] codesOf(double[][] x) {
        throw Check.error("model", name, "one that encodes");
    }

    /** What the model makes of each row; of models that encode and decode. */
    protected double[][] reconstructionsOf(double[][] x) {
        return decode(codesOf(x));
    }

    /**
     * Rejects data whose classes are missing or none of this model's.
     *
     * @throws IllegalArgumentException for data without classes, where the model is conditioned on
     *     them, and for a class that is out of range
     */
    @Override
    public void checkData(DataSource data) {
        if (classes > 0) {
            checkClasses(data);
        }
    }

    private void checkClasses(DataSource data) {
        int[] labels = data.labels();
        Check.that(
                labels != null,
                "labels of the data",
                null,
                "a class in [0, " + classes + ") of each sample, as by DataSet.withLabels");
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw Check.error(
                        "label of data row " + i,
                        labels[i],
                        "a class in [0, " + classes + "), as condition(" + classes + ") says");
            }
        }
    }

    @Override
    public void checkBatchSize(int size, DataSource data) {
        checkNormalised(size, "batchSize");
    }

    /** Fails if a known network has batch normalisation and there are too few samples for it. */
    protected final void checkNormalised(int size, String option) {
        if (ready) {
            for (Network network : networks()) {
                Check.that(
                        size >= network.leastBatch(),
                        option,
                        size,
                        "at least 2, for the batch normalisation of the " + network.name());
            }
        }
    }

    /** Shape of the generator's input for samples of a shape; called before everything else. */
    protected Shape inputShape(Shape sample) {
        return new Shape(prior.dimension());
    }

    /** Shape of the generator's output for samples of a shape. */
    protected Shape outputShape(Shape sample) {
        return sample;
    }

    /** Builds the other parts of the model, for samples of a given shape. */
    protected void build(Shape shape, SplittableRandom random) {}

    /** Builds the other parts of the model, for the data that it will learn. */
    protected void build(DataSource data, SplittableRandom random) {
        build(data.sampleShape(), random);
    }

    /** Converts the generator's output to a sample. */
    protected NDArray picture(NDArray output) {
        return output;
    }

    /**
     * Decodes each code, without noise.
     *
     * @param z [n, latent dimension] of any number type
     * @return [n, sample shape...]; it need not be closed
     * @throws IllegalArgumentException if z is closed, empty, of another shape or not finite
     */
    public final NDArray decode(NDArray z) {
        return given(z, "z", new Shape(prior.dimension()), this::decoded);
    }

    /** Decodes each code; the result belongs to the manager of the codes. */
    protected final NDArray decoded(NDArray z) {
        return reading(() -> Chunks.each(z, this::generated));
    }

    /**
     * Generates a sample from each code: the generator's output, unless the model has another way.
     *
     * @param z [n, latent dimension]
     * @return [n, sample shape...], owned by the manager of {@code z} or one below it
     */
    protected NDArray generated(NDArray z) {
        return picture(generator.forward(z));
    }

    /** Applies {@code function} to an array from a user, who keeps the result. */
    protected final NDArray given(
            NDArray x, String name, Shape row, UnaryOperator<NDArray> function) {
        return reading(() -> Given.of(x, name, row, manager, function));
    }

    /**
     * Samples as in the papers' figures: {@link #decode} of codes from the prior. Where the model
     * is conditioned on classes, these are all in turn; for one of them see {@link #given}.
     *
     * @return [n, sample shape...]; it need not be closed
     */
    public final NDArray sample(int n, long seed) {
        return handOut(scope -> mixed(n, () -> decoded(codes(scope, n, seed))));
    }

    /**
     * What {@code body} makes of n codes: of all classes in turn, unless the class is said or there
     * are none.
     */
    final NDArray mixed(int n, Supplier<NDArray> body) {
        return classes == 0 || ClassLabels.current() != null || !mixes()
                ? body.get()
                : ClassLabels.with(IntStream.range(0, n).map(i -> i % classes).toArray(), body);
    }

    /** Whether samples of no class in particular are those of all in turn. */
    protected boolean mixes() {
        return true;
    }

    /**
     * Samples with a fresh seed in each call. The seed is printed, so that {@link #sample(int,
     * long)} can repeat them.
     *
     * @return [n, sample shape...]; it need not be closed
     */
    public final NDArray sample(int n) {
        requirePrepared();
        Check.atLeast(n, 1, "n");
        return sample(n, FreshSeed.tell(name, "sample", n));
    }

    /**
     * Samples as plain rows: the numbers of {@link #sample(int, long)}.
     *
     * <pre>{@code
     * double[][] x = model.sampleRows(500, 1);
     * }</pre>
     *
     * @return [n, size of a sample]; pictures are flattened
     */
    public final double[][] sampleRows(int n, long seed) {
        try (NDArray samples = sample(n, seed)) {
            return toRows(samples);
        }
    }

    /**
     * Decodes each code, without noise.
     *
     * @param z [n, latent dimension]
     * @return [n, size of a sample], flattened
     * @throws IllegalArgumentException if z is empty, of another shape or not finite
     */
    public final double[][] decode(double[][] z) {
        requirePrepared();
        return rows(z, "z", new Shape(prior.dimension()), "as the prior", this::decoded);
    }

    /**
     * The decoded codes, with the classes of the codes.
     *
     * @param z samples of shape (latent dimension), such as {@code vae.encode(data)}
     */
    public final DataSet decode(DataSource z) {
        requirePrepared();
        var row = new Shape(prior.dimension());
        return set(z, "z", row, "as the prior", (part, chunk) -> decoded(part), "decoded");
    }

    /** The decoded codes, with the weights of the codes. */
    public final Measure decode(Measure z) {
        return pushed(z, "z", this::decode);
    }

    /** The measure of the images of points, with their weights. */
    protected static Measure pushed(Measure x, String name, UnaryOperator<double[][]> function) {
        return Measure.of(function.apply(Check.notNull(x, name).points()), x.weights());
    }

    /**
     * A function of arrays, of rows.
     *
     * @param x [n, d], each row flattened
     * @param row the shape that the function takes a row in, of size d
     */
    protected final double[][] rows(
            double[][] x, String name, Shape row, String as, UnaryOperator<NDArray> function) {
        int d = Check.points(x, name);
        Check.that(d == row.size(), name + "[0].length", d, row.size() + ", " + as);
        try (NDManager scope = Tensors.newManager()) {
            var all = new float[Math.multiplyExact(x.length, d)];
            for (int k = 0; k < all.length; k++) {
                all[k] = (float) x[k / d][k % d];
            }
            NDArray array = Tensors.of(scope, all, x.length, d);
            return toRows(function.apply(array.reshape(new Shape(x.length).addAll(row))));
        }
    }

    /** Rows, each flattened, of an array [n, ...]. */
    private static double[][] toRows(NDArray array) {
        return Rows.split(Tensors.doubles(array), Math.toIntExact(array.size(0)));
    }

    /**
     * Applies a function of arrays to samples, a chunk at a time, keeping their classes.
     *
     * @param row the shape of a sample
     * @param function a function of an array and the index of the chunk
     * @param what what the function makes, for the name
     */
    protected final DataSet set(
            DataSource data,
            String name,
            Shape row,
            String as,
            BiFunction<NDArray, Integer, NDArray> function,
            String what) {
        Check.that(
                Check.notNull(data, name).sampleShape().equals(row),
                "sample shape of " + name,
                data.sampleShape(),
                row + ", " + as);
        boolean ofClasses = classes > 0 && ClassLabels.current() == null;
        if (ofClasses) {
            checkClasses(data);
        }
        int n = data.size();
        float[] all = null;
        Shape each = null;
        for (int from = 0; from < n; from += CHUNK) {
            int[] rows = IntStream.range(from, Math.min(n, from + CHUNK)).toArray();
            try (NDManager scope = Tensors.newManager()) {
                int chunk = from / CHUNK;
                NDArray part =
                        ClassLabels.ofSamples(
                                ofClasses ? data.labels() : null,
                                rows,
                                () -> function.apply(data.batch(scope, rows), chunk));
                each = part.getShape().slice(1);
                var values = new float[Math.toIntExact(part.size())];
                Tensors.read(part, values);
                int length = Math.toIntExact(each.size());
                if (all == null) {
                    all = new float[Math.multiplyExact(n, length)];
                }
                System.arraycopy(values, 0, all, from * length, values.length);
            }
        }
        DataSet set = DataSet.of(all, each.getShape());
        if (data instanceof DataSet original) {
            set = original.withValues(all, each.getShape());
        } else if (data.labels() != null) {
            set = set.withLabels(data.labels());
        }
        return set.named(data.name() + ": " + what + " by " + name());
    }

    /** The shape of a sample, once the model is trained or prepared. */
    protected final Shape sampleShape() {
        requirePrepared();
        return sampleShape;
    }

    @Override
    public final void savedBy(Consumer<Path> checkpoints) {
        writer = checkpoints;
    }

    /**
     * Writes the model to a file, including all that is needed to continue training; see {@link
     * #load(Path)}.
     */
    public final Path save(String file) {
        return save(Path.of(Check.notNull(file, "file")));
    }

    /**
     * Writes the model to a file, including all that is needed to continue training; see {@link
     * #load(Path)}.
     *
     * <pre>{@code
     * vae.save("target/vae.ot4j");
     * Vae again = Vae.load("target/vae.ot4j");
     * }</pre>
     *
     * @return the file
     * @throws IllegalStateException if the model has been neither trained nor loaded
     */
    public final Path save(Path file) {
        requirePrepared();
        return ModelFiles.save(this, writer, file);
    }

    /**
     * Reads a model of any kind that {@link #save(Path)} wrote. Each kind has its own {@code load},
     * such as {@code Vae.load(file)}.
     */
    public static GenerativeModel load(String file) {
        return load(Path.of(Check.notNull(file, "file")));
    }

    /**
     * Reads a model of any kind that {@link #save(Path)} wrote. Each kind has its own {@code load},
     * such as {@code Vae.load(file)}.
     *
     * @throws IllegalArgumentException if the file holds no such model or is damaged
     */
    public static GenerativeModel load(Path file) {
        return ModelFiles.load(file, GenerativeModel.class);
    }

    /**
     * The codes that {@link #sample(int, long)} decodes: n draws from the prior, or from what has
     * been {@linkplain LatentModel#fitPrior fitted} in its place.
     *
     * @return [n, latent dimension]; it need not be closed
     */
    public final NDArray codes(int n, long seed) {
        return handOut(scope -> codes(scope, n, seed));
    }

    final NDArray codes(NDManager scope, int n, long seed) {
        Check.atLeast(n, 1, "n");
        return sampled().sample(scope, n, new SplittableRandom(seed));
    }

    /** The distribution of the codes of samples: the prior, unless another has been fitted. */
    Prior sampled() {
        return prior();
    }

    /** Called when a model that is built already is to be trained again. */
    void trainedAgain() {}

    /** What {@code body} makes in a manager of its own, with a result that nobody has to close. */
    protected final NDArray drawn(Function<NDManager, NDArray> body) {
        return handOut(body);
    }

    /**
     * Interpolates between codes: decodes evenly spaced points on the straight line from each row
     * of {@code from} to the same row of {@code to}, including both ends.
     *
     * @param from codes, [n, latent dimension]
     * @param to the same number of codes
     * @param steps points on each line, at least 2
     * @return [n · steps, sample shape...], line after line; it need not be closed
     */
    public final NDArray interpolate(NDArray from, NDArray to, int steps) {
        return between(Interpolation.LINEAR, from, to, steps);
    }

    /**
     * Interpolates between codes along straight lines, like {@link #interpolate(NDArray, NDArray,
     * int)}, but as plain rows.
     *
     * @param from codes, [n, latent dimension]
     * @param to the same number of codes
     * @param steps points on each line, at least 2
     * @return [n · steps, size of a sample], line after line, flattened
     */
    public final double[][] interpolate(double[][] from, double[][] to, int steps) {
        return between(Interpolation.LINEAR, from, to, steps);
    }

    /**
     * Interpolates between codes along straight lines, like {@link #interpolate(NDArray, NDArray,
     * int)}, but as a data set.
     *
     * @param from codes, such as {@code vae.encode(data)}
     * @param to the same number of codes
     * @param steps points on each line, at least 2
     * @return (number of codes) · steps samples, line after line
     */
    public final DataSet interpolate(DataSet from, DataSet to, int steps) {
        return between(Interpolation.LINEAR, from, to, steps);
    }

    /**
     * Interpolates between codes along great arcs: the mass of a normal prior in many dimensions is
     * close to a sphere, which a straight line leaves.
     *
     * @param from codes, [n, latent dimension]
     * @param to the same number of codes
     * @param steps points on each arc, at least 2
     * @return [n · steps, sample shape...], arc after arc; it need not be closed
     */
    public final NDArray interpolateSpherically(NDArray from, NDArray to, int steps) {
        return between(Interpolation.SPHERICAL, from, to, steps);
    }

    /**
     * Interpolates between codes along great arcs, like {@link #interpolateSpherically(NDArray,
     * NDArray, int)}, but as plain rows.
     *
     * @param from codes, [n, latent dimension]
     * @param to the same number of codes
     * @param steps points on each arc, at least 2
     * @return [n · steps, size of a sample], arc after arc, flattened
     */
    public final double[][] interpolateSpherically(double[][] from, double[][] to, int steps) {
        return between(Interpolation.SPHERICAL, from, to, steps);
    }

    /**
     * Interpolates between codes along great arcs, like {@link #interpolateSpherically(NDArray,
     * NDArray, int)}, but as a data set.
     *
     * @param from codes, such as {@code vae.encode(data)}
     * @param to the same number of codes
     * @param steps points on each arc, at least 2
     * @return (number of codes) · steps samples, arc after arc
     */
    public final DataSet interpolateSpherically(DataSet from, DataSet to, int steps) {
        return between(Interpolation.SPHERICAL, from, to, steps);
    }

    private NDArray between(Interpolation way, NDArray from, NDArray to, int steps) {
        return handOut(scope -> decoded(way.between(scope, from, to, steps)));
    }

    private double[][] between(Interpolation way, double[][] from, double[][] to, int steps) {
        requirePrepared();
        Check.points(from, "from", to, "to");
        try (NDManager scope = Tensors.newManager();
                NDArray made = between(way, scope.create(from), scope.create(to), steps)) {
            return toRows(made);
        }
    }

    private DataSet between(Interpolation way, DataSet from, DataSet to, int steps) {
        requirePrepared();
        try (NDManager scope = Tensors.newManager();
                NDArray made =
                        between(
                                way,
                                Check.notNull(from, "from").toNDArray(scope),
                                Check.notNull(to, "to").toNDArray(scope),
                                steps)) {
            return DataSet.of(made).named("between codes, by " + name);
        }
    }

    /** Fails where a cost is not a number between samples of the generator as it starts. */
    protected final void checkCost(Distortion cost) {
        try (NDManager scope = Tensors.newManager()) {
            NDArray first = ofFirstClass(prior.sample(scope, FEW, new SplittableRandom(1)));
            NDArray second = ofFirstClass(prior.sample(scope, FEW, new SplittableRandom(2)));
            for (float value : cost.pairwise(picture(first), picture(second)).toFloatArray()) {
                Check.that(
                        Float.isFinite(value),
                        "cost " + cost,
                        value,
                        "finite numbers between the generator's first samples");
            }
        }
    }

    private NDArray ofFirstClass(NDArray z) {
        return ClassLabels.with(new int[1], () -> generator.forward(z));
    }

    protected final void requirePrepared() {
        requireOpen();
        if (!ready && builder != Thread.currentThread()) {
            throw new IllegalStateException(name + " has not been trained: call train(data) first");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(name + " is closed");
        }
    }

    /** Frees networks and what was computed from samples, once nobody reads or trains them. */
    @Override
    public final void close() {
        synchronized (this) {
            if (turns == null) {
                closed = true;
            }
        }
        // Not within the monitor, which a training in another's step may want.
        if (!closed) {
            turns.changing(this::free);
        }
    }

    private void free() {
        if (!closed) {
            closed = true;
            turns.weights().forEach(Weights::close);
            Retired.close(manager, null);
        }
    }
}
