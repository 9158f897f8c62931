package org.ot4j.transport.gromov;

import java.util.Arrays;
import org.ot4j.internal.Parallel;
import org.ot4j.tensor.Matrices;
import org.ot4j.transport.internal.RowSums;

/** Products of matrices that are stored row by row. */
final class DenseProduct {
    /** From so many products on, PyTorch's are faster than ours together with the copies. */
    private static final double MANY = 2e7;

    private static final int GRAIN = 64;

    private DenseProduct() {}

    /** A B: [n, m], for A [n, l] and B [l, m]. */
    static double[] of(double[] a, double[] b, int n, int l, int m) {
        return (double) n * l * m >= MANY && Matrices.available()
                ? Matrices.product(a, b, n, l, m)
                : own(a, b, n, l, m);
    }

    /** Sums of rows of B, in a loop that the compiler makes vector instructions of. */
    static double[] own(double[] a, double[] b, int n, int l, int m) {
        var right = new double[l][];
        for (int k = 0; k < l; k++) {
            right[k] = Arrays.copyOfRange(b, k * m, (k + 1) * m);
        }
        var out = new double[n * m];
        Parallel.ranges(
                n,
                GRAIN,
                (lo, hi) -> {
                    for (int i = lo; i < hi; i++) {
                        var row = new double[m];
                        RowSums.add(row, Arrays.copyOfRange(a, i * l, (i + 1) * l), right, 0, m);
                        System.arraycopy(row, 0, out, i * m, m);
                    }
                });
        return out;
    }
}
