package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ot4j.network.Weights;

/**
 * p(x | z) as a function of the decoder's output for z. Rows are samples; axes after the first are
 * those of the data. Results belong to the manager of the first argument.
 */
public interface Observation {
    /** The mean of p(x | z) for each row of the output; [b, sample shape...]. */
    NDArray mean(NDArray output);

    /** A draw from p(x | z) for each row of the output; [b, sample shape...]. */
    NDArray sample(NDArray output, RandomGenerator random);

    /** log p(x | z) of each row of x with the same row of the output; [b]. */
    NDArray logDensity(NDArray x, NDArray output);

    /** -log p(x_i | z_j) for all pairs of n samples and m outputs; [n, m]. */
    NDArray pairwise(NDArray x, NDArray output);

    /** The parameters learned along with the networks, for example a variance; often none. */
    default List<Weights> weights() {
        return List.of();
    }
}
