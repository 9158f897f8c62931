package org.ot4j.model.autoencoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.random.RandomGenerator;
import org.ot4j.distribution.Prior;

/** A {@link LatentPenalty} as part of a model: how far codes are from the prior. */
interface Discrepancy {
    /**
     * What the encoder minimises.
     *
     * @param codes draws from the aggregated posterior, [n, d]
     * @param prior draws from the prior, [n, d]
     * @param random decides what else is drawn
     * @return a scalar, differentiable in the codes
     */
    NDArray between(NDArray codes, NDArray prior, RandomGenerator random);

    /**
     * Builds a penalty's; a critic's weights are drawn from {@code seed}.
     *
     * @param numbers how many a code has, the class included
     */
    static Discrepancy of(LatentPenalty penalty, Prior prior, int numbers, long seed) {
        if (penalty instanceof MmdPenalty mmd) {
            var estimate = mmd.estimate(prior);
            return (codes, draws, random) -> estimate.between(codes, draws);
        }
        if (penalty instanceof SlicedPenalty sliced) {
            return sliced;
        }
        if (penalty instanceof SinkhornPenalty sinkhorn) {
            var loss = sinkhorn.loss();
            return (codes, draws, random) -> loss.of(codes, draws);
        }
        return ((AdversarialPenalty) penalty).build("latent critic", new Shape(numbers), seed);
    }
}
