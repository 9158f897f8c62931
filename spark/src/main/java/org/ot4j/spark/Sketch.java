package org.ot4j.spark;

import java.util.ArrayList;
import java.util.List;
import org.ot4j.transport.Measure;

/**
 * What a lower bound of W_p needs of a measure: its mean, and its projections to the axes of some
 * orthonormal bases.
 *
 * <p>The mean is a bound by Jensen's inequality: W_p(a, b) is at least the distance of the means,
 * for p of at least 1. So is each axis, because a projection moves no two points apart. And since
 * |x|^p is at least the sum of the powers |x_k|^p over the axes of a basis where p is at least 2,
 * and at least d^(p/2 - 1) times that where p is in [1, 2], so is the sum over a basis with this
 * factor. For p = 2 it is the distance of the two measures if each had independent coordinates.
 */
final class Sketch {
    /** Bases of a plane; in space, and above, there is one. */
    private static final int BASES = 6;

    /** In more dimensions only the means are compared: sorting along each axis costs too much. */
    private static final int MOST_AXES = 64;

    private final double[] mean;
    private final List<Projected[]> bases = new ArrayList<>();

    Sketch(Measure measure) {
        double[][] points = measure.points();
        double[] weights = measure.weights();
        int d = measure.dimension();
        mean = new double[d];
        for (int i = 0; i < points.length; i++) {
            for (int k = 0; k < d; k++) {
                mean[k] += weights[i] / measure.mass() * points[i][k];
            }
        }
        if (d == 2) {
            for (int b = 0; b < BASES; b++) {
                double angle = b * Math.PI / 2 / BASES;
                double c = Math.cos(angle);
                double s = Math.sin(angle);
                add(points, weights, new double[][] {{c, s}, {-s, c}});
            }
        } else if (d <= MOST_AXES) {
            var axes = new double[d][d];
            for (int k = 0; k < d; k++) {
                axes[k][k] = 1;
            }
            add(points, weights, axes);
        }
    }

    private void add(double[][] points, double[] weights, double[][] axes) {
        var basis = new Projected[axes.length];
        for (int k = 0; k < axes.length; k++) {
            basis[k] = Projected.of(points, weights, axes[k]);
        }
        bases.add(basis);
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
        for (int b = 0; b < bases.size(); b++) {
            double sum = 0;
            for (int k = 0; k < bases.get(b).length; k++) {
                double along = bases.get(b)[k].power(other.bases.get(b)[k], p);
                greatest = Math.max(greatest, along);
                sum += along;
            }
            greatest = Math.max(greatest, factor * sum);
        }
        return Math.pow(greatest, 1 / p);
    }
}
