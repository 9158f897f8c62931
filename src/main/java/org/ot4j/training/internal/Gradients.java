package org.ot4j.training.internal;

/** Element-wise work on gradients. */
public final class Gradients {
    private static final int EXPONENT = 0x7f800000;

    private Gradients() {}

    /** Index of the first value that is NaN or infinite, or -1. */
    public static int firstNotFinite(float[] values) {
        int largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Float.floatToRawIntBits(value) & EXPONENT);
        }
        if (largest < EXPONENT) {
            return -1;
        }
        int at = 0;
        while (Float.isFinite(values[at])) {
            at++;
        }
        return at;
    }

    /** Limits each value in [from, to) to [-bound, bound]; a bound of 0 does nothing. */
    public static void clipValue(float[] values, int from, int to, double bound) {
        if (bound > 0) {
            float limit = (float) bound;
            for (int i = from; i < to; i++) {
                values[i] = Math.max(-limit, Math.min(limit, values[i]));
            }
        }
    }

    public static double squaredNorm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum;
    }

    public static void scale(float[] values, double factor) {
        float by = (float) factor;
        for (int i = 0; i < values.length; i++) {
            values[i] *= by;
        }
    }
}
