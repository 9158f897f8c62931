package org.ot4j.model.autoencoder;

import ai.djl.ndarray.NDArray;
import java.util.random.RandomGenerator;
import org.ot4j.divergence.SlicedWasserstein;
import org.ot4j.internal.Check;

/**
 * SW_2² of codes and prior; see {@link LatentPenalty#slicedWasserstein}.
 *
 * @param projections directions in each step
 */
record SlicedPenalty(int projections) implements LatentPenalty, Discrepancy {
    SlicedPenalty {
        Check.atLeast(projections, 1, "projections");
    }

    @Override
    public String name() {
        return "sliced Wasserstein";
    }

    @Override
    public NDArray between(NDArray codes, NDArray prior, RandomGenerator random) {
        return new SlicedWasserstein(2, projections, random.nextLong()).loss(codes, prior);
    }
}
