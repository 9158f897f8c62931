package org.ot4j.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.random.RandomGenerator;
import org.ot4j.network.Tensors;

/**
 * The training step that an objective is evaluated in.
 *
 * @param manager owns the step's arrays and is closed after it
 * @param batch samples, [n, sample shape...], owned by {@code manager}
 * @param indices rows of the data set that the batch holds
 * @param random source of all noise in this step; the same for the same seed, step and player
 * @param epoch number of passes over the data finished before this step
 * @param round number of rounds of the game finished before this step
 * @param progress fraction of the run that is finished, in [0, 1)
 * @param turn index of the player's step within this round, from 0
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

    /** Number of samples in the batch. */
    public int size() {
        return indices.length;
    }

    /** Standard normal noise of the given shape. */
    public NDArray normal(long... shape) {
        return Tensors.normal(manager, random, shape);
    }

    /** Noise of the given shape, uniform on [0, 1). */
    public NDArray uniform(long... shape) {
        return Tensors.uniform(manager, random, shape);
    }
}
