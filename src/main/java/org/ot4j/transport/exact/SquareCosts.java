package org.ot4j.transport.exact;

import org.ot4j.base.Progress;
import org.ot4j.transport.cost.CostMatrix;

/** Costs [n, n] that are read more than once: where they are stored, or in a copy. */
final class SquareCosts {
    final int n;
    private final CostMatrix matrix;

    // The rows as far as they are read; or null.
    private double[][] copy;

    SquareCosts(CostMatrix matrix, boolean copied) {
        this.matrix = matrix;
        n = matrix.rows();
        copy = copied || !matrix.isStored() ? new double[n][] : null;
    }

    /** Takes one row of costs. */
    @FunctionalInterface
    interface RowVisitor {
        /** Whether to go on. */
        boolean visit(int i, double[] row);
    }

    /** Reads all rows for the first time; whether all were visited. */
    boolean read(Progress progress, RowVisitor visitor) {
        double[] row = copy == null ? new double[n] : null;
        for (int i = 0; i < n; i++) {
            if (matrix.isSlow()) {
                progress.update(i, () -> n + " x " + n);
            }
            if (Progress.stopRequested()) {
                return false;
            }
            if (copy != null) {
                row = new double[n];
                copy[i] = row;
            }
            matrix.row(i, row);
            if (!visitor.visit(i, row)) {
                return false;
            }
        }
        return true;
    }

    /** Reads a row again. */
    void row(int i, double[] out) {
        if (copy == null) {
            matrix.row(i, out);
        } else {
            System.arraycopy(copy[i], 0, out, 0, n);
        }
    }

    /** All rows, not to be changed. */
    double[][] rows() {
        if (copy == null) {
            copy = new double[n][n];
            for (int i = 0; i < n; i++) {
                matrix.row(i, copy[i]);
            }
        }
        return copy;
    }
}
