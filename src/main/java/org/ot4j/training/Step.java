package org.ot4j.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.random.RandomGenerator;
import org.ot4j.network.Tensors;

/**
 * What an objective sees of the loop.
 *
 * @param manager owns the step's arrays and is closed after it
 * @param batch samples, [n, sample shape...], owned by {@code manager}
 * @param indices rows of the data set that the batch holds
 * @param random decides all noise of this step; the same for the same seed, step and player
 * @param epoch passes over the data finished before this step
 * @param round rounds of the game finished before this step
 * @param progress fraction of the run that is over, in [0, 1)
 * @param turn which of its steps in this round the player is at, from 0
 */
public record Step(
        NDManager manager,
        NDArray batch,
        int[] indices,
        RandomGenerator random,
        int epoch,
        long round,
        double progress,
        int turn) {

    /** Samples in the batch. */
    public int size() {
        return indices.length;
    }

    /** Standard normal noise of a shape. */
    public NDArray normal(long... shape) {
        return Tensors.normal(manager, random, shape);
    }

    /** Noise of a shape, uniform on [0, 1). */
    public NDArray uniform(long... shape) {
        return Tensors.uniform(manager, random, shape);
    }
}
