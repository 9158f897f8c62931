package org.ot4j.transport.gromov;

import java.util.Arrays;
import org.ot4j.internal.Parallel;
import org.ot4j.tensor.Matrices;

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

    /** Four rows of B at a time, in a loop that the compiler makes vector instructions of. */
    static double[] own(double[] a, double[] b, int n, int l, int m) {
        var out = new double[n * m];
        Parallel.ranges(
                n,
                GRAIN,
                (lo, hi) -> {
                    var row = new double[m];
                    for (int i = lo; i < hi; i++) {
                        Arrays.fill(row, 0);
                        int k = 0;
                        for (; k + 3 < l; k += 4) {
                            add(row, a, i * l + k, b, k * m, m);
                        }
                        for (; k < l; k++) {
                            double s = a[i * l + k];
                            for (int j = 0; j < m; j++) {
                                row[j] += s * b[k * m + j];
                            }
                        }
                        System.arraycopy(row, 0, out, i * m, m);
                    }
                });
        return out;
    }

    private static void add(double[] row, double[] a, int at, double[] b, int from, int m) {
        double p = a[at];
        double q = a[at + 1];
        double r = a[at + 2];
        double s = a[at + 3];
        int second = from + m;
        int third = second + m;
        int fourth = third + m;
        for (int j = 0; j < m; j++) {
            row[j] += p * b[from + j] + q * b[second + j] + r * b[third + j] + s * b[fourth + j];
        }
    }
}
