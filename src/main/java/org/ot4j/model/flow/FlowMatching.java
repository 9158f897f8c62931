package org.ot4j.model.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.ot4j.base.Estimate;
import org.ot4j.base.Rows;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.model.GenerativeModel;
import org.ot4j.model.OfClass;
import org.ot4j.model.internal.Given;
import org.ot4j.model.internal.ModelFiles;
import org.ot4j.network.ClassLabels;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.Autograd;
import org.ot4j.tensor.Scalars;
import org.ot4j.training.Game;
import org.ot4j.training.GameRecipe;
import org.ot4j.training.Objective;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;
import org.ot4j.training.Training;
import org.ot4j.transport.Measure;

/**
 * Flow matching (Lipman et al. 2023; Liu et al. 2023; Albergo and Vanden-Eijnden 2023; Tong et al.
 * 2024): a velocity field v that moves a source distribution at time 0 to the data at time 1.
 * Points x₀ of the source are coupled with samples x₁, and at a random time t on the {@linkplain
 * FlowPath path} between the two, the network learns their velocity,
 *
 * <pre>min_v  E |v(t, x_t) - (x₁ - x₀)|²,    x_t = (1 - t) x₀ + t x₁</pre>
 *
 * whose minimum is the mean velocity of all that pass there, and moves the whole distribution as
 * they do. How straight the ways are, and how few evaluations of the network a sample therefore
 * takes, is a matter of the {@linkplain FlowCoupling coupling}.
 *
 * <pre>{@code
 * var flow = FlowMatching.builder().source(Prior.standardNormal(2))
 *     .coupling(FlowCoupling.exact()).network(Networks.mlp(64, 64, 64)).build();
 * flow.train(x).epochs(200).batchSize(256).seed(1).fit();
 * Plots.scatter(flow.sample(1_000, 1));
 * }</pre>
 *
 * <p>A code is a point of the source: {@link #sample} moves draws of it along the field, and {@link
 * #encode} moves data back. The field is a one-to-one map, so the data's density is known, too:
 * {@link #logDensity}.
 */
public final class FlowMatching extends GenerativeModel {
    private static final String BUILT_FOR = "as this model was built for";

    /** Numbers that go through the network at once, but 4,096 rows at most. */
    private static final int NUMBERS = 1 << 18;

    private static final int ROWS = 4096;

    /** Of so many samples the class is kept back, so that the field without one is learned, too. */
    private static final double UNTOLD = 0.1;

    private final Recipe recipe;
    private Matcher matcher;
    private String matched;

    private FlowMatching(Recipe recipe) {
        super(
                "flow matching, " + recipe.coupling().name(),
                recipe.source(),
                "velocity",
                recipe.network(),
                recipe.classes());
        this.recipe = recipe;
    }

    /** Collects the parts of a model. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads a model that {@link #save(Path)} wrote. */
    public static FlowMatching load(String file) {
        return load(Path.of(Check.notNull(file, "file")));
    }

    /**
     * Reads a model that {@link #save(Path)} wrote.
     *
     * @throws IllegalArgumentException if the file is damaged or holds another kind of model, which
     *     the message names
     */
    public static FlowMatching load(Path file) {
        return ModelFiles.load(file, FlowMatching.class);
    }

    @Override
    public Training<FlowMatching> train(DataSource data) {
        checkSize(Check.notNull(data, "data").sampleShape());
        return Training.of(this, data);
    }

    @Override
    public Training<FlowMatching> train(Object data) {
        return train(DataSet.checked(data, "data"));
    }

    private void checkSize(Shape sample) {
        Check.that(
                prior().dimension() == sample.size(),
                "source dimension",
                prior().dimension(),
                sample.size() + ", the size of a sample: the flow moves one to the other");
    }

    /** The coordinates of a point and the time. */
    @Override
    protected Shape inputShape(Shape sample) {
        return new Shape(sample.size() + 1);
    }

    /** A velocity, and the score where the path is a bridge. */
    @Override
    protected Shape outputShape(Shape sample) {
        checkSize(sample);
        long[] sides = sample.getShape().clone();
        sides[0] *= recipe.path().heads();
        return new Shape(sides);
    }

    /** Builds the network, and finds what the coupling needs to know of these data. */
    @Override
    public void prepare(DataSource data, long seed) {
        super.prepare(data, seed);
        if (matcher == null || !data.fingerprint().equals(matched)) {
            matcher = ((Coupler) recipe.coupling()).matcher(prior(), data);
            matched = data.fingerprint();
        }
    }

    @Override
    public List<Player> players() {
        return List.of(Player.minimise("velocity", this::objective, generator()));
    }

    /**
     * The objective of held-out data, for independent couplings only: others are of batches or of
     * the training data.
     */
    @Override
    public Objective validation() {
        return recipe.coupling() instanceof IndependentCoupling ? this::objective : null;
    }

    /** E |v(t, x_t) - (x₁ - x₀)|², and of a bridge the same for the score. */
    private Terms objective(Step step) {
        int n = step.size();
        int d = prior().dimension();
        RandomGenerator random = step.random();
        Pairs pairs =
                matcher.pair(
                        floats(prior().sample(step.manager(), n, random)),
                        floats(step.batch()),
                        n,
                        random);
        var batch = Waypoints.draw(recipe.path(), pairs, n, random);
        NDArray inputs = Tensors.of(step.manager(), batch.inputs(), n, d + 1);
        NDArray learned =
                (classes() == 0 ? forward(inputs) : forward(inputs, random)).reshape(n, -1);
        if (batch.weights() != null) {
            learned = learned.mul(Tensors.of(step.manager(), batch.weights(), n, 2L * d));
        }
        long width = (long) d * recipe.path().heads();
        NDArray squares =
                learned.sub(Tensors.of(step.manager(), batch.targets(), n, width)).square().sum();
        return Terms.of("flow matching", Scalars.div(squares, n));
    }

    /** The network's output, without a class where none is said. */
    private NDArray forward(NDArray inputs) {
        return classes() == 0 || ClassLabels.current() != null
                ? generator().forward(inputs)
                : ClassLabels.with(new int[] {-1}, () -> generator().forward(inputs));
    }

    /** The network's output, with the classes of most rows. */
    private NDArray forward(NDArray inputs, RandomGenerator random) {
        int[] told = ClassLabels.current().classes().clone();
        for (int i = 0; i < told.length; i++) {
            if (random.nextDouble() < UNTOLD) {
                told[i] = -1;
            }
        }
        return ClassLabels.with(told, () -> generator().forward(inputs));
    }

    private static float[] floats(NDArray array) {
        var values = new float[Math.toIntExact(array.size())];
        Tensors.read(array, values);
        return values;
    }

    @Override
    public List<Network> networks() {
        return List.of(generator());
    }

    @Override
    public GameRecipe recipe() {
        return recipe;
    }

    /** Moves codes from time 0 to 1. */
    @Override
    protected NDArray generated(NDArray z) {
        return moved(z, 0, 1, sampleShape());
    }

    private NDArray encoded(NDArray x) {
        return moved(x, 1, 0, new Shape(prior().dimension()));
    }

    private NDArray moved(NDArray x, double from, double to, Shape row) {
        int n = Math.toIntExact(x.size(0));
        double[][] start = Rows.split(Tensors.doubles(x), n);
        double[][] end = told(recipe.solver().run(field(), start, from, to)).x();
        return array(x.getManager(), end, row);
    }

    /** Rows as an array [n, sample shape...]. */
    private static NDArray array(NDManager manager, double[][] rows, Shape sample) {
        int width = rows[0].length;
        var flat = new double[Math.multiplyExact(rows.length, width)];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * width, width);
        }
        return Tensors.of(manager, flat, new Shape(rows.length).addAll(sample).getShape());
    }

    /** Says so if the tolerance was not reached. */
    private OdeSolver.Solution told(OdeSolver.Solution solution) {
        if (!solution.converged()) {
            System.out.printf(
                    Locale.ROOT,
                    "%s: the solver did not reach its tolerance: an error of %.3g times it; raise"
                            + " maxSteps or the tolerance of .solver(OdeSolver.dormandPrince(…))%n",
                    name(),
                    solution.error());
        }
        return solution;
    }

    /** The velocity; to be evaluated while nobody changes the model. */
    private VectorField field() {
        FlowPath path = recipe.path();
        return (t, x) -> combined(t, x, path.isBridge() ? path.scoreInVelocity(t) : 0);
    }

    /** How many rows of d coordinates go through the network at once, to bound memory. */
    static int rows(int d) {
        return Math.max(1, Math.min(ROWS, NUMBERS / d));
    }

    /** The first head of the network and a multiple of the second, where it has one. */
    private double[][] combined(double t, double[][] x, double second) {
        ClassLabels labels = ClassLabels.current();
        if (labels != null && labels.guidance() != 1) {
            return guided(t, x, second, labels);
        }
        int d = prior().dimension();
        var velocity = new double[x.length][d];
        int most = rows(d);
        for (int from = 0; from < x.length; from += most) {
            int rows = Math.min(most, x.length - from);
            var input = new float[rows * (d + 1)];
            for (int i = 0; i < rows; i++) {
                for (int k = 0; k < d; k++) {
                    input[i * (d + 1) + k] = (float) x[from + i][k];
                }
                input[i * (d + 1) + d] = (float) t;
            }
            try (NDManager scope = Tensors.newManager();
                    var still = Autograd.off()) {
                NDArray part = Tensors.of(scope, input, rows, d + 1);
                float[] output =
                        floats(ClassLabels.part(from, from + rows, x.length, () -> forward(part)));
                int width = output.length / rows;
                for (int i = 0; i < rows; i++) {
                    for (int k = 0; k < d; k++) {
                        double v = output[i * width + k];
                        velocity[from + i][k] =
                                width == d ? v : v + second * output[i * width + d + k];
                    }
                }
            }
        }
        return velocity;
    }

    /** v without the class, and so many times the difference that the class makes. */
    private double[][] guided(double t, double[][] x, double second, ClassLabels labels) {
        double[][] with = ClassLabels.with(labels.classes(), () -> combined(t, x, second));
        double[][] without = ClassLabels.with(new int[] {-1}, () -> combined(t, x, second));
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < with[i].length; k++) {
                with[i][k] = without[i][k] + labels.guidance() * (with[i][k] - without[i][k]);
            }
        }
        return with;
    }

    /**
     * The velocity of points at a time, such as for arrows in a picture.
     *
     * @param x points, [n, size of a sample]
     * @param t in [0, 1]
     * @return [n, size of a sample]
     */
    public double[][] velocity(double[][] x, double t) {
        checkPoints(x);
        checkTime(t, "t");
        return reading(() -> field().at(t, x));
    }

    /**
     * Moves points along the field from one time to another by a solver of choice.
     *
     * @param x where the points are, [n, size of a sample]
     * @param from the time at which they are there, in [0, 1]: 0 for points of the source, 1 for
     *     data
     * @param to the time at which they arrive, in [0, 1]
     * @return where they are then, and how many evaluations of the network it took
     */
    public OdeSolver.Solution move(double[][] x, double from, double to, OdeSolver solver) {
        checkPoints(x);
        checkTime(from, "from");
        checkTime(to, "to");
        Check.notNull(solver, "solver");
        return reading(() -> solver.run(field(), x, from, to));
    }

    /**
     * Where points of the source are at given times on their way, by the model's solver from each
     * time to the next.
     *
     * @param z points of the source, [n, size of a sample], such as the rows of {@link #codes}
     * @param times increasing, in [0, 1]
     * @return [times, n, size of a sample]
     */
    public double[][][] paths(double[][] z, double... times) {
        checkPoints(z);
        Check.atLeast(Check.notNull(times, "times").length, 1, "times.length");
        for (int i = 0; i < times.length; i++) {
            checkTime(times[i], "times[" + i + "]");
            Check.that(
                    i == 0 || times[i] > times[i - 1],
                    "times[" + i + "]",
                    times[i],
                    "above times[" + (i - 1) + "]");
        }
        return reading(
                () -> {
                    var paths = new double[times.length][][];
                    double[][] at = z;
                    double t = 0;
                    for (int i = 0; i < times.length; i++) {
                        at = told(recipe.solver().run(field(), at, t, times[i])).x();
                        t = times[i];
                        paths[i] = Arrays.stream(at).map(double[]::clone).toArray(double[][]::new);
                    }
                    return paths;
                });
    }

    private void checkPoints(double[][] x) {
        requirePrepared();
        int d = Check.points(x, "x");
        Check.that(
                d == prior().dimension(),
                "x[0].length",
                d,
                prior().dimension() + ", the size of a sample");
    }

    private static void checkTime(double t, String name) {
        Check.that(t >= 0 && t <= 1, name, t, "a time in [0, 1]");
    }

    /**
     * Samples by the stochastic equation of the bridge, dx = (v + σ²/2 ∇log p_t) dt + σ dW (Tong et
     * al. 2023), in steps of Euler and Maruyama. It has the same distribution at each time as the
     * flow, and the ways of a Schrödinger bridge.
     *
     * @param steps of equal length, each with one evaluation of the network
     * @return [n, sample shape...]; it need not be closed
     * @throws IllegalArgumentException if the model's path is no {@link FlowPath#bridge}
     */
    public NDArray sampleStochastically(int n, int steps, long seed) {
        requirePrepared();
        FlowPath path = recipe.path();
        Check.that(
                path.isBridge(),
                "path",
                path,
                "FlowPath.bridge(sigma): the score is learned for bridges only");
        Check.atLeast(n, 1, "n");
        Check.atLeast(steps, 1, "steps");
        return drawn(
                scope -> {
                    NDArray z = prior().sample(scope, n, new SplittableRandom(seed));
                    double[][] x = Rows.split(Tensors.doubles(z), n);
                    var noise = new SplittableRandom(~seed);
                    double h = 1.0 / steps;
                    double size = path.sigma() * Math.sqrt(h);
                    for (int s = 0; s < steps; s++) {
                        double[][] drift = combined(s * h, x, path.scoreInDrift(s * h));
                        for (int i = 0; i < n; i++) {
                            for (int k = 0; k < x[i].length; k++) {
                                x[i][k] += h * drift[i][k] + size * noise.nextGaussian();
                            }
                        }
                    }
                    return array(scope, x, sampleShape());
                });
    }

    /**
     * This model for one class, with classifier-free guidance (Ho and Salimans 2022; Zheng et al.
     * 2023): points move by v + w (v_label - v), where v is the velocity without a class.
     *
     * @param label in [0, classes)
     * @param guidance w, at least 0: 1 for the velocity of the class, and more for samples that are
     *     more typical of it, and less varied
     * @throws IllegalArgumentException if the model is not conditioned on classes, or has fewer
     */
    @Override
    public OfClass given(int label, double guidance) {
        return super.given(label, Check.notNegative(guidance, "guidance"));
    }

    /** Without a class, the flow is that of all data. */
    @Override
    protected boolean mixes() {
        return false;
    }

    @Override
    protected double[][] codesOf(double[][] x) {
        return encode(x);
    }

    /**
     * The code of each sample: the point of the source that the flow moves to it.
     *
     * @param x [n, sample shape...] of any number type
     * @return [n, size of a sample]; it need not be closed
     * @throws IllegalArgumentException if x is closed, empty, of another shape or not finite
     */
    public NDArray encode(NDArray x) {
        return given(x, "x", sampleShape(), this::encoded);
    }

    /** The code of each sample, with the classes of the data. */
    public DataSet encode(DataSource data) {
        return set(data, "data", sampleShape(), BUILT_FOR, (x, chunk) -> encoded(x), "codes");
    }

    /**
     * The code of each sample.
     *
     * @param x [n, size of a sample], flattened
     * @return the same shape
     * @throws IllegalArgumentException if x is empty, ragged, of another size or not finite
     */
    public double[][] encode(double[][] x) {
        return rows(x, "x", sampleShape(), "the size of a sample", this::encoded);
    }

    /** The codes of the points of a measure, with their weights. */
    public Measure encode(Measure x) {
        return pushed(x, "x", this::encode);
    }

    /**
     * The logarithm of the density of each sample, by the change of variables (Chen et al. 2018):
     * log p(x) = log p₀(x₀) - ∫ div v(t, x_t) dt along the way back to the source. The divergence
     * is exact, by a derivative for each coordinate.
     *
     * @param x rows {@code double[n][d]}, an array [n, sample shape...], a data set, a measure of
     *     equal weights or a table
     * @return [n], in nats
     * @throws IllegalArgumentException if x is not what the model takes, or the source has no
     *     density on all of space or a part of it
     */
    public double[] logDensity(Object x) {
        return densities(x, Divergence.exact());
    }

    /**
     * The mean logarithm of the density of data, in nats, with a 95 % interval over the samples;
     * see {@link #logDensity}.
     *
     * <pre>{@code
     * Estimate nats = flow.logLikelihood(data);
     * }</pre>
     *
     * @param x samples of any kind; those that the model has not seen say more than those it has
     */
    public Estimate logLikelihood(Object x) {
        return Estimate.mean(logDensity(x), "log-likelihood in nats, exact divergence");
    }

    /**
     * The mean logarithm of the density of data, in nats, where the divergence is estimated by
     * random signs e as e·(∂v/∂x)e (Hutchinson 1989; Grathwohl et al. 2019): for samples of so many
     * coordinates that a derivative for each takes too long. The estimate has no bias, and the
     * interval is as much wider as it varies.
     *
     * @param x samples of any kind
     * @param probes vectors of signs for each sample, at least 1; the same all along its way
     */
    public Estimate logLikelihood(Object x, int probes, long seed) {
        Check.atLeast(probes, 1, "probes");
        return Estimate.mean(
                densities(x, Divergence.estimated(probes, seed)),
                "log-likelihood in nats, divergence by " + probes + " probes");
    }

    private double[] densities(Object x, Divergence divergence) {
        requirePrepared();
        Check.that(
                Divergence.hasDensity(prior().support()),
                "source",
                prior().name() + " on " + prior().support(),
                "one with a density in space");
        double[][] rows =
                Given.rows(x, "x", sampleShape(), array -> array.reshape(array.size(0), -1));
        return reading(() -> whole(() -> densities(rows, divergence)));
    }

    /** What {@code body} finds of the flow of all data, where the model is conditioned. */
    private <T> T whole(Supplier<T> body) {
        return classes() == 0 ? body.get() : ClassLabels.with(new int[] {-1}, body);
    }

    private double[] densities(double[][] rows, Divergence divergence) {
        var field = divergence.along(field(), generator(), recipe.path(), rows.length);
        double[][] end = told(recipe.solver().run(field, field.start(rows), 1, 0)).x();
        return field.logDensities(end, prior());
    }

    /** The parts of a model. */
    record Recipe(
            Prior source,
            NetworkSpec network,
            FlowCoupling coupling,
            FlowPath path,
            OdeSolver solver,
            @GameRecipe.Added Integer classes)
            implements GameRecipe {
        Recipe {
            Check.notNull(source, "source");
            Check.notNull(network, "network");
            Check.notNull(coupling, "coupling");
            Check.notNull(path, "path");
            Check.notNull(solver, "solver");
            Check.that(
                    classes == null || coupling instanceof IndependentCoupling,
                    "coupling",
                    coupling,
                    "FlowCoupling.independent() with condition(classes): other couplings send a"
                            + " part of the source to each class");
        }

        @Override
        public Game create() {
            return new FlowMatching(this);
        }
    }

    /** Collects the parts of a {@link FlowMatching}. */
    public static final class Builder {
        private static final double TOLERANCE = 1e-4;

        private Prior source;
        private NetworkSpec network;
        private FlowCoupling coupling = FlowCoupling.independent();
        private FlowPath path = FlowPath.straight();
        private OdeSolver solver = OdeSolver.dormandPrince(TOLERANCE);
        private Integer classes;

        private Builder() {}

        /**
         * The distribution at time 0, of as many coordinates as a sample has numbers; there is no
         * default.
         */
        public Builder source(Prior distribution) {
            source = distribution;
            return this;
        }

        /**
         * Hidden layers of the velocity; there is no default. It takes the coordinates of a point
         * and, last, the time; see {@link org.ot4j.network.Networks#timed} and, for pictures,
         * {@link org.ot4j.network.Networks#unet}.
         */
        public Builder network(NetworkSpec spec) {
            network = spec;
            return this;
        }

        /** How source and data are coupled; independently unless set. */
        public Builder coupling(FlowCoupling pairs) {
            coupling = pairs;
            return this;
        }

        /** The way between two coupled points; straight unless set. */
        public Builder path(FlowPath way) {
            path = way;
            return this;
        }

        /**
         * How samples and codes are moved; Dormand and Prince's method with a tolerance of 1e-4
         * unless set.
         */
        public Builder solver(OdeSolver method) {
            solver = method;
            return this;
        }

        /**
         * Conditions the flow on classes: the velocity is told the class of each sample, but for a
         * tenth of them, from which it learns what it does without. The data need classes from 0 to
         * this number less one; {@link #given(int, double)} is the model of one.
         *
         * @param count number of classes, at least 2
         */
        public Builder condition(int count) {
            classes = Check.atLeast(count, 2, "condition");
            return this;
        }

        /**
         * The model.
         *
         * @throws IllegalArgumentException if a part is missing
         */
        public FlowMatching build() {
            return new FlowMatching(new Recipe(source, network, coupling, path, solver, classes));
        }
    }
}
