package org.ot4j.tensor;

import ai.djl.ndarray.NDArray;

/** log Σ exp, computed relative to the largest exponent so that nothing overflows. */
public final class LogSumExp {
    private LogSumExp() {}

    /** log Σ e^x; -∞ if all x are -∞ or there are none. */
    public static double of(double[] exponents) {
        return of(exponents, null);
    }

    /**
     * log Σ w e^x.
     *
     * @param weights at least 0, or null for 1 each
     */
    public static double of(double[] exponents, double[] weights) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (double exponent : exponents) {
            greatest = Math.max(greatest, exponent);
        }
        if (greatest == Double.NEGATIVE_INFINITY) {
            return greatest;
        }
        double sum = 0;
        for (int i = 0; i < exponents.length; i++) {
            sum += (weights == null ? 1 : weights[i]) * Math.exp(exponents[i] - greatest);
        }
        return greatest + Math.log(sum);
    }

    /** Over the first axis, [n, m] to [1, m]. */
    public static NDArray ofColumns(NDArray exponents) {
        return over(exponents, 0);
    }

    /** Over an axis, which is kept with length 1. */
    public static NDArray over(NDArray exponents, int axis) {
        int[] axes = {axis};
        NDArray greatest = exponents.max(axes, true).stopGradient();
        return Exponentials.of(exponents.sub(greatest)).sum(axes, true).log().add(greatest);
    }
}
