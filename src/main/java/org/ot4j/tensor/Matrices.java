package org.ot4j.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.function.Function;
import org.ot4j.base.PyTorch;

/** Linear algebra of dense matrices in double precision by PyTorch, in host memory. */
public final class Matrices {
    /** Vectors as columns, and the values as a last row. */
    private static final Script EIGEN =
            new Script(
                    """
                    a: Tensor) -> Tensor:
                        values, vectors = torch.linalg_eigh(a)
                        return torch.cat([vectors, torch.unsqueeze(values, 0)], 0)
                    """);

    private static final Script CHOLESKY =
            new Script(
                    """
                    a: Tensor) -> Tensor:
                        factor, info = torch.linalg_cholesky_ex(a)
                        return info
                    """);

    /** M, and as a last row the square roots of the eigenvalues of A^½ B A^½. */
    private static final Script GAUSSIAN_MAP =
            new Script(
                    """
                    a: Tensor, b: Tensor) -> Tensor:
                        values, vectors = torch.linalg_eigh(a)
                        factor = vectors * values.clamp(min=0.0).sqrt()
                        inner = factor.t().matmul(b).matmul(factor)
                        squares, turn = torch.linalg_eigh((inner + inner.t()) / 2)
                        roots = squares.clamp(min=0.0).sqrt()
                        spanned = values > 1e-14 * values.max()
                        inverse = torch.where(spanned, values.clamp(min=1e-300).rsqrt(), 0.0 * values)
                        half = (vectors * inverse).matmul(turn * roots.sqrt())
                        return torch.cat([half.matmul(half.t()), torch.unsqueeze(roots, 0)], 0)
                    """);

    private static Boolean available;

    private Matrices() {}

    /** Whether PyTorch is there; the first call starts it. */
    public static synchronized boolean available() {
        if (available == null) {
            try {
                PyTorch.engine();
                available = true;
            } catch (IllegalStateException e) {
                available = false;
            }
        }
        return available;
    }

    /**
     * Eigenvalues and eigenvectors of a symmetric matrix.
     *
     * @param values [n], rising
     * @param vectors [n, n]; column k is the eigenvector of value k
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Eigen(double[] values, double[][] vectors) {}

    /** The eigenvalues and eigenvectors of a symmetric matrix [n, n]. */
    public static Eigen eigen(double[][] matrix) {
        int n = matrix.length;
        double[] all = call(manager -> EIGEN.call(of(manager, matrix)));
        return new Eigen(row(all, n, n), rows(all, n, n));
    }

    /**
     * The linear map between two centred Gaussians, M = A^-½ (A^½ B A^½)^½ A^-½ on what A spans.
     *
     * @param matrix M: [n, n]
     * @param traceOfRoot tr (A^½ B A^½)^½
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record GaussianMap(double[][] matrix, double traceOfRoot) {}

    /** The map for covariances A and B [n, n], in one call of the engine. */
    public static GaussianMap gaussianMap(double[][] a, double[][] b) {
        int n = a.length;
        double[] all = call(manager -> GAUSSIAN_MAP.call(of(manager, a), of(manager, b)));
        return new GaussianMap(rows(all, n, n), Arrays.stream(row(all, n, n)).sum());
    }

    /** Whether a symmetric matrix [n, n] has a Cholesky factor. */
    public static boolean isPositive(double[][] matrix) {
        try (NDManager manager = PyTorch.newCpuManager()) {
            return CHOLESKY.call(of(manager, matrix)).toIntArray()[0] == 0;
        }
    }

    /** A B: [n, m], for A [n, l] and B [l, m]. */
    public static double[][] product(double[][] a, double[][] b) {
        double[] all = call(manager -> of(manager, a).matMul(of(manager, b)));
        return rows(all, a.length, b[0].length);
    }

    /** A B, row by row: [n, m], for A [n, l] and B [l, m]. */
    public static double[] product(double[] a, double[] b, int n, int l, int m) {
        return call(
                manager ->
                        manager.create(a, new Shape(n, l))
                                .matMul(manager.create(b, new Shape(l, m))));
    }

    private static double[] call(Function<NDManager, NDArray> function) {
        try (NDManager manager = PyTorch.newCpuManager()) {
            return function.apply(manager).toDoubleArray();
        }
    }

    private static NDArray of(NDManager manager, double[][] matrix) {
        int m = matrix[0].length;
        var flat = new double[matrix.length * m];
        for (int i = 0; i < matrix.length; i++) {
            System.arraycopy(matrix[i], 0, flat, i * m, m);
        }
        return manager.create(flat, new Shape(matrix.length, m));
    }

    private static double[][] rows(double[] flat, int n, int m) {
        var rows = new double[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = row(flat, i, m);
        }
        return rows;
    }

    private static double[] row(double[] flat, int i, int m) {
        var row = new double[m];
        System.arraycopy(flat, i * m, row, 0, m);
        return row;
    }
}
