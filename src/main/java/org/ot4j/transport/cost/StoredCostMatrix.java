package org.ot4j.transport.cost;

import org.ot4j.internal.Check;

/** Costs in memory, row by row. */
final class StoredCostMatrix extends CostMatrix {
    private final double[] costs;

    /** Takes the array as it is, and checks that all of it is finite. */
    StoredCostMatrix(double[] costs, int rows, int cols) {
        super(rows, cols);
        this.costs = costs;
        for (int k = 0; k < costs.length; k++) {
            if (!Double.isFinite(costs[k])) {
                throw Check.error(
                        "costs[" + k / cols + "][" + k % cols + "]", costs[k], "a finite number");
            }
        }
    }

    @Override
    public double at(int i, int j) {
        return costs[i * cols() + j];
    }

    @Override
    public void row(int i, int from, int to, double[] out, int offset) {
        System.arraycopy(costs, i * cols() + from, out, offset, to - from);
    }

    @Override
    public CostMatrix transposed() {
        int n = rows();
        int m = cols();
        var other = new double[costs.length];
        int tile = 32;
        for (int i0 = 0; i0 < n; i0 += tile) {
            for (int j0 = 0; j0 < m; j0 += tile) {
                for (int i = i0; i < Math.min(n, i0 + tile); i++) {
                    for (int j = j0; j < Math.min(m, j0 + tile); j++) {
                        other[j * n + i] = costs[i * m + j];
                    }
                }
            }
        }
        return new StoredCostMatrix(other, m, n);
    }

    @Override
    public boolean isStored() {
        return true;
    }

    @Override
    public CostMatrix stored(int threads) {
        return this;
    }

    /** The costs themselves, row by row; must not be modified. */
    double[] raw() {
        return costs;
    }
}
