package org.ot4j.transport.entropic;

import java.util.Arrays;
import org.ot4j.internal.VectorExp;

/**
 * The rows of a {@link GibbsKernel} without the entries that no digit of a sum would notice
 * (Schmitzer 2019, Stabilized sparse scaling algorithms, §3.3).
 */
final class SparseRows {
    /**
     * Entries whose logarithm is less are left out. While both scalings stay within {@link #DRIFT},
     * these have less than 2e-16 of the mass.
     */
    static final double LEAST = -64;

    static final double DRIFT = 1e6;

    /** Above this share of entries, passes over full rows are faster. */
    private static final double MOST = 0.125;

    private static final int SAMPLE = 64;

    private final int[][] index;
    private final double[][] value;

    SparseRows(int n) {
        index = new int[n][];
        value = new double[n][];
    }

    /** Whether so few entries are left that it is worth leaving the others out. */
    static boolean worthFor(GibbsKernel kernel, int n, int m) {
        var row = new double[m];
        int step = Math.max(1, n / SAMPLE);
        long left = 0;
        long seen = 0;
        for (int i = 0; i < n; i += step) {
            kernel.logRow(i, row);
            left += Arrays.stream(row).filter(log -> log >= LEAST).count();
            seen += m;
        }
        return left <= MOST * seen;
    }

    /** Takes a row as the logarithms of its entries. */
    void set(int i, double[] log, double[] scratch) {
        int count = 0;
        for (double entry : log) {
            count += entry >= LEAST ? 1 : 0;
        }
        var at = new int[count];
        var entries = new double[count];
        for (int j = 0, k = 0; j < log.length; j++) {
            if (log[j] >= LEAST) {
                at[k] = j;
                entries[k++] = log[j];
            }
        }
        VectorExp.exp(entries, 0, count, scratch);
        index[i] = at;
        value[i] = entries;
    }

    /** (K w)_i. */
    double dot(int i, double[] w) {
        int[] at = index[i];
        double[] entries = value[i];
        double even = 0;
        double odd = 0;
        int k = 0;
        for (; k < at.length - 1; k += 2) {
            even += entries[k] * w[at[k]];
            odd += entries[k + 1] * w[at[k + 1]];
        }
        return k < at.length ? even + odd + entries[k] * w[at[k]] : even + odd;
    }

    /** Adds x times row i to y. */
    void addTo(double[] y, int i, double x) {
        int[] at = index[i];
        double[] entries = value[i];
        for (int k = 0; k < at.length; k++) {
            y[at[k]] += entries[k] * x;
        }
    }
}
