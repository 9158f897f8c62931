package org.ot4j.transport.cost;

import ai.djl.ndarray.NDArray;
import org.ot4j.base.Rows;
import org.ot4j.internal.Check;
import org.ot4j.internal.Parallel;
import org.ot4j.internal.Threads;
import org.ot4j.transport.internal.Flat;

/**
 * The costs c_ij between n sources and m targets, [n, m]: stored, or computed where they are asked
 * for with memory O(n + m). Immutable and safe to read from several threads.
 */
public abstract class CostMatrix {
    /** More entries than this do not fit in an array. */
    protected static final long MOST_STORED = (1L << 31) - 8;

    private final int rows;
    private final int cols;

    protected CostMatrix(int rows, int cols) {
        this.rows = rows;
        this.cols = cols;
    }

    /** A copy of the given costs [n, m], all finite. */
    public static CostMatrix of(double[][] costs) {
        return new StoredCostMatrix(Flat.rows(costs, "costs"), costs.length, costs[0].length);
    }

    /** Costs given row by row in one array of {@code rows} · {@code cols} numbers; copied. */
    public static CostMatrix flat(double[] costs, int rows, int cols) {
        Check.notNull(costs, "costs");
        Check.atLeast(rows, 1, "rows");
        Check.atLeast(cols, 1, "cols");
        Check.that(
                costs.length == (long) rows * cols,
                "costs.length",
                costs.length,
                rows + " x " + cols);
        return new StoredCostMatrix(costs.clone(), rows, cols);
    }

    /** Costs [n, m] of any number type; copied. */
    public static CostMatrix of(NDArray costs) {
        var shape = Check.notNull(costs, "costs").getShape();
        Check.that(shape.dimension() == 2 && shape.size() > 0, "costs.shape", shape, "(n, m)");
        return new StoredCostMatrix(
                Rows.numbers(costs), Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)));
    }

    /** Number of sources, n. */
    public final int rows() {
        return rows;
    }

    /** Number of targets, m. */
    public final int cols() {
        return cols;
    }

    /** c_ij. */
    public abstract double at(int i, int j);

    /**
     * Writes c_ij for j in [from, to) to {@code out}, starting at {@code offset}. This is the fast
     * way to read costs: a tight loop for stored costs and for the costs created by {@link Cost}.
     */
    public abstract void row(int i, int from, int to, double[] out, int offset);

    /** Writes row i to the first m elements of {@code out}. */
    public final void row(int i, double[] out) {
        row(i, 0, cols, out, 0);
    }

    /** Writes the block [rowFrom, rowTo) × [colFrom, colTo), row by row, to {@code out}. */
    public final void block(int rowFrom, int rowTo, int colFrom, int colTo, double[] out) {
        int width = colTo - colFrom;
        for (int i = rowFrom; i < rowTo; i++) {
            row(i, colFrom, colTo, out, (i - rowFrom) * width);
        }
    }

    /** Costs with sources and targets exchanged. */
    public abstract CostMatrix transposed();

    /** Whether the costs are stored in memory. */
    public boolean isStored() {
        return false;
    }

    /** Whether computing a cost takes much longer than reading it. */
    public boolean isSlow() {
        return false;
    }

    /** The same costs in memory: 8 n m bytes. */
    public CostMatrix stored() {
        return stored(Threads.most());
    }

    /** The same costs in memory, computed on at most the given number of threads: 8 n m bytes. */
    public CostMatrix stored(int threads) {
        Check.that(
                (long) rows * cols < MOST_STORED,
                "size of the cost matrix",
                rows + " x " + cols,
                "fewer than 2^31 entries to store");
        return new StoredCostMatrix(all(threads), rows, cols);
    }

    /** All costs, row by row, computed on at most the given number of threads. */
    protected double[] all(int threads) {
        var costs = new double[rows * cols];
        Parallel.ranges(
                rows,
                1 + 100_000 / cols,
                threads,
                (lo, hi) -> {
                    for (int i = lo; i < hi; i++) {
                        row(i, 0, cols, costs, i * cols);
                    }
                });
        return costs;
    }

    /**
     * The smallest and the largest cost: {min, max}. Reads all costs; fails if one is not finite.
     */
    public final double[] range() {
        var lows = new double[rows];
        var highs = new double[rows];
        Parallel.ranges(
                rows,
                1 + 100_000 / cols,
                (lo, hi) -> {
                    var row = new double[cols];
                    for (int i = lo; i < hi; i++) {
                        row(i, row);
                        double low = Double.POSITIVE_INFINITY;
                        double high = Double.NEGATIVE_INFINITY;
                        for (double c : row) {
                            // Math.min and max keep a NaN.
                            low = Math.min(low, c);
                            high = Math.max(high, c);
                        }
                        lows[i] = low;
                        highs[i] = high;
                    }
                });
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < rows; i++) {
            low = Math.min(low, lows[i]);
            high = Math.max(high, highs[i]);
        }
        Check.that(
                Double.isFinite(low) && Double.isFinite(high),
                "range of the costs",
                "[" + low + ", " + high + "]",
                "finite costs");
        return new double[] {low, high};
    }

    /** Some rows and columns of these costs. */
    public CostMatrix select(int[] rows, int[] cols) {
        return new SelectedCostMatrix(this, rows, cols);
    }
}
