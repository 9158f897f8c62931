package org.ot4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ot4j.base.Check;
import org.ot4j.data.DataSource;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Observation;
import org.ot4j.distribution.Prior;
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

    private final Likelihood likelihood;
    private Observation observation;

    LatentModel(String name, Prior prior, NetworkSpec decoder, Likelihood likelihood) {
        super(name, prior, "decoder", decoder);
        this.likelihood = Check.notNull(likelihood, "likelihood");
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
        for (int from = 0; from < data.size(); from += CHECKED_ROWS) {
            int to = Math.min(data.size(), from + CHECKED_ROWS);
            var values = new float[(to - from) * width];
            try (NDManager scope = Tensors.newManager()) {
                Tensors.read(data.batch(scope, IntStream.range(from, to).toArray()), values);
            }
            for (int k = 0; k < values.length; k++) {
                var refusal = likelihood.refusal(values[k]);
                if (refusal.isPresent()) {
                    throw Check.error("data row " + (from + k / width), values[k], refusal.get());
                }
            }
        }
    }

    @Override
    final Shape outputShape(Shape sample) {
        observation = likelihood.build(sample);
        return likelihood.outputShape(sample);
    }

    /** E[x | z]. */
    @Override
    final NDArray picture(NDArray output) {
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
                    return inChunks(
                            codes(scope, n, seed),
                            part -> observation.sample(decoder().forward(part), random));
                });
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
     * Draws from the aggregated posterior q(z) = ∫ q(z | x) p_D(x) dx: one for each sample.
     *
     * @return [size, latent dimension]; nobody has to close it
     */
    public final NDArray aggregatedPosterior(DataSource data, long seed) {
        return drawn(scope -> encode(data.batch(scope, rows(data)), seed));
    }
}
