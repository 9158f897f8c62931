package org.ot4j.evaluation;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.ot4j.base.Estimate;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;

/** Confidence intervals. */
public final class Statistics {
    private Statistics() {}

    /** The mean of independent values with Student's 95 % interval. */
    public static Estimate mean(double[] values, String what) {
        return Estimate.mean(values, what);
    }

    static double standardError(double[] values) {
        return Math.sqrt(Vectors.squaresAboutMean(values) / (values.length - 1.0) / values.length);
    }

    /** (k - 1)/k Σ (θ_i - mean)² of values, each with one of k groups left out. */
    static double jackknifeVariance(double[] left) {
        double se = standardError(left);
        return se * se * (left.length - 1.0) * (left.length - 1.0);
    }

    /**
     * The bootstrap's 95 % percentile interval for any statistic.
     *
     * @param rows the sample, one point per row
     * @param statistic computed from a sample with as many rows
     * @param repeats number of samples drawn with replacement, at least 100
     */
    public static Estimate bootstrap(
            double[][] rows, ToDoubleFunction<double[][]> statistic, int repeats, long seed) {
        Check.atLeast(rows.length, 2, "rows.length");
        Check.atLeast(repeats, 100, "repeats");
        var random = new Random(new SplittableRandom(seed).nextLong());
        var values = new double[repeats];
        for (int r = 0; r < repeats; r++) {
            var drawn = new double[rows.length][];
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = rows[random.nextInt(rows.length)];
            }
            values[r] = statistic.applyAsDouble(drawn);
        }
        Arrays.sort(values);
        int low = (int) Math.floor(0.025 * (repeats - 1));
        return new Estimate(
                statistic.applyAsDouble(rows),
                values[low],
                values[repeats - 1 - low],
                0.95,
                "bootstrap of " + repeats + " samples, n = " + rows.length);
    }
}
