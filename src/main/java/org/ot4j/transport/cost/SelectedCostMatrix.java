package org.ot4j.transport.cost;

import java.util.Arrays;

/** Some rows and columns of other costs, read through. */
final class SelectedCostMatrix extends CostMatrix {
    private final CostMatrix costs;
    private final int[] is;
    private final int[] js;

    SelectedCostMatrix(CostMatrix costs, int[] is, int[] js) {
        super(is.length, js.length);
        this.costs = costs;
        this.is = is;
        this.js = js;
    }

    @Override
    public double at(int i, int j) {
        return costs.at(is[i], js[j]);
    }

    @Override
    public void row(int i, int from, int to, double[] out, int offset) {
        for (int j = from; j < to; j++) {
            out[offset + j - from] = costs.at(is[i], js[j]);
        }
    }

    @Override
    public CostMatrix transposed() {
        return new SelectedCostMatrix(costs.transposed(), js, is);
    }

    @Override
    public boolean isSlow() {
        return true;
    }

    @Override
    public CostMatrix select(int[] rows, int[] cols) {
        return new SelectedCostMatrix(
                costs,
                Arrays.stream(rows).map(i -> is[i]).toArray(),
                Arrays.stream(cols).map(j -> js[j]).toArray());
    }
}
