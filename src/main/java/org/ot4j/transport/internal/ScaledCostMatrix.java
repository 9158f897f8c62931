package org.ot4j.transport.internal;

import org.ot4j.transport.cost.CostMatrix;

/** Other costs times a power of two, read through. */
public final class ScaledCostMatrix extends CostMatrix {
    private final CostMatrix costs;
    private final int exponent;

    public ScaledCostMatrix(CostMatrix costs, int exponent) {
        super(costs.rows(), costs.cols());
        this.costs = costs;
        this.exponent = exponent;
    }

    @Override
    public double at(int i, int j) {
        return Math.scalb(costs.at(i, j), exponent);
    }

    @Override
    public void row(int i, int from, int to, double[] out, int offset) {
        costs.row(i, from, to, out, offset);
        for (int k = offset; k < offset + to - from; k++) {
            out[k] = Math.scalb(out[k], exponent);
        }
    }

    @Override
    public CostMatrix transposed() {
        return new ScaledCostMatrix(costs.transposed(), exponent);
    }

    @Override
    public boolean isSlow() {
        return true;
    }
}
