package org.ot4j.transport;

/** A plan with all its entries in memory, row by row. */
final class DensePlan extends Plan {
    private final double[] entries;

    /** Takes the array as it is. */
    DensePlan(double[] entries, int rows, int cols) {
        super(rows, cols);
        this.entries = entries;
    }

    @Override
    public double at(int i, int j) {
        return entries[i * cols() + j];
    }

    @Override
    public void row(int i, double[] out) {
        System.arraycopy(entries, i * cols(), out, 0, cols());
    }
}
