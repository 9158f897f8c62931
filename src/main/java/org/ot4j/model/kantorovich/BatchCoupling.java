package org.ot4j.model.kantorovich;

import ai.djl.ndarray.NDArray;
import org.ot4j.distribution.Distortion;
import org.ot4j.network.Recipe;

/** How the outputs for a batch of codes are coupled with a batch of data, as stored in files. */
sealed interface BatchCoupling extends Recipe permits Mke.Coupling, RelaxedCoupling {
    /** The name of an estimator with such couplings. */
    String name();

    /** The value of the coupling: a scalar, differentiable in x and y. */
    NDArray between(Distortion cost, NDArray x, NDArray y);
}
