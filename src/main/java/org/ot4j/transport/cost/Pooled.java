package org.ot4j.transport.cost;

import org.ot4j.internal.Check;

/** What two sets of points have together. */
final class Pooled {
    private Pooled() {}

    /** The covariance of all n points, with the divisor n - 1: [d, d]. */
    static double[][] covariance(double[][] x, double[][] y) {
        Check.points(x, "x", y, "y");
        int d = x[0].length;
        int n = x.length + y.length;
        var mean = new double[d];
        for (int i = 0; i < n; i++) {
            double[] point = i < x.length ? x[i] : y[i - x.length];
            for (int k = 0; k < d; k++) {
                mean[k] += point[k] / n;
            }
        }
        var covariance = new double[d][d];
        for (int i = 0; i < n; i++) {
            double[] point = i < x.length ? x[i] : y[i - x.length];
            for (int k = 0; k < d; k++) {
                for (int l = 0; l < d; l++) {
                    covariance[k][l] += (point[k] - mean[k]) * (point[l] - mean[l]) / (n - 1);
                }
            }
        }
        return covariance;
    }
}
