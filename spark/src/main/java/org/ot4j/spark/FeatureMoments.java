package org.ot4j.spark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.Serializable;
import org.ot4j.base.PyTorch;
import org.ot4j.evaluation.GaussianFit;
import org.ot4j.internal.Check;

/** Number, mean and scatter of features, which are merged exactly (Chan et al. 1979). */
final class FeatureMoments implements Serializable {
    private final double[] mean;

    /** The upper triangle of the scatter about the mean, row by row. */
    private final double[] scatter;

    private final String shape;
    private final String first;
    private long n;

    private FeatureMoments(double[] mean, double[] scatter, FeatureBlock block) {
        this.mean = mean;
        this.scatter = scatter;
        this.shape = block.shape();
        this.first = block.first();
        this.n = block.rows().length;
    }

    static FeatureMoments of(FeatureBlock block) {
        double[][] rows = block.rows();
        int d = rows[0].length;
        var mean = new double[d];
        for (double[] row : rows) {
            for (int k = 0; k < d; k++) {
                mean[k] += row[k] / rows.length;
            }
        }
        var flat = new double[Math.multiplyExact(rows.length, d)];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < d; k++) {
                flat[i * d + k] = rows[i][k] - mean[k];
            }
        }
        try (var manager = PyTorch.newCpuManager()) {
            NDArray x = manager.create(flat, new Shape(rows.length, d));
            double[] full = x.transpose().matMul(x).toDoubleArray();
            var scatter = new double[Math.toIntExact((long) d * (d + 1) / 2)];
            int at = 0;
            for (int i = 0; i < d; i++) {
                System.arraycopy(full, i * d + i, scatter, at, d - i);
                at += d - i;
            }
            return new FeatureMoments(mean, scatter, block);
        }
    }

    /** Adds those of samples that follow. */
    FeatureMoments add(FeatureMoments next) {
        FeatureBlock.same(next.shape, next.first, shape, first);
        int d = mean.length;
        Check.that(next.mean.length == d, "features of " + next.first, next.mean.length, "" + d);
        double share = (double) next.n / (n + next.n);
        var difference = new double[d];
        for (int k = 0; k < d; k++) {
            difference[k] = next.mean[k] - mean[k];
        }
        int at = 0;
        for (int i = 0; i < d; i++) {
            double factor = n * share * difference[i];
            for (int k = i; k < d; k++, at++) {
                scatter[at] += next.scatter[at] + factor * difference[k];
            }
        }
        for (int k = 0; k < d; k++) {
            mean[k] += share * difference[k];
        }
        n += next.n;
        return this;
    }

    GaussianFit fit() {
        int d = mean.length;
        var covariance = new double[Math.multiplyExact(d, d)];
        int at = 0;
        for (int i = 0; i < d; i++) {
            for (int k = i; k < d; k++, at++) {
                covariance[i * d + k] = scatter[at] / (n - 1);
                covariance[k * d + i] = covariance[i * d + k];
            }
        }
        return new GaussianFit(mean, covariance, n);
    }
}
