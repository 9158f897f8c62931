package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;

/** A term of an objective whose value and gradient were computed apart. */
final class Surrogate {
    private Surrogate() {}

    /**
     * A scalar with the value given and the gradient of {@code direction}.
     *
     * @param direction a scalar, for example Σ_i u_i s_i for a slope s held
     */
    static NDArray of(NDArray direction, double value) {
        return direction.sub(direction.stopGradient()).add((float) value);
    }
}
