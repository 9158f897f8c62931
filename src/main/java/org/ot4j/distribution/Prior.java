package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.random.RandomGenerator;
import org.ot4j.network.Recipe;

/** A distribution over latent codes: something to draw from, usually with a density. */
public interface Prior extends Recipe {
    /** Name for people, for example {@code "N(0, I)"}. */
    String name();

    /** Number of coordinates of a code. */
    int dimension();

    /**
     * Draws codes.
     *
     * @return float32, [n, dimension], owned by {@code manager}
     */
    NDArray sample(NDManager manager, int n, RandomGenerator random);

    /**
     * Log density of each row, differentiable in z.
     *
     * @param z [n, dimension]
     * @return [n], owned by the manager of {@code z}
     */
    NDArray logDensity(NDArray z);

    /** N(0, I). */
    static Prior standardNormal(int dimension) {
        return new StandardNormal(dimension);
    }
}
