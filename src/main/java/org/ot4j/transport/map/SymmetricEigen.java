package org.ot4j.transport.map;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.ot4j.tensor.Matrices;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix: by Jacobi's method, which is very exact and
 * needs no engine, and from {@link #ENGINE_FROM} dimensions on by PyTorch, where it is there.
 */
final class SymmetricEigen {
    /** Jacobi's method takes 4 ms in 48 dimensions and 7 s in 512. */
    private static final int ENGINE_FROM = 48;

    private static final int MOST_SWEEPS = 60;

    final double[] values;

    /** Column k is the eigenvector of value k. */
    final double[][] vectors;

    SymmetricEigen(double[][] matrix) {
        int n = matrix.length;
        if (isLarge(n)) {
            Matrices.Eigen eigen = Matrices.eigen(matrix);
            values = eigen.values();
            vectors = eigen.vectors();
            return;
        }
        var a = new double[n][];
        for (int i = 0; i < n; i++) {
            a[i] = matrix[i].clone();
        }
        vectors = identity(n);
        for (int sweep = 0; sweep < MOST_SWEEPS && rotateAll(a, vectors); sweep++) {
            // Each sweep squares what is left off the diagonal.
        }
        values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = a[i][i];
        }
    }

    /** Whether matrices [n, n] are left to PyTorch. */
    static boolean isLarge(int n) {
        return n >= ENGINE_FROM && Matrices.available();
    }

    /** Whether a symmetric matrix has no eigenvalue below minus {@code tolerance}, above 0. */
    static boolean isAtLeast(double[][] matrix, double tolerance) {
        if (!isLarge(matrix.length)) {
            return new SymmetricEigen(matrix).least() >= -tolerance;
        }
        var shifted = new double[matrix.length][];
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] = matrix[i].clone();
            shifted[i][i] += tolerance;
        }
        return Matrices.isPositive(shifted);
    }

    /** The least eigenvalue. */
    double least() {
        return Arrays.stream(values).min().orElseThrow();
    }

    static double[][] identity(int n) {
        var identity = new double[n][n];
        for (int i = 0; i < n; i++) {
            identity[i][i] = 1;
        }
        return identity;
    }

    private static boolean rotateAll(double[][] a, double[][] v) {
        boolean rotated = false;
        for (int p = 0; p < a.length; p++) {
            for (int q = p + 1; q < a.length; q++) {
                double small = 1e-17 * (Math.abs(a[p][p]) + Math.abs(a[q][q]));
                if (Math.abs(a[p][q]) > small) {
                    rotate(a, v, p, q);
                    rotated = true;
                }
            }
        }
        return rotated;
    }

    private static void rotate(double[][] a, double[][] v, int p, int q) {
        double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double t =
                Double.isInfinite(theta * theta)
                        ? 1 / (2 * theta)
                        : Math.copySign(1, theta)
                                / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        for (int k = 0; k < a.length; k++) {
            double kp = a[k][p];
            double kq = a[k][q];
            a[k][p] = c * kp - s * kq;
            a[k][q] = s * kp + c * kq;
        }
        for (int k = 0; k < a.length; k++) {
            double pk = a[p][k];
            double qk = a[q][k];
            a[p][k] = c * pk - s * qk;
            a[q][k] = s * pk + c * qk;
            double kp = v[k][p];
            double kq = v[k][q];
            v[k][p] = c * kp - s * kq;
            v[k][q] = s * kp + c * kq;
        }
        a[p][q] = 0;
        a[q][p] = 0;
    }

    /** V diag(h(values)). */
    double[][] scaled(DoubleUnaryOperator h) {
        double[] mapped = Arrays.stream(values).map(h).toArray();
        var scaled = new double[vectors.length][mapped.length];
        for (int i = 0; i < scaled.length; i++) {
            for (int k = 0; k < mapped.length; k++) {
                scaled[i][k] = vectors[i][k] * mapped[k];
            }
        }
        return scaled;
    }

    static double[][] transposed(double[][] matrix) {
        var transposed = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int k = 0; k < transposed.length; k++) {
                transposed[k][i] = matrix[i][k];
            }
        }
        return transposed;
    }

    /** V diag(h(values)) Vᵀ. */
    double[][] apply(DoubleUnaryOperator h) {
        int n = values.length;
        if (isLarge(n)) {
            return Matrices.product(scaled(h), transposed(vectors));
        }
        var out = new double[n][n];
        for (int k = 0; k < n; k++) {
            double value = h.applyAsDouble(values[k]);
            for (int i = 0; i < n; i++) {
                double w = value * vectors[i][k];
                for (int j = 0; j < n; j++) {
                    out[i][j] += w * vectors[j][k];
                }
            }
        }
        return out;
    }

    /** The square root of a positive semidefinite matrix; rounding below 0 counts as 0. */
    static double[][] root(double[][] matrix) {
        return new SymmetricEigen(matrix).apply(t -> Math.sqrt(Math.max(0, t)));
    }

    static double[][] multiply(double[][] a, double[][] b) {
        int n = a.length;
        int m = b[0].length;
        if (isLarge(n)) {
            return Matrices.product(a, b);
        }
        var out = new double[n][m];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < b.length; k++) {
                double t = a[i][k];
                for (int j = 0; j < m; j++) {
                    out[i][j] += t * b[k][j];
                }
            }
        }
        return out;
    }
}
