package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;

/** What the decoder follows in a round. */
@FunctionalInterface
interface Lesson {
    /** The gradient of its objective. */
    Lesson GRADIENT = (output, gradient, z) -> output.mul(gradient).sum();

    /**
     * A scalar whose gradient the decoder's weights follow.
     *
     * @param output the decoder's at the codes, with its graph
     * @param gradient of the objective in that output, held
     * @param z the codes
     */
    NDArray direction(NDArray output, NDArray gradient, NDArray z);
}
