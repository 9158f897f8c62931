package org.ot4j.transport;

/** The costs between some of the sources and some of the targets. */
final class SubCostMatrix extends CostMatrix {
    private final CostMatrix all;
    private final int[] rows;
    private final int[] cols;

    SubCostMatrix(CostMatrix all, int[] rows, int[] cols) {
        super(rows.length, cols.length);
        this.all = all;
        this.rows = rows;
        this.cols = cols;
    }

    @Override
    public double at(int i, int j) {
        return all.at(rows[i], cols[j]);
    }

    @Override
    public void row(int i, int from, int to, double[] out, int offset) {
        if (cols.length == all.cols()) {
            all.row(rows[i], from, to, out, offset);
            return;
        }
        double[] row = new double[all.cols()];
        all.row(rows[i], row);
        for (int j = from; j < to; j++) {
            out[offset + j - from] = row[cols[j]];
        }
    }

    @Override
    public CostMatrix transposed() {
        return new SubCostMatrix(all.transposed(), cols, rows);
    }

    /** The places of the weights above 0. */
    static int[] support(double[] weights) {
        return java.util.stream.IntStream.range(0, weights.length)
                .filter(i -> weights[i] > 0)
                .toArray();
    }
}
