package org.ot4j.divergence;

import ai.djl.ndarray.NDArray;
import org.ot4j.base.Scalars;

/** Squared Euclidean distances by the product x yᵀ. */
final class Distances {
    private Distances() {}

    /**
     * All squared distances [n, m] of the rows of x [n, d] and y [m, d], at least 0,
     * differentiable. The product form loses about as many digits as the points' norms exceed their
     * distances: centre the points first.
     */
    static NDArray squared(NDArray x, NDArray y) {
        NDArray xx = x.square().sum(new int[] {1}, true);
        NDArray yy = y.square().sum(new int[] {1}, true).transpose();
        return Scalars.maximum(Scalars.mul(x.matMul(y.transpose()), -2).add(xx).add(yy), 0);
    }
}
