package org.ot4j.transport.exact;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The masses of a problem as they are, without the rounding of {@link Masses}: a double is a whole
 * number of its least unit, and each side times the sum of the other makes both sums agree. For
 * weights so far apart that 2⁻⁶⁰ of the mass is not small beside the least.
 *
 * @param of supplies and then demands of the nodes with mass
 * @param total the units that stand for the mass of the sources, divided by its unit
 * @param exponent the unit of the sources is two to this power
 */
record ExactMasses(Flows of, BigInteger total, int exponent) {
    private static final int LEAST_EXPONENT = Double.MIN_EXPONENT - 52;

    static ExactMasses of(double[] a, int[] rows, double[] b, int[] cols) {
        BigInteger[] as = whole(a, rows);
        BigInteger[] bs = whole(b, cols);
        BigInteger sumA = sum(as);
        BigInteger sumB = sum(bs);
        var units = new BigInteger[as.length + bs.length];
        Arrays.setAll(
                units,
                k -> k < as.length ? as[k].multiply(sumB) : bs[k - as.length].multiply(sumA));
        return new ExactMasses(new Flows.Wide(units), sumB, exponent(a, rows));
    }

    /** The mass of a flow. */
    double mass(Flows flows, int v) {
        BigInteger flow = ((Flows.Wide) flows).units[v];
        int shift = Math.max(0, 64 + total.bitLength() - flow.bitLength());
        double quotient = flow.shiftLeft(shift).divide(total).doubleValue();
        // In two steps, for the power alone may be out of range.
        int half = (exponent - shift) / 2;
        return Math.scalb(Math.scalb(quotient, half), exponent - shift - half);
    }

    private static int exponent(double[] weights, int[] of) {
        return Arrays.stream(of)
                .map(k -> Math.max(LEAST_EXPONENT, Math.getExponent(weights[k]) - 52))
                .min()
                .orElseThrow();
    }

    private static BigInteger[] whole(double[] weights, int[] of) {
        int least = exponent(weights, of);
        return Arrays.stream(of)
                .mapToObj(
                        k -> {
                            int e = Math.max(LEAST_EXPONENT, Math.getExponent(weights[k]) - 52);
                            return BigInteger.valueOf(digits(weights[k])).shiftLeft(e - least);
                        })
                .toArray(BigInteger[]::new);
    }

    // The digits of a double as a whole number: 53 bits, or fewer for the smallest.
    private static long digits(double weight) {
        long bits = Double.doubleToRawLongBits(weight);
        long fraction = bits & 0xfffffffffffffL;
        return (bits >>> 52) == 0 ? fraction : fraction | 0x10000000000000L;
    }

    private static BigInteger sum(BigInteger[] terms) {
        return Arrays.stream(terms).reduce(BigInteger.ZERO, BigInteger::add);
    }
}
