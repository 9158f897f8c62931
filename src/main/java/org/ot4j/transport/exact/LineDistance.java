package org.ot4j.transport.exact;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Measure;
import org.ot4j.transport.internal.Balance;
import org.ot4j.transport.internal.RawMeasures;

/**
 * The p-Wasserstein distance on the line between points of equal weight, where neither plan nor
 * potentials are asked for: both sides sorted, W_p^p = ∫ |F⁻¹(t) - G⁻¹(t)|^p dt.
 */
public final class LineDistance {
    private static final int RADIX_FROM = 100_000;
    private static final int DIGIT = 16;

    private LineDistance() {}

    /**
     * The distance; empty for measures that are not on the line, have unequal weights or different
     * masses, or lie so far apart that a difference is out of range.
     */
    public static OptionalDouble between(Measure source, Measure target, double p) {
        double mass = source.mass();
        boolean applies =
                source.dimension() == 1
                        && target.dimension() == 1
                        && source.equalWeights()
                        && target.equalWeights()
                        && Math.abs(mass - target.mass()) <= Balance.TOLERANCE * mass;
        if (!applies) {
            return OptionalDouble.empty();
        }
        double[] x = sorted(source);
        double[] y = sorted(target);
        int n = x.length;
        int m = y.length;
        // Source i has the quantiles from i m to (i + 1) m, target j those from j n to (j + 1) n.
        var lengths = new double[n + m];
        var shares = new double[n + m];
        double longest = 0;
        int count = 0;
        long at = 0;
        for (int i = 0, j = 0; i < n && j < m; count++) {
            long sourceEnd = (i + 1L) * m;
            long targetEnd = (j + 1L) * n;
            long end = Math.min(sourceEnd, targetEnd);
            double length = Math.abs(x[i] - y[j]);
            lengths[count] = length;
            shares[count] = end - at;
            longest = Math.max(longest, length);
            at = end;
            i += end == sourceEnd ? 1 : 0;
            j += end == targetEnd ? 1 : 0;
        }
        if (longest == 0) {
            return OptionalDouble.of(0);
        }
        if (!Double.isFinite(longest)) {
            return OptionalDouble.empty();
        }
        // The longest has length 1: no power is out of range, and the sum is not small.
        for (int k = 0; k < count; k++) {
            double t = lengths[k] / longest;
            lengths[k] = p == 1 ? t : p == 2 ? t * t : Math.pow(t, p);
        }
        double mean = Vectors.dot(shares, lengths) / ((double) n * m);
        return OptionalDouble.of(longest * Math.pow(mean, 1 / p) * Math.pow(mass, 1 / p));
    }

    private static double[] sorted(Measure measure) {
        double[] points = RawMeasures.points(measure).clone();
        if (points.length < RADIX_FROM) {
            Arrays.sort(points);
        } else {
            sortByDigits(points);
        }
        return points;
    }

    /** From the last 16 bits to the first, which takes half of a comparison sort's time. */
    private static void sortByDigits(double[] values) {
        int n = values.length;
        var from = new long[n];
        var to = new long[n];
        var ends = new int[Long.SIZE / DIGIT][1 << DIGIT];
        for (int i = 0; i < n; i++) {
            long bits = Double.doubleToRawLongBits(values[i]);
            // Keys without a sign that are ordered as the numbers are.
            from[i] = bits ^ ((bits >> (Long.SIZE - 1)) | Long.MIN_VALUE);
            for (int pass = 0; pass < ends.length; pass++) {
                ends[pass][digit(from[i], pass)]++;
            }
        }
        for (int pass = 0; pass < ends.length; pass++) {
            int[] places = ends[pass];
            int at = 0;
            for (int digit = 0; digit < places.length; digit++) {
                int count = places[digit];
                places[digit] = at;
                at += count;
            }
            for (long key : from) {
                to[places[digit(key, pass)]++] = key;
            }
            long[] sorted = to;
            to = from;
            from = sorted;
        }
        for (int i = 0; i < n; i++) {
            long key = from[i];
            values[i] = Double.longBitsToDouble(key ^ ((~key >> (Long.SIZE - 1)) | Long.MIN_VALUE));
        }
    }

    private static int digit(long key, int pass) {
        return (int) (key >>> (DIGIT * pass)) & ((1 << DIGIT) - 1);
    }
}
