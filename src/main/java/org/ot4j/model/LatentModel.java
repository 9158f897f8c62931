package org.ot4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ot4j.base.Check;
import org.ot4j.data.DataSource;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Observation;
import org.ot4j.distribution.Prior;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Tensors;
import org.ot4j.training.Game;
import org.ot4j.training.Training;

/**
 * A model that makes data x from a code z: z ~ p(z), x ~ p(x | z), the parameters of p(x | z) being
 * what a decoder network makes of z.
 *
 * <p>Arrays returned belong to the manager of the argument; where there is none, to the model, and
 * live until it is closed.
 */
public abstract class LatentModel implements Game, AutoCloseable {
    private static final int CHUNK = 4096;

    private final String name;
    private final Prior prior;
    private final NetworkSpec decoderSpec;
    private final Likelihood likelihood;
    private NDManager manager;
    private Shape sampleShape;
    private Network decoder;
    private Observation observation;

    LatentModel(String name, Prior prior, NetworkSpec decoder, Likelihood likelihood) {
        this.name = name;
        this.prior = Check.notNull(prior, "prior");
        this.decoderSpec = Check.notNull(decoder, "decoder");
        this.likelihood = Check.notNull(likelihood, "likelihood");
    }

    @Override
    public final String name() {
        return name;
    }

    /** p(z). */
    public final Prior prior() {
        return prior;
    }

    /** The decoder, once the model is trained or prepared. */
    public final Network decoder() {
        requirePrepared();
        return decoder;
    }

    /** p(x | z) as a function of the decoder's output, once the model is trained or prepared. */
    public final Observation observation() {
        requirePrepared();
        return observation;
    }

    /** Says how to train; ends with {@code fit()}. */
    public Training train(DataSource data) {
        return Training.of(this, data);
    }

    @Override
    public void prepare(Shape shape, long seed) {
        if (decoder != null) {
            Check.that(
                    shape.equals(sampleShape),
                    "sample shape of the data",
                    shape,
                    sampleShape + ", as this model was built for");
            return;
        }
        sampleShape = shape;
        var random = new SplittableRandom(seed);
        observation = likelihood.build(shape);
        decoder =
                decoderSpec.build(
                        "decoder",
                        new Shape(prior.dimension()),
                        likelihood.outputShape(shape),
                        random.nextLong());
        manager = Tensors.newManager();
        manager.setName(name);
        build(shape, random);
    }

    /** Builds what the model has beside the decoder. */
    void build(Shape shape, SplittableRandom random) {}

    /** E[x | z] for each code. */
    public final NDArray decode(NDArray z) {
        requirePrepared();
        return inChunks(z, part -> observation.mean(decoder.forward(part)));
    }

    /**
     * Samples as the papers' figures show them: E[x | z] with z from the prior.
     *
     * @return [n, sample shape...], owned by the model
     */
    public final NDArray sample(int n, long seed) {
        return decode(codes(n, seed));
    }

    /**
     * Samples of the whole model: x from p(x | z) with z from the prior; the same codes as {@link
     * #sample} for the same seed.
     *
     * @return [n, sample shape...], owned by the model
     */
    public final NDArray sampleNoisy(int n, long seed) {
        NDArray z = codes(n, seed);
        var random = new SplittableRandom(~seed);
        return inChunks(z, part -> observation.sample(decoder.forward(part), random));
    }

    /** The code that stands for each sample: E[z | x]. */
    public abstract NDArray encode(NDArray x);

    /** A draw from q(z | x) for each sample. */
    public abstract NDArray encode(NDArray x, long seed);

    /** What the model makes of the samples after encoding and decoding them. */
    public NDArray reconstruct(NDArray x) {
        return decode(encode(x));
    }

    /**
     * Draws from the aggregated posterior q(z) = ∫ q(z | x) p_D(x) dx: one for each sample.
     *
     * @return [size, latent dimension], owned by the model
     */
    public final NDArray aggregatedPosterior(DataSource data, long seed) {
        requirePrepared();
        return encode(data.batch(manager, rows(data)), seed);
    }

    /** The indices of all samples. */
    static int[] rows(DataSource data) {
        return IntStream.range(0, data.size()).toArray();
    }

    final NDManager manager() {
        requirePrepared();
        return manager;
    }

    final void requirePrepared() {
        if (decoder == null) {
            throw new IllegalStateException(name + " has not been trained: call train(data) first");
        }
    }

    private NDArray codes(int n, long seed) {
        requirePrepared();
        Check.atLeast(n, 1, "n");
        return prior.sample(manager, n, new SplittableRandom(seed));
    }

    /** Applies a function of rows to so many rows at a time, to bound memory. */
    static NDArray inChunks(NDArray rows, UnaryOperator<NDArray> function) {
        long n = rows.size(0);
        NDManager owner = rows.getManager();
        var parts = new NDList();
        for (long from = 0; from < n; from += CHUNK) {
            try (var scope = owner.newSubManager()) {
                NDArray part =
                        n <= CHUNK
                                ? rows.duplicate()
                                : rows.get(new NDIndex("{}:{}", from, Math.min(n, from + CHUNK)));
                part.attach(scope);
                NDArray result = function.apply(part);
                result.attach(owner);
                parts.add(result);
            }
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        NDArray all = NDArrays.concat(parts, 0);
        parts.close();
        return all;
    }

    @Override
    public void close() {
        if (decoder != null) {
            networks().forEach(Network::close);
            manager.close();
            decoder = null;
        }
    }
}
