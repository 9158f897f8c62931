package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ot4j.internal.Check;
import org.ot4j.network.Weights;

/** q(z | x) as a function of the encoder's output for x. Rows are samples. */
public interface Inference {
    /**
     * Codes with their log densities.
     *
     * @param z codes, [b, d], differentiable in the encoder's output
     * @param logDensity log q(z | x) of each, [b]; null if the density of q is unknown
     */
    record Draw(NDArray z, NDArray logDensity) {}

    /** Draws one code for each row of the encoder's output. */
    Draw draw(NDArray output, RandomGenerator random);

    /** The code that represents each row: the mean, or the closest substitute. */
    NDArray centre(NDArray output);

    /**
     * KL(q(· | x) | prior) of each row, [b]: in closed form if there is one, otherwise the estimate
     * log q(z | x) - log p(z) at the draw.
     *
     * @throws IllegalArgumentException if q has no density
     */
    default NDArray kl(NDArray output, Draw draw, Prior prior) {
        Check.that(draw.logDensity() != null, "posterior", this, "one with a density, for a KL");
        return draw.logDensity().sub(prior.logDensity(draw.z()));
    }

    /** The parameters learned in addition to the encoder, for example of flows; often none. */
    default List<Weights> weights() {
        return List.of();
    }
}
