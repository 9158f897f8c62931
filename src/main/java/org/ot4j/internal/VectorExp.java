package org.ot4j.internal;

/**
 * The exponential of many numbers. Plain loops over arrays, which the compiler turns into vector
 * instructions; about four times as fast as {@link Math#exp} in a loop, with a relative error below
 * 4e-16.
 */
public final class VectorExp {
    /**
     * Smaller arguments are raised to this: 5e-283 is as good as 0, and products stay normal
     * numbers.
     */
    public static final double LEAST = -650;

    /** Larger arguments are lowered to this, so the result stays finite. */
    public static final double GREATEST = 700;

    /** Arguments are processed in blocks of this size, to stay within the first-level cache. */
    private static final int PIECE = 512;

    // Adding this rounds to an integer k and leaves k + 1023 in the low bits of the sum.
    private static final double ROUND = 0x1.8p52 + 1023;
    private static final double LOG2_E = 1.4426950408889634;
    private static final double LN2_HIGH = 0.6931471803691238;
    private static final double LN2_LOW = 1.9082149292705877e-10;

    private VectorExp() {}

    /**
     * Replaces x[from .. to) by its exponentials.
     *
     * @param scratch at least {@code to} numbers
     */
    public static void exp(double[] x, int from, int to, double[] scratch) {
        for (int at = from; at < to; at += PIECE) {
            int end = Math.min(to, at + PIECE);
            polynomial(x, scratch, at, end);
            scale(x, scratch, at, end);
        }
    }

    // x = k ln 2 + r with |r| <= ln(2) / 2, and e^r by its Taylor series. Both arrays use the same
    // index: with different ones the compiler does not vectorise the loop.
    private static void polynomial(double[] x, double[] exponents, int from, int to) {
        for (int i = from; i < to; i++) {
            double a = Math.min(Math.max(x[i], LEAST), GREATEST);
            double shifted = a * LOG2_E + ROUND;
            double k = shifted - ROUND;
            double r = (a - k * LN2_HIGH) - k * LN2_LOW;
            double p = 2.08767569878681e-9;
            p = p * r + 2.505210838544172e-8;
            p = p * r + 2.755731922398589e-7;
            p = p * r + 2.7557319223985893e-6;
            p = p * r + 2.48015873015873e-5;
            p = p * r + 1.984126984126984e-4;
            p = p * r + 1.388888888888889e-3;
            p = p * r + 8.333333333333333e-3;
            p = p * r + 4.1666666666666664e-2;
            p = p * r + 1.6666666666666666e-1;
            p = p * r + 0.5;
            p = p * r + 1;
            p = p * r + 1;
            exponents[i] = shifted;
            x[i] = p;
        }
    }

    private static void scale(double[] x, double[] exponents, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] *= Double.longBitsToDouble(Double.doubleToRawLongBits(exponents[i]) << 52);
        }
    }
}
