package org.ot4j.base;

import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.math3.distribution.TDistribution;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;

/**
 * A figure of merit with its interval.
 *
 * @param value the point estimate
 * @param low lower end of the interval
 * @param high upper end of the interval
 * @param level nominal confidence level of the interval, for example 0.95
 * @param estimator how value and interval were computed, in a few words
 */
public record Estimate(double value, double low, double high, double level, String estimator) {
    /** z of a two-sided 95 % interval. */
    private static final double Z95 = 1.959963984540054;

    /** Above this many degrees of freedom Student's interval is the normal one. */
    private static final int MANY = 10_000;

    /** A value ± 1.96 standard errors. */
    public static Estimate normal(double value, double standardError, String estimator) {
        Check.notNegative(standardError, "standardError");
        double half = Z95 * standardError;
        return new Estimate(value, value - half, value + half, 0.95, estimator);
    }

    /** The mean of independent values with Student's 95 % interval. */
    public static Estimate mean(double[] values, String what) {
        Check.atLeast(values.length, 1, "values.length");
        double mean = Arrays.stream(values).average().getAsDouble();
        if (values.length == 1) {
            return exact(mean, what + "; one value");
        }
        double variance = Vectors.squaresAboutMean(values) / (values.length - 1.0);
        double half = Math.sqrt(variance / values.length) * quantile(values.length - 1);
        return new Estimate(
                mean, mean - half, mean + half, 0.95, what + "; t interval, n = " + values.length);
    }

    private static double quantile(int freedom) {
        return freedom > MANY
                ? Z95
                : new TDistribution(null, freedom).inverseCumulativeProbability(0.975);
    }

    /** A fraction with Wilson's score interval, which also keeps its level near 0 and 1. */
    public static Estimate fraction(long hits, long n, String what) {
        Check.that(n > 0 && hits >= 0 && hits <= n, "hits / n", hits + " / " + n, "in [0, 1]");
        double p = (double) hits / n;
        double z2 = Z95 * Z95;
        double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
        double half = Z95 / (1 + z2 / n) * Math.sqrt(p * (1 - p) / n + z2 / (4.0 * n * n));
        return new Estimate(
                p,
                Math.max(0, Math.min(p, centre - half)),
                Math.min(1, Math.max(p, centre + half)),
                0.95,
                what + "; Wilson interval, n = " + n);
    }

    /** A number whose interval has no width. */
    public static Estimate exact(double value, String estimator) {
        return new Estimate(value, value, value, 1, estimator);
    }

    /** Half the width of the interval. */
    public double halfWidth() {
        return (high - low) / 2;
    }

    /** {@code 0.9853 [0.9823, 0.9878]}, with the digits that the interval supports. */
    @Override
    public String toString() {
        return low == high
                ? format(value, digits())
                : format(value, digits())
                        + " ["
                        + format(low, digits())
                        + ", "
                        + format(high, digits())
                        + "]";
    }

    /** {@code 0.9853 ± 0.0028}, with the digits that the interval supports. */
    public String plusMinus() {
        return format(value, digits()) + " ± " + format(halfWidth(), digits());
    }

    /** Decimals that show two significant digits of the half width. */
    private int digits() {
        double width = halfWidth() > 0 ? halfWidth() : Math.abs(value) / 1000;
        return width > 0 ? (int) Math.max(0, Math.min(9, 1 - Math.floor(Math.log10(width)))) : 4;
    }

    private static String format(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
