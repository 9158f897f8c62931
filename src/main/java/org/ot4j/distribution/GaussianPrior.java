package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ot4j.internal.Check;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.Scalars;
import org.ot4j.tensor.Scope;

/**
 * N(μ, Σ).
 *
 * @param mean μ
 * @param covariance Σ, symmetric and positive definite
 */
record GaussianPrior(double[] mean, double[][] covariance) implements Prior {
    GaussianPrior {
        mean = Check.finite(mean, "mean").clone();
        Check.atLeast(mean.length, 1, "mean.length");
        Check.that(
                covariance.length == mean.length,
                "covariance.length",
                covariance.length,
                "that of the mean, " + mean.length);
        covariance = Arrays.stream(covariance).map(double[]::clone).toArray(double[][]::new);
        for (int i = 0; i < mean.length; i++) {
            if (covariance[i].length != mean.length) {
                throw Check.error(
                        "covariance[" + i + "].length", covariance[i].length, "" + mean.length);
            }
            Check.finite(covariance[i], "covariance[" + i + "]");
            for (int j = 0; j < i; j++) {
                double other = covariance[j][i];
                if (!(Math.abs(covariance[i][j] - other) <= 1e-9 * (1 + Math.abs(other)))) {
                    throw Check.error(
                            "covariance[" + i + "][" + j + "]",
                            covariance[i][j],
                            "covariance[" + j + "][" + i + "] = " + other);
                }
            }
        }
        cholesky(covariance);
    }

    @Override
    public String name() {
        return "N(μ, Σ)";
    }

    @Override
    public int dimension() {
        return mean.length;
    }

    @Override
    public NDArray sample(NDManager manager, int n, RandomGenerator random) {
        double[][] l = cholesky(covariance);
        int d = mean.length;
        var values = new double[n * d];
        var noise = new double[d];
        for (int row = 0; row < n; row++) {
            for (int i = 0; i < d; i++) {
                noise[i] = random.nextGaussian();
                double value = mean[i];
                for (int j = 0; j <= i; j++) {
                    value += l[i][j] * noise[j];
                }
                values[row * d + i] = value;
            }
        }
        return Tensors.of(manager, values, n, d);
    }

    @Override
    public double spread() {
        double trace = 0;
        for (int i = 0; i < mean.length; i++) {
            trace += covariance[i][i];
        }
        return 2 * trace;
    }

    @Override
    public NDArray logDensity(NDArray z) {
        return Scope.of(z, this::density);
    }

    private NDArray density(NDArray z) {
        double[][] l = cholesky(covariance);
        int d = mean.length;
        // Column i of the transposed inverse: forward substitution with the unit vectors.
        var inverse = new double[d * d];
        double logRoot = 0;
        for (int j = 0; j < d; j++) {
            logRoot += Math.log(l[j][j]);
            for (int i = j; i < d; i++) {
                double value = i == j ? 1 : 0;
                for (int k = j; k < i; k++) {
                    value -= l[i][k] * inverse[j * d + k];
                }
                inverse[j * d + i] = value / l[i][i];
            }
        }
        NDManager manager = z.getManager();
        return Scalars.mul(
                        z.sub(Tensors.of(manager, mean, 1, d))
                                .matMul(Tensors.of(manager, inverse, d, d))
                                .square()
                                .sum(new int[] {1}),
                        -0.5)
                .sub(logRoot + 0.5 * d * Math.log(2 * Math.PI));
    }

    private static double[][] cholesky(double[][] a) {
        int d = a.length;
        var l = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= l[i][k] * l[j][k];
                }
                if (i == j) {
                    if (!(sum > 0)) {
                        throw Check.error(
                                "covariance", Arrays.deepToString(a), "positive definite");
                    }
                    l[i][i] = Math.sqrt(sum);
                } else {
                    l[i][j] = sum / l[j][j];
                }
            }
        }
        return l;
    }
}
