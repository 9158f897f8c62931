package org.ot4j.transport.cost;

import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;
import org.ot4j.transport.internal.RawMeasures;

/**
 * (x - y)ᵀ S⁻¹ (x - y) for a covariance S, the squared distance of L⁻¹x and L⁻¹y with S = L Lᵀ.
 * Made by {@link Cost#mahalanobis}.
 */
final class Mahalanobis implements Cost {
    private static final long serialVersionUID = 1;

    private final double[][] factor;

    /** Of a covariance [d, d], symmetric and positive definite. */
    Mahalanobis(double[][] covariance) {
        int d = Check.points(covariance, "covariance");
        Check.that(covariance.length == d, "covariance.length", covariance.length, d + ", square");
        factor = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = covariance[i][j];
                Check.that(
                        Math.abs(rest - covariance[j][i])
                                <= 1e-9 * (Math.abs(rest) + Math.abs(covariance[j][i])),
                        "covariance[" + j + "][" + i + "]",
                        covariance[j][i],
                        rest + ", as covariance[" + i + "][" + j + "]");
                for (int k = 0; k < j; k++) {
                    rest -= factor[i][k] * factor[j][k];
                }
                if (i == j) {
                    Check.that(
                            rest > 1e-12 * Math.abs(covariance[i][i]),
                            "covariance",
                            "without full rank in coordinate " + i,
                            "a positive definite matrix");
                    factor[i][i] = Math.sqrt(rest);
                } else {
                    factor[i][j] = rest / factor[j][j];
                }
            }
        }
    }

    /** L⁻¹ x. */
    private double[] whitened(double[] x) {
        Check.that(
                x.length == factor.length,
                "dimension of the points",
                x.length,
                factor.length + ", that of the covariance");
        var z = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double rest = x[i];
            for (int k = 0; k < i; k++) {
                rest -= factor[i][k] * z[k];
            }
            z[i] = rest / factor[i][i];
        }
        return z;
    }

    private Measure whitened(Measure x) {
        double[][] points = x.points();
        for (int i = 0; i < points.length; i++) {
            points[i] = whitened(points[i]);
        }
        return Measure.of(points, x.weights());
    }

    @Override
    public double of(double[] x, double[] y) {
        var difference = new double[x.length];
        for (int k = 0; k < x.length; k++) {
            difference[k] = x[k] - y[k];
        }
        double sum = 0;
        for (double t : whitened(difference)) {
            sum += t * t;
        }
        return sum;
    }

    @Override
    public CostMatrix between(Measure x, Measure y) {
        RawMeasures.checkDimensions(x, y);
        return new SquaredEuclidean().between(whitened(x), whitened(y));
    }

    @Override
    public String toString() {
        return "Mahalanobis";
    }
}
