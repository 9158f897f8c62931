package org.ot4j.transport.internal;

/** Sums of the rows of a matrix, each times a number: the loop that products consist of. */
public final class RowSums {
    private RowSums() {}

    /** Adds Σ_j t_j right_j to the sums, from column {@code lo} to before {@code hi}. */
    public static void add(double[] sums, double[] t, double[][] right, int lo, int hi) {
        int m = right.length;
        int j = 0;
        for (; j + 3 < m; j += 4) {
            addFour(sums, t, j, right, lo, hi);
        }
        for (; j < m; j++) {
            double s = t[j];
            double[] row = right[j];
            for (int l = lo; l < hi; l++) {
                sums[l] += s * row[l];
            }
        }
    }

    // One index for all arrays: with others the compiler makes no vector instructions. Four rows at
    // a time, for reading and writing the sums costs as much as a row; of eight, Java 17 makes
    // vector instructions only where it happens to inline them.
    private static void addFour(
            double[] sums, double[] t, int j, double[][] right, int lo, int hi) {
        double[] p = right[j];
        double[] q = right[j + 1];
        double[] r = right[j + 2];
        double[] s = right[j + 3];
        double a = t[j];
        double b = t[j + 1];
        double c = t[j + 2];
        double d = t[j + 3];
        for (int l = lo; l < hi; l++) {
            sums[l] += (a * p[l] + b * q[l]) + (c * r[l] + d * s[l]);
        }
    }
}
