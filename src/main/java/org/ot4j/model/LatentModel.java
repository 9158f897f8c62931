package org.ot4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ot4j.base.Estimate;
import org.ot4j.base.Rows;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.data.Pass;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Observation;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.model.internal.Chunks;
import org.ot4j.model.internal.FreshSeed;
import org.ot4j.model.internal.Given;
import org.ot4j.model.internal.ModelFiles;
import org.ot4j.network.ClassLabels;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Recipe;
import org.ot4j.network.Tensors;
import org.ot4j.training.GameRecipe;
import org.ot4j.training.Training;
import org.ot4j.transport.Measure;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A model that generates data x from a code z and finds the code of a sample: z ~ p(z), x ~ p(x |
 * z), where a decoder network computes the parameters of p(x | z) from z.
 */
public abstract class LatentModel extends GenerativeModel {
    private static final int CHECKED_ROWS = 1024;
    private static final String BUILT_FOR = "as this model was built for";
    private static final String SIZE = "the size of a sample";

    private final Likelihood likelihood;
    private Observation observation;
    private volatile Prior fitted;

    protected LatentModel(String name, Prior prior, NetworkSpec decoder, Likelihood likelihood) {
        this(name, prior, decoder, likelihood, null);
    }

    /**
     * Creates a model whose networks are built once the shape of a sample is known.
     *
     * @param classes the number of classes that the model is conditioned on, or null
     */
    protected LatentModel(
            String name, Prior prior, NetworkSpec decoder, Likelihood likelihood, Integer classes) {
        super(name, prior, "decoder", decoder, classes);
        this.likelihood = Check.notNull(likelihood, "likelihood");
    }

    /** Reads a model that {@link #save(Path)} wrote. */
    public static LatentModel load(String file) {
        return load(Path.of(Check.notNull(file, "file")));
    }

    /**
     * Reads a model that {@link #save(Path)} wrote.
     *
     * @throws IllegalArgumentException if the file is damaged or holds another kind of model, which
     *     the message names
     */
    public static LatentModel load(Path file) {
        return ModelFiles.load(file, LatentModel.class);
    }

    @Override
    public abstract Training<? extends LatentModel> train(DataSource data);

    @Override
    public Training<? extends LatentModel> train(Object data) {
        return train(DataSet.checked(data, "data"));
    }

    /** The decoder, once the model is trained or prepared. */
    public final Network decoder() {
        return generator();
    }

    /** p(x | z) as a function of the decoder's output, once the model is trained or prepared. */
    public final Observation observation() {
        requirePrepared();
        return observation;
    }

    @Override
    public final void checkData(DataSource data) {
        super.checkData(data);
        int width = Math.toIntExact(data.sampleShape().size());
        Pass.over(
                data,
                CHECKED_ROWS,
                (from, batch) -> {
                    var values = new float[Math.toIntExact(batch.size())];
                    Tensors.read(batch, values);
                    for (int k = 0; k < values.length; k++) {
                        var refusal = likelihood.refusal(values[k]);
                        if (refusal.isPresent()) {
                            throw Check.error(
                                    "data row " + (from + k / width), values[k], refusal.get());
                        }
                    }
                });
    }

    @Override
    protected final Shape outputShape(Shape sample) {
        observation = likelihood.build(sample);
        return likelihood.outputShape(sample);
    }

    /** E[x | z]. */
    @Override
    protected final NDArray picture(NDArray output) {
        return observation.mean(output);
    }

    /**
     * Samples of the whole model: x from p(x | z) with z from the prior; the same codes as {@link
     * #sample} for the same seed.
     *
     * @return [n, sample shape...]; it need not be closed
     */
    public final NDArray sampleNoisy(int n, long seed) {
        return drawn(
                scope -> {
                    var random = new SplittableRandom(~seed);
                    return mixed(
                            n,
                            () ->
                                    Chunks.each(
                                            codes(scope, n, seed),
                                            part ->
                                                    observation.sample(
                                                            decoder().forward(part), random)));
                });
    }

    /**
     * Samples of the whole model with a fresh seed in each call, which is printed.
     *
     * @return [n, sample shape...]; it need not be closed
     */
    public final NDArray sampleNoisy(int n) {
        requirePrepared();
        Check.atLeast(n, 1, "n");
        return sampleNoisy(n, FreshSeed.tell(name(), "sampleNoisy", n));
    }

    /**
     * The mean log-likelihood of data, E log p(x) with p(x) = ∫ p(x | z) p(z) dz, in nats, with a
     * 95 % interval over the samples. Each log p(x) is estimated by importance weighting, log 1/k Σ
     * p(x | z) p(z) / r(z | x) with k codes from the model's own r, which on average is a lower
     * bound that rises with k to the exact value (Burda et al. 2016). For a finite prior it is
     * exact.
     *
     * <pre>{@code
     * Estimate nats = vae.logLikelihood(data, 100, 1);
     * }</pre>
     *
     * @param x rows {@code double[n][d]}, an array [n, sample shape...], a data set, a measure of
     *     equal weights or a table; samples that the model has not seen say more than those it has
     * @param k number of codes for each sample, at least 1
     * @throws IllegalArgumentException if the model has no likelihood, such as one judged by a
     *     cost, or no posterior with a density to draw codes from; or if x is not what it takes
     * @equation C-VAE 1
     */
    public final Estimate logLikelihood(Object x, int k, long seed) {
        requirePrepared();
        Check.atLeast(k, 1, "k");
        Check.that(
                likelihood.isDensity(),
                "likelihood",
                likelihood.name(),
                "a density p(x | z), which a cost is not");
        DataSource data = DataSet.checked(x, "x");
        Shape shape = sampleShape();
        Check.that(
                data.sampleShape().size() == shape.size(),
                "sample shape of x",
                data.sampleShape(),
                shape + ", " + BUILT_FOR);
        checkData(data);
        var values = new double[data.size()];
        return reading(
                () -> {
                    var random = new SplittableRandom(seed);
                    Pass.over(
                            data,
                            CHECKED_ROWS,
                            (from, batch) -> {
                                NDArray rows =
                                        batch.reshape(new Shape(batch.size(0)).addAll(shape));
                                int[] samples =
                                        IntStream.range(from, from + (int) batch.size(0)).toArray();
                                double[] part =
                                        ClassLabels.ofSamples(
                                                classes() > 0 ? data.labels() : null,
                                                samples,
                                                () -> logLikelihoods(rows, k, random));
                                System.arraycopy(part, 0, values, from, part.length);
                            });
                    return Estimate.mean(values, "log-likelihood in nats, k = " + k);
                });
    }

    /**
     * The mean log-likelihood of data in nats, with a fresh seed in each call, which is printed;
     * see {@link #logLikelihood(Object, int, long)}.
     *
     * @param k number of codes for each sample, at least 1
     */
    public final Estimate logLikelihood(Object x, int k) {
        requirePrepared();
        Check.atLeast(k, 1, "k");
        return logLikelihood(x, k, FreshSeed.tell(name(), "logLikelihood(x, " + k + ", "));
    }

    /**
     * log p(x) of each sample, or a lower bound of it by k codes; see {@link
     * org.ot4j.model.internal.ImportanceWeights}. Called while nobody changes the model.
     *
     * @param x [n, sample shape...]
     */
    protected double[] logLikelihoods(NDArray x, int k, RandomGenerator random) {
        throw Check.error("model", name(), "one that draws codes for a sample with a density");
    }

    /**
     * Fits a distribution to the codes of data, from which samples are drawn from now on, with the
     * seed 0; see {@link #fitPrior(PriorFit, Object, long)}.
     *
     * <pre>{@code
     * vae.fitPrior(LatentDensity.gaussianMixture(10), data);
     * Plots.scatter(vae.sample(2_000, 1));
     * }</pre>
     */
    public final Prior fitPrior(PriorFit density, Object data) {
        return fitPrior(density, data, 0);
    }

    /**
     * Fits a distribution to the codes of data, from which samples are drawn from now on: {@link
     * #sample}, {@link #sampleNoisy} and {@link #codes} draw from it, and {@link #save(Path)} keeps
     * it (ex-post density estimation, Ghosh et al. 2020). What was learned does not change, nor
     * does {@link #prior()}, and a further training forgets the fit, since its codes are others.
     *
     * @param density what is fitted, see {@code LatentDensity}
     * @param data the training data, of any kind that {@link #train(Object)} takes; a code is drawn
     *     from q(z | x) for each sample
     * @param seed determines the codes and the fit
     * @return what has been fitted
     * @throws IllegalStateException if the model has not been trained
     * @throws IllegalArgumentException if the data are not what the model takes, or if there are
     *     too few
     */
    public final Prior fitPrior(PriorFit density, Object data, long seed) {
        requirePrepared();
        Check.notNull(density, "density");
        double[][] codes = encode(DataSet.checked(data, "data"), seed).toArray();
        Prior found = density.fit(codes, seed);
        adopt(found);
        return found;
    }

    /** What {@link #fitPrior} has fitted; empty if samples are drawn from the prior. */
    public final Optional<Prior> fittedPrior() {
        return Optional.ofNullable(fitted);
    }

    /** Draws codes from a distribution in place of the prior. */
    final void adopt(Prior found) {
        int d = prior().dimension();
        Check.that(found.dimension() == d, "dimension of the fit", found.dimension(), "" + d);
        fitted = found;
    }

    @Override
    final Prior sampled() {
        Prior found = fitted;
        return found == null ? prior() : found;
    }

    @Override
    final void trainedAgain() {
        fitted = null;
    }

    @Override
    public final Recipe stored() {
        return fitted == null ? null : new FittedModel((GameRecipe) recipe(), fitted);
    }

    /** E[z | x] of each sample, or what stands for it; belongs to the manager of the samples. */
    protected abstract NDArray encoded(NDArray x);

    /** A draw from q(z | x) for each sample; belongs to the manager of the samples. */
    protected abstract NDArray encoded(NDArray x, long seed);

    /** What comes of encoding and decoding samples; belongs to their manager. */
    protected NDArray reconstructed(NDArray x) {
        return reading(
                () -> {
                    try (NDArray z = encoded(x)) {
                        return decoded(z);
                    }
                });
    }

    /**
     * The code that stands for each sample: E[z | x], or the encoder's code without noise.
     *
     * @param x [n, sample shape...] of any number type
     * @return [n, latent dimension]; it need not be closed
     * @throws IllegalArgumentException if x is closed, empty, of another shape or not finite
     */
    public final NDArray encode(NDArray x) {
        return given(x, "x", sampleShape(), this::encoded);
    }

    /**
     * A draw from q(z | x) for each sample.
     *
     * @param x [n, sample shape...] of any number type
     * @return [n, latent dimension]; it need not be closed
     * @throws IllegalArgumentException if x is closed, empty, of another shape or not finite
     */
    public final NDArray encode(NDArray x, long seed) {
        return given(x, "x", sampleShape(), rows -> encoded(rows, seed));
    }

    /**
     * Encodes and decodes the samples.
     *
     * @param x [n, sample shape...] of any number type
     * @return [n, sample shape...]; it need not be closed
     * @throws IllegalArgumentException if x is closed, empty, of another shape or not finite
     */
    public final NDArray reconstruct(NDArray x) {
        return given(x, "x", sampleShape(), this::reconstructed);
    }

    /**
     * The code that represents each sample, with the classes of the data: {@code
     * Plots.scatter(vae.encode(x))} has their colours.
     *
     * @return one code per sample, [latent dimension]
     */
    public final DataSet encode(DataSource data) {
        return set(data, "data", sampleShape(), BUILT_FOR, (x, chunk) -> encoded(x), "codes");
    }

    /**
     * A draw from q(z | x) for each sample, with the classes of the data.
     *
     * @return one code per sample, [latent dimension]; of up to 4,096 samples the same as {@link
     *     #encode(NDArray, long)} draws
     */
    public final DataSet encode(DataSource data, long seed) {
        // Each chunk draws from a seed of its own, the first from the one given.
        var random = new SplittableRandom(seed);
        return set(
                data,
                "data",
                sampleShape(),
                BUILT_FOR,
                (x, chunk) -> encoded(x, chunk == 0 ? seed : random.nextLong()),
                "codes");
    }

    /** Encodes and decodes the samples, with their classes. */
    public final DataSet reconstruct(DataSource data) {
        return set(
                data,
                "data",
                sampleShape(),
                BUILT_FOR,
                (x, chunk) -> reconstructed(x),
                "reconstructions");
    }

    /**
     * The code that represents each sample.
     *
     * @param x [n, size of a sample], flattened
     * @return [n, latent dimension]
     * @throws IllegalArgumentException if x is empty, ragged, of another size or not finite
     */
    public final double[][] encode(double[][] x) {
        return rows(x, "x", sampleShape(), SIZE, this::encoded);
    }

    /**
     * A draw from q(z | x) for each sample.
     *
     * @param x [n, size of a sample], flattened
     * @return [n, latent dimension]
     * @throws IllegalArgumentException if x is empty, ragged, of another size or not finite
     */
    public final double[][] encode(double[][] x, long seed) {
        return rows(x, "x", sampleShape(), SIZE, array -> encoded(array, seed));
    }

    /**
     * Encodes and decodes the samples.
     *
     * @param x [n, size of a sample], flattened
     * @return the same shape
     * @throws IllegalArgumentException if x is empty, ragged, of another size or not finite
     */
    public final double[][] reconstruct(double[][] x) {
        return rows(x, "x", sampleShape(), SIZE, this::reconstructed);
    }

    /** The codes that stand for the points of a measure, with their weights. */
    public final Measure encode(Measure x) {
        return pushed(x, "x", this::encode);
    }

    /** A draw from q(z | x) for each point of a measure, with its weight. */
    public final Measure encode(Measure x, long seed) {
        return pushed(x, "x", rows -> encode(rows, seed));
    }

    /** What the model makes of the points of a measure, with their weights. */
    public final Measure reconstruct(Measure x) {
        return pushed(x, "x", this::reconstruct);
    }

    /**
     * The code that stands for each row of a table's numeric columns.
     *
     * @return a table with the columns z1, z2, ...
     */
    public final Table encode(Table x) {
        return table("codes", null, encode(Rows.checked(x, "x")));
    }

    /**
     * A draw from q(z | x) for each row of a table's numeric columns.
     *
     * @return a table with the columns z1, z2, ...
     */
    public final Table encode(Table x, long seed) {
        return table("codes", null, encode(Rows.checked(x, "x"), seed));
    }

    /** What the model makes of a table's numeric columns, under their names. */
    public final Table reconstruct(Table x) {
        double[][] rows = reconstruct(Rows.checked(x, "x"));
        String[] names =
                x.columns().stream()
                        .filter(column -> column instanceof NumericColumn)
                        .map(Column::name)
                        .toArray(String[]::new);
        return table("reconstructions", names, rows);
    }

    private static Table table(String title, String[] names, double[][] rows) {
        Table table = Table.create(title);
        for (int k = 0; k < rows[0].length; k++) {
            int column = k;
            double[] values = Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
            String name = names == null ? "z" + (k + 1) : names[k];
            table.addColumns(DoubleColumn.create(name, values));
        }
        return table;
    }

    @Override
    protected final double[][] codesOf(double[][] x) {
        return encode(x);
    }

    @Override
    protected final double[][] reconstructionsOf(double[][] x) {
        return reconstruct(x);
    }

    /**
     * Draws from the aggregated posterior q(z) = ∫ q(z | x) p_D(x) dx: one for each sample.
     *
     * @return [size, latent dimension]; it need not be closed
     */
    public final NDArray aggregatedPosterior(DataSource data, long seed) {
        int[] all = Chunks.rows(data);
        return drawn(
                scope ->
                        ClassLabels.ofSamples(
                                classes() > 0 ? data.labels() : null,
                                all,
                                () -> encoded(data.batch(scope, all), seed)));
    }

    /**
     * Draws from the aggregated posterior q(z) = ∫ q(z | x) p_D(x) dx: one for each sample.
     *
     * @param x rows {@code double[n][d]}, a measure of equal weights or a table
     * @return [n, latent dimension]; it need not be closed
     */
    public final NDArray aggregatedPosterior(Object x, long seed) {
        requirePrepared();
        return drawn(scope -> encoded(Given.batch(scope, x, "x", sampleShape()), seed));
    }

    /**
     * Draws from the aggregated posterior q(z) = ∫ q(z | x) p_D(x) dx: one for each sample.
     *
     * @param x [n, sample shape...]
     * @return [n, latent dimension]; it need not be closed
     */
    public final NDArray aggregatedPosterior(NDArray x, long seed) {
        return encode(x, seed);
    }
}
