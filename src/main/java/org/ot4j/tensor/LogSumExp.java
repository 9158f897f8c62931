package org.ot4j.tensor;

import ai.djl.ndarray.NDArray;

/** log Σ exp, from the greatest exponent, so that nothing overflows. */
public final class LogSumExp {
    private LogSumExp() {}

    /** Over the first axis, [n, m] to [1, m]. */
    public static NDArray ofColumns(NDArray exponents) {
        NDArray greatest = exponents.max(new int[] {0}, true).stopGradient();
        return exponents.sub(greatest).exp().sum(new int[] {0}, true).log().add(greatest);
    }
}
