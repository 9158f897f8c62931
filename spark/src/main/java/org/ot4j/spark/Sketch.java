package org.ot4j.spark;

import org.ot4j.internal.Order;
import org.ot4j.transport.Measure;

/**
 * What a lower bound of W_p needs of a measure: its mean, and the quantiles of its projections to
 * the axes of some orthonormal bases, as means over {@value #BINS} equal shares of the mass.
 *
 * <p>By Jensen's inequality W_p(a, b) is at least the distance of the means, for p of at least 1. A
 * projection moves no two points apart, so that W_p is at least W_p along an axis, the integral of
 * the p-th power of the difference of the quantiles; and by Jensen's inequality once more that is
 * at least the same with means over shares of the mass in place of the quantiles. Since |x|^p is at
 * least the sum of |x_k|^p over the axes of a basis where p is at least 2, and at least d^(p/2 - 1)
 * times that where p is in [1, 2], the sum over a basis with this factor is a bound, too.
 */
final class Sketch {
    private static final int BINS = 32;

    /** Bases of a plane; in space, and above, there is one. */
    private static final int BASES = 12;

    /** In more dimensions only the means are compared: sorting along each axis costs too much. */
    private static final int MOST_AXES = 64;

    private final double[] mean;
    private final int bases;

    /** [basis, axis, bin] */
    private final double[] quantiles;

    Sketch(Measure measure) {
        double[][] points = measure.points();
        double[] weights = measure.weights();
        int d = measure.dimension();
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= measure.mass();
        }
        mean = new double[d];
        for (int i = 0; i < points.length; i++) {
            for (int k = 0; k < d; k++) {
                mean[k] += weights[i] * points[i][k];
            }
        }
        bases = d == 2 ? BASES : d <= MOST_AXES ? 1 : 0;
        quantiles = new double[bases * d * BINS];
        for (int b = 0; b < bases; b++) {
            double angle = b * Math.PI / 2 / BASES;
            for (int k = 0; k < d; k++) {
                var along = new double[points.length];
                for (int i = 0; i < along.length; i++) {
                    along[i] = b == 0 ? points[i][k] : turned(points[i], k, angle);
                }
                bin(along, weights, (b * d + k) * BINS);
            }
        }
    }

    /** A coordinate of a point of the plane in a turned basis. */
    private static double turned(double[] x, int k, double angle) {
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        return k == 0 ? c * x[0] + s * x[1] : c * x[1] - s * x[0];
    }

    /** Adds the means of the quantiles over shares of the mass. */
    private void bin(double[] along, double[] weights, int offset) {
        int bin = 0;
        double room = 1.0 / BINS;
        for (int i : Order.ascending(along)) {
            double left = weights[i];
            while (left > room && bin < BINS - 1) {
                quantiles[offset + bin++] += BINS * room * along[i];
                left -= room;
                room = 1.0 / BINS;
            }
            quantiles[offset + bin] += BINS * left * along[i];
            room -= left;
        }
    }

    /** A number that W_p is not below, by the means alone. */
    double byMeans(Sketch other) {
        double square = 0;
        for (int k = 0; k < mean.length; k++) {
            square += (mean[k] - other.mean[k]) * (mean[k] - other.mean[k]);
        }
        return Math.sqrt(square);
    }

    /** A number that W_p is not below. */
    double bound(Sketch other, double p) {
        double greatest = Math.pow(byMeans(other), p);
        double factor = p >= 2 ? 1 : Math.pow(mean.length, p / 2 - 1);
        for (int b = 0; b < bases; b++) {
            double sum = 0;
            for (int k = 0; k < mean.length; k++) {
                double along = along(other, (b * mean.length + k) * BINS, p);
                greatest = Math.max(greatest, along);
                sum += along;
            }
            greatest = Math.max(greatest, factor * sum);
        }
        return Math.pow(greatest, 1 / p);
    }

    private double along(Sketch other, int offset, double p) {
        double sum = 0;
        for (int q = offset; q < offset + BINS; q++) {
            double gap = Math.abs(quantiles[q] - other.quantiles[q]);
            sum += p == 2 ? gap * gap : p == 1 ? gap : Math.pow(gap, p);
        }
        return sum / BINS;
    }
}
