package org.ot4j.tensor;

import ai.djl.ndarray.NDArray;

/** log Σ exp, from the greatest exponent, so that nothing overflows. */
public final class LogSumExp {
    private LogSumExp() {}

    /** Over the first axis, [n, m] to [1, m]. */
    public static NDArray ofColumns(NDArray exponents) {
        return over(exponents, 0);
    }

    /** Over an axis, of which 1 is left. */
    public static NDArray over(NDArray exponents, int axis) {
        int[] axes = {axis};
        NDArray greatest = exponents.max(axes, true).stopGradient();
        return exponents.sub(greatest).exp().sum(axes, true).log().add(greatest);
    }
}
