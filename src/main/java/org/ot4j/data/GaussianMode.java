package org.ot4j.data;

import java.util.random.RandomGenerator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.apache.commons.math3.linear.NonSymmetricMatrixException;
import org.ot4j.internal.Check;

/** One mode of a mixture: a Gaussian that is the same in all directions, or any. */
final class GaussianMode {
    private static final double SYMMETRY = 1e-9;

    final double[] mean;

    /** In every direction; of any Gaussian, the root of the mean variance. */
    final double std;

    // Lower triangular, L Lᵀ = the covariance; null if that is std² times the identity.
    private final double[][] factor;
    private final double[][] covariance;
    private final double logDeterminant;

    private GaussianMode(double[] mean, double std, double[][] covariance, double[][] factor) {
        this.mean = mean;
        this.std = std;
        this.covariance = covariance;
        this.factor = factor;
        double sum = mean.length * Math.log(std);
        if (factor != null) {
            sum = 0;
            for (int k = 0; k < mean.length; k++) {
                sum += Math.log(factor[k][k]);
            }
        }
        this.logDeterminant = 2 * sum;
    }

    static GaussianMode round(double[] mean, double std) {
        return new GaussianMode(mean, std, null, null);
    }

    /**
     * Any Gaussian.
     *
     * @param name the covariance's name in messages
     * @throws IllegalArgumentException if the covariance is not symmetric and positive definite
     */
    static GaussianMode of(double[] mean, double[][] covariance, String name) {
        int d = mean.length;
        Check.that(
                Check.points(covariance, name) == d && covariance.length == d,
                name,
                covariance.length + " x " + covariance[0].length,
                d + " x " + d);
        double trace = 0;
        for (int k = 0; k < d; k++) {
            trace += covariance[k][k];
        }
        var matrix = new Array2DRowRealMatrix(covariance, true);
        try {
            double[][] factor =
                    new CholeskyDecomposition(matrix, SYMMETRY, Double.MIN_NORMAL).getL().getData();
            return new GaussianMode(mean, Math.sqrt(trace / d), matrix.getData(), factor);
        } catch (NonSymmetricMatrixException e) {
            int i = e.getRow();
            int j = e.getColumn();
            throw Check.error(
                    name + "[" + i + "][" + j + "]",
                    covariance[i][j],
                    covariance[j][i] + ", as on the other side of the diagonal");
        } catch (NonPositiveDefiniteMatrixException e) {
            throw Check.error(name, "a matrix that is not", "a positive definite matrix");
        }
    }

    boolean isRound() {
        return factor == null;
    }

    /** A copy. */
    double[][] covariance() {
        int d = mean.length;
        var copy = new double[d][];
        for (int k = 0; k < d; k++) {
            copy[k] = factor == null ? new double[d] : covariance[k].clone();
            if (factor == null) {
                copy[k][k] = std * std;
            }
        }
        return copy;
    }

    /** (x - m)ᵀ C⁻¹ (x - m). */
    double squaredStds(double[] x) {
        int d = mean.length;
        double sum = 0;
        if (factor == null) {
            for (int k = 0; k < d; k++) {
                double t = x[k] - mean[k];
                sum += t * t;
            }
            return sum / (std * std);
        }
        var z = new double[d];
        for (int k = 0; k < d; k++) {
            double t = x[k] - mean[k];
            for (int l = 0; l < k; l++) {
                t -= factor[k][l] * z[l];
            }
            z[k] = t / factor[k][k];
            sum += z[k] * z[k];
        }
        return sum;
    }

    double logDensity(double[] x) {
        return -0.5 * (squaredStds(x) + logDeterminant + mean.length * Math.log(2 * Math.PI));
    }

    /** A sample, written to {@code out} from {@code at} on. */
    void draw(RandomGenerator random, float[] out, int at) {
        int d = mean.length;
        if (factor == null) {
            for (int k = 0; k < d; k++) {
                out[at + k] = (float) (mean[k] + std * random.nextGaussian());
            }
            return;
        }
        var z = new double[d];
        for (int k = 0; k < d; k++) {
            z[k] = random.nextGaussian();
            double x = mean[k];
            for (int l = 0; l <= k; l++) {
                x += factor[k][l] * z[l];
            }
            out[at + k] = (float) x;
        }
    }
}
