package org.ot4j.model.coupled;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ot4j.internal.Vectors;

/**
 * The directions in which rows vary most, by orthogonal iteration.
 *
 * @param mean [d]
 * @param directions [k][d], orthonormal, by falling standard deviation
 * @param stds [k]
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PrincipalAxes(double[] mean, double[][] directions, double[] stds) {
    /** Close axes may stay mixed after these, which does no harm: they span the same plane. */
    private static final int ITERATIONS = 60;

    /** The first k axes of n rows, given row by row; k is at most their width. */
    static PrincipalAxes of(float[] rows, int n, int k) {
        int d = rows.length / n;
        var mean = new double[d];
        for (int i = 0; i < rows.length; i++) {
            mean[i % d] += rows[i] / (double) n;
        }
        var random = new SplittableRandom(1);
        var axes = new double[k][d];
        for (double[] axis : axes) {
            Arrays.setAll(axis, j -> random.nextDouble(-1, 1));
        }
        orthonormalise(axes);
        double[] variances = null;
        for (int t = 0; t < ITERATIONS; t++) {
            axes = covarianceTimes(axes, rows, n, mean);
            variances = orthonormalise(axes);
        }
        return new PrincipalAxes(mean, axes, Arrays.stream(variances).map(Math::sqrt).toArray());
    }

    private static double[][] covarianceTimes(double[][] axes, float[] rows, int n, double[] mean) {
        int d = mean.length;
        var product = new double[axes.length][d];
        var row = new double[d];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                row[j] = rows[i * d + j] - mean[j];
            }
            for (int a = 0; a < axes.length; a++) {
                double along = Vectors.product(axes[a], row) / n;
                for (int j = 0; j < d; j++) {
                    product[a][j] += along * row[j];
                }
            }
        }
        return product;
    }

    /** Gram and Schmidt's; returns the lengths that were left of the vectors. */
    private static double[] orthonormalise(double[][] vectors) {
        var lengths = new double[vectors.length];
        for (int a = 0; a < vectors.length; a++) {
            double[] v = vectors[a];
            for (int b = 0; b < a; b++) {
                double along = Vectors.product(vectors[b], v);
                for (int j = 0; j < v.length; j++) {
                    v[j] -= along * vectors[b][j];
                }
            }
            lengths[a] = Math.sqrt(Vectors.product(v, v));
            for (int j = 0; j < v.length && lengths[a] > 0; j++) {
                v[j] /= lengths[a];
            }
        }
        return lengths;
    }
}
