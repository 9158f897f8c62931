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
        Arrays.sort(points);
        return points;
    }
}
