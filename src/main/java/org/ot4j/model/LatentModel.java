package org.ot4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.data.Pass;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Observation;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.model.internal.Chunks;
import org.ot4j.model.internal.FreshSeed;
import org.ot4j.model.internal.ModelFiles;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Tensors;
import org.ot4j.training.Training;

/**
 * A model that makes data x from a code z and finds the code of a sample: z ~ p(z), x ~ p(x | z),
 * the parameters of p(x | z) being what a decoder network makes of z.
 */
public abstract class LatentModel extends GenerativeModel {
    private static final int CHECKED_ROWS = 1024;
    private static final int CHUNK = 4096;

    private final Likelihood likelihood;
    private Observation observation;

    protected LatentModel(String name, Prior prior, NetworkSpec decoder, Likelihood likelihood) {
        super(name, prior, "decoder", decoder);
        this.likelihood = Check.notNull(likelihood, "likelihood");
    }

    /** Reads a model that {@link #save(Path)} wrote. */
    public static LatentModel load(String file) {
        return load(Path.of(Check.notNull(file, "file")));
    }

    /**
     * Reads a model that {@link #save(Path)} wrote.
     *
     * @throws IllegalArgumentException where the file holds another kind of model, which the
     *     message names, or is damaged
     */
    public static LatentModel load(Path file) {
        return ModelFiles.load(file, LatentModel.class);
    }

    @Override
    public abstract Training<? extends LatentModel> train(DataSource data);

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
     * @return [n, sample shape...]; nobody has to close it
     */
    public final NDArray sampleNoisy(int n, long seed) {
        return drawn(
                scope -> {
                    var random = new SplittableRandom(~seed);
                    return Chunks.each(
                            codes(scope, n, seed),
                            part -> observation.sample(decoder().forward(part), random));
                });
    }

    /**
     * Samples of the whole model with a fresh seed in each call; a line of output says which it
     * was.
     *
     * @return [n, sample shape...]; nobody has to close it
     */
    public final NDArray sampleNoisy(int n) {
        requirePrepared();
        Check.atLeast(n, 1, "n");
        return sampleNoisy(n, FreshSeed.tell(name(), "sampleNoisy", n));
    }

    /** The code that stands for each sample: E[z | x]. */
    public abstract NDArray encode(NDArray x);

    /** A draw from q(z | x) for each sample. */
    public abstract NDArray encode(NDArray x, long seed);

    /** What the model makes of the samples after encoding and decoding them. */
    public NDArray reconstruct(NDArray x) {
        return reading(() -> decodeAll(encode(x)));
    }

    /**
     * The code that stands for each sample, with the classes of the data: {@code
     * Plots.scatter(vae.encode(x))} has their colours.
     *
     * @return one code a sample, [latent dimension]
     */
    public final DataSet encode(DataSource data) {
        return map(data, (x, chunk) -> encode(x), "codes");
    }

    /**
     * A draw from q(z | x) for each sample, with the classes of the data.
     *
     * @return one code a sample, [latent dimension]; of up to 4,096 samples the same as {@link
     *     #encode(NDArray, long)} draws
     */
    public final DataSet encode(DataSource data, long seed) {
        // Each chunk draws from a seed of its own, the first from the one given.
        var random = new SplittableRandom(seed);
        return map(data, (x, c) -> encode(x, c == 0 ? seed : random.nextLong()), "codes");
    }

    /** What the model makes of the samples after encoding and decoding them, with their classes. */
    public final DataSet reconstruct(DataSource data) {
        return map(data, (x, chunk) -> reconstruct(x), "reconstructions");
    }

    /**
     * The code that stands for each sample.
     *
     * @param x [n, size of a sample], laid out flat
     * @return [n, latent dimension]
     */
    public final double[][] encode(double[][] x) {
        return map(x, this::encode);
    }

    /**
     * A draw from q(z | x) for each sample.
     *
     * @param x [n, size of a sample], laid out flat
     * @return [n, latent dimension]
     */
    public final double[][] encode(double[][] x, long seed) {
        return map(x, array -> encode(array, seed));
    }

    /**
     * What the model makes of the samples after encoding and decoding them.
     *
     * @param x [n, size of a sample], laid out flat
     * @return the same shape
     */
    public final double[][] reconstruct(double[][] x) {
        return map(x, this::reconstruct);
    }

    private double[][] map(double[][] x, UnaryOperator<NDArray> function) {
        Shape shape = sampleShape();
        int d = Check.points(x, "x");
        Check.that(d == shape.size(), "x[0].length", d, shape.size() + ", the size of a sample");
        try (NDManager scope = Tensors.newManager()) {
            NDArray rows = Tensors.of(scope, flat(x), x.length, d);
            return toRows(function.apply(rows.reshape(new Shape(x.length).addAll(shape))));
        }
    }

    private DataSet map(DataSource data, BiFunction<NDArray, Integer, NDArray> of, String what) {
        Check.notNull(data, "data");
        Shape shape = sampleShape();
        Check.that(
                data.sampleShape().equals(shape),
                "sample shape of the data",
                data.sampleShape(),
                shape + ", as this model was built for");
        int n = data.size();
        float[] all = null;
        Shape each = null;
        for (int from = 0; from < n; from += CHUNK) {
            int[] rows = IntStream.range(from, Math.min(n, from + CHUNK)).toArray();
            try (NDManager scope = Tensors.newManager()) {
                NDArray part = of.apply(data.batch(scope, rows), from / CHUNK);
                each = part.getShape().slice(1);
                var values = new float[Math.toIntExact(part.size())];
                Tensors.read(part, values);
                if (all == null) {
                    all = new float[Math.multiplyExact(n, Math.toIntExact(each.size()))];
                }
                System.arraycopy(
                        values, 0, all, from * Math.toIntExact(each.size()), values.length);
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

    /**
     * Draws from the aggregated posterior q(z) = ∫ q(z | x) p_D(x) dx: one for each sample.
     *
     * @return [size, latent dimension]; nobody has to close it
     */
    public final NDArray aggregatedPosterior(DataSource data, long seed) {
        return drawn(scope -> encode(data.batch(scope, Chunks.rows(data)), seed));
    }
}
