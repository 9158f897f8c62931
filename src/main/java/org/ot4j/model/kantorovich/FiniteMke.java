package org.ot4j.model.kantorovich;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.distribution.Distortion;
import org.ot4j.internal.Check;
import org.ot4j.model.internal.FreshSeed;
import org.ot4j.model.internal.ModelFiles;
import org.ot4j.network.Network;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;
import org.ot4j.training.Game;
import org.ot4j.training.GameRecipe;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;
import org.ot4j.training.Training;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportLoss;

/**
 * Minimum Kantorovich estimator of a statistical model (GPC MKE; Bassetti et al. 2006): an
 * exponential family on finitely many points s_i,
 *
 * <pre>min_θ W_c(μ_θ, ν),    μ_θ(s_i) ∝ exp(Σ_k θ_k T_k(s_i))</pre>
 *
 * with statistics T. The coupling is exact; the gradient with respect to the probabilities is the
 * potential (Kantorovich duality), so θ moves by the covariance of potential and statistics under
 * μ_θ. Unlike maximum likelihood, it takes the distances between points into account, and it is
 * defined even if the data are not among the points.
 *
 * @equation GPC MKE
 */
public final class FiniteMke implements Game, AutoCloseable {
    private final Recipe recipe;
    private volatile Weights parameters;
    private volatile Consumer<Path> writer;

    private FiniteMke(Recipe recipe) {
        this.recipe = recipe;
    }

    /** All distributions on the given points, with one parameter for each point: its log weight. */
    public static FiniteMke on(double[][] points, Distortion cost) {
        Check.notNull(points, "points");
        var unit = new double[points.length][points.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i][i] = 1;
        }
        return on(points, unit, cost);
    }

    /**
     * An exponential family.
     *
     * @param points [m, d], the points s_i
     * @param statistics [m, p]: T_k(s_i) in row i
     * @param cost c(s, y)
     */
    public static FiniteMke on(double[][] points, double[][] statistics, Distortion cost) {
        check(points, "points");
        check(statistics, "statistics");
        Check.that(
                statistics.length == points.length,
                "statistics.length",
                statistics.length,
                points.length + ", as many as points");
        return new FiniteMke(
                new Recipe(copy(points), copy(statistics), Check.notNull(cost, "cost")));
    }

    private static double[][] copy(double[][] rows) {
        return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }

    private static void check(double[][] rows, String name) {
        Check.notNull(rows, name);
        Check.atLeast(rows.length, 1, name + ".length");
        Check.that(rows[0].length > 0, name + "[0].length", rows[0].length, "at least 1");
        for (int i = 0; i < rows.length; i++) {
            Check.finite(rows[i], name + "[" + i + "]");
            Check.that(
                    rows[i].length == rows[0].length,
                    name + "[" + i + "].length",
                    rows[i].length,
                    rows[0].length + ", as in the first row");
        }
    }

    @Override
    public String name() {
        return "MKE on " + recipe.points().length + " points";
    }

    /** Configures a training, which {@code fit()} starts. */
    public Training<FiniteMke> train(DataSource data) {
        return Training.of(this, data);
    }

    /**
     * Configures a training, which {@code fit()} starts.
     *
     * @param data rows {@code double[n][d]}, an array [n, d], a measure of equal weights or a table
     */
    public Training<FiniteMke> train(Object data) {
        return train(DataSet.checked(data, "data"));
    }

    @Override
    public synchronized void prepare(Shape sample, long seed) {
        int d = recipe.points()[0].length;
        Check.that(
                sample.equals(new Shape(d)),
                "sample shape of the data",
                sample,
                new Shape(d) + ", that of the points");
        if (parameters == null) {
            int p = recipe.statistics()[0].length;
            parameters = Weights.free("parameters", new Shape(p), new float[p]);
        }
    }

    @Override
    public List<Player> players() {
        return List.of(Player.minimise("model", this::objective, List.of(parameters)));
    }

    private Terms objective(Step step) {
        NDManager manager = step.manager();
        // In double precision, in which the masses of both sides agree.
        NDArray costs =
                recipe.cost()
                        .pairwise(array(manager, recipe.points()), step.batch())
                        .toType(DataType.FLOAT64, true);
        var equal = new double[step.size()];
        Arrays.fill(equal, 1.0 / step.size());
        NDArray statistics = manager.create(flat(recipe.statistics()), shape(recipe.statistics()));
        NDArray weights =
                statistics.mul(parameters.value().reshape(1, -1)).sum(new int[] {1}).softmax(0);
        return Terms.of(
                "transport cost",
                TransportLoss.ofCosts(costs, weights, manager.create(equal), Transport::exact));
    }

    private static NDArray array(NDManager manager, double[][] rows) {
        return Tensors.of(manager, flat(rows), rows.length, rows[0].length);
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    private static Shape shape(double[][] rows) {
        return new Shape(rows.length, rows[0].length);
    }

    /** μ_θ(s_i) of each point; they sum to 1. */
    public double[] probabilities() {
        double[] theta = parameters();
        var log = new double[recipe.points().length];
        for (int i = 0; i < log.length; i++) {
            for (int k = 0; k < theta.length; k++) {
                log[i] += theta[k] * recipe.statistics()[i][k];
            }
        }
        double greatest = Arrays.stream(log).max().orElseThrow();
        double[] weights = Arrays.stream(log).map(l -> Math.exp(l - greatest)).toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    /** θ. */
    public double[] parameters() {
        if (parameters == null) {
            throw new IllegalStateException(
                    name() + " has not been trained: call train(data) first");
        }
        float[] values = parameters.values();
        var theta = new double[values.length];
        for (int k = 0; k < theta.length; k++) {
            theta[k] = values[k];
        }
        return theta;
    }

    /** Draws points from μ_θ: [n, d]. */
    public double[][] sample(int n, long seed) {
        Check.atLeast(n, 1, "n");
        double[] weights = probabilities();
        var random = new SplittableRandom(seed);
        var drawn = new double[n][];
        for (int k = 0; k < n; k++) {
            double mark = random.nextDouble();
            int i = 0;
            while (i < weights.length - 1 && mark >= weights[i]) {
                mark -= weights[i++];
            }
            drawn[k] = recipe.points()[i].clone();
        }
        return drawn;
    }

    /**
     * Draws points from μ_θ with a fresh seed in each call: [n, d]. The seed is printed, so that
     * {@link #sample(int, long)} can repeat them.
     */
    public double[][] sample(int n) {
        probabilities();
        Check.atLeast(n, 1, "n");
        return sample(n, FreshSeed.tell(name(), "sample", n));
    }

    @Override
    public void savedBy(Consumer<Path> checkpoints) {
        writer = checkpoints;
    }

    /** Writes the model to a file, including all that is needed to continue training. */
    public Path save(String file) {
        return save(Path.of(Check.notNull(file, "file")));
    }

    /**
     * Writes the model to a file, including all that is needed to continue training.
     *
     * @return the file
     * @throws IllegalStateException if the model has been neither trained nor loaded
     */
    public Path save(Path file) {
        return ModelFiles.save(this, writer, file);
    }

    /** Reads a model that {@link #save(Path)} wrote. */
    public static FiniteMke load(String file) {
        return load(Path.of(Check.notNull(file, "file")));
    }

    /**
     * Reads a model that {@link #save(Path)} wrote.
     *
     * @throws IllegalArgumentException if the file is damaged or holds another kind of model, which
     *     the message names
     */
    public static FiniteMke load(Path file) {
        return ModelFiles.load(file, FiniteMke.class);
    }

    @Override
    public List<Network> networks() {
        return List.of();
    }

    @Override
    public GameRecipe recipe() {
        return recipe;
    }

    @Override
    public void close() {
        if (parameters != null) {
            parameters.close();
        }
    }

    /** The parts of an estimator. */
    record Recipe(double[][] points, double[][] statistics, Distortion cost) implements GameRecipe {
        @Override
        public Game create() {
            return new FiniteMke(this);
        }
    }
}
