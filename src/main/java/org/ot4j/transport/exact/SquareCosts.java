package org.ot4j.transport.exact;

import org.ot4j.base.Progress;
import org.ot4j.transport.cost.CostMatrix;

/** Costs [n, n] that are read more than once: where they are stored, or in a copy. */
final class SquareCosts {
    final int n;
    private final CostMatrix matrix;

    // Row by row, as far as they are read; or null.
    private double[] copy;

    SquareCosts(CostMatrix matrix, boolean copied) {
        this.matrix = matrix;
        n = matrix.rows();
        copy = copied || !matrix.isStored() ? new double[n * n] : null;
    }

    /** Takes one row of costs, which begins at a place in an array. */
    @FunctionalInterface
    interface RowVisitor {
        /** Whether to go on. */
        boolean visit(int i, double[] costs, int at);
    }

    /** Reads all rows for the first time; whether all were visited. */
    boolean read(Progress progress, RowVisitor visitor) {
        double[] into = copy == null ? new double[n] : copy;
        for (int i = 0; i < n; i++) {
            if (matrix.isSlow()) {
                progress.update(i, () -> n + " x " + n);
            }
            int at = copy == null ? 0 : i * n;
            if (Progress.stopRequested()) {
                return false;
            }
            matrix.row(i, 0, n, into, at);
            if (!visitor.visit(i, into, at)) {
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
            System.arraycopy(copy, i * n, out, 0, n);
        }
    }

    /** All costs, row by row, not to be changed. */
    double[] all() {
        if (copy == null) {
            copy = new double[n * n];
            matrix.block(0, n, 0, n, copy);
        }
        return copy;
    }
}
