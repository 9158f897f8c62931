package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import java.util.random.RandomGenerator;

/** A layer that needs random numbers in training and gets them from the network. */
interface NoisyLayer extends Layer {
    /**
     * Computes the output in training.
     *
     * @param x input, [n, input shape...]
     * @param arrays the arrays of {@link #arrays()}, in that order
     * @param buffers the arrays of {@link #buffers()}, in that order
     * @param noise the generator that the layer draws from
     */
    NDArray forward(NDArray x, NDArray[] arrays, NDArray[] buffers, RandomGenerator noise);
}
