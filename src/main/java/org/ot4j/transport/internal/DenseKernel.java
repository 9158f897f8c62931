package org.ot4j.transport.internal;

import java.util.Arrays;
import org.ot4j.internal.Parallel;
import org.ot4j.transport.cost.CostMatrix;

/** A kernel in memory, both ways round, so that products are sums of whole rows. */
public final class DenseKernel implements KernelOperator {
    private static final int GRAIN = 200_000;

    private final double[][] rows;
    private final double[][] turned;

    private DenseKernel(double[][] rows, double[][] turned) {
        this.rows = rows;
        this.turned = turned;
    }

    /** The kernel of costs; entries below the range of a double are 0. */
    public static DenseKernel of(CostMatrix costs, double epsilon) {
        int n = costs.rows();
        int m = costs.cols();
        var rows = new double[n][m];
        Parallel.ranges(
                n,
                1 + GRAIN / 20 / m,
                (lo, hi) -> {
                    for (int i = lo; i < hi; i++) {
                        double[] row = rows[i];
                        costs.row(i, row);
                        for (int j = 0; j < m; j++) {
                            row[j] = Math.exp(-row[j] / epsilon);
                        }
                    }
                });
        return new DenseKernel(rows, AxisKernel.transposed(rows));
    }

    /** How many bytes the kernel of costs takes. */
    public static double bytes(CostMatrix costs) {
        return 2.0 * Double.BYTES * costs.rows() * costs.cols();
    }

    @Override
    public int size() {
        return rows.length;
    }

    @Override
    public void times(double[] x, double[] out) {
        Parallel.ranges(
                out.length,
                1 + GRAIN / x.length,
                (lo, hi) -> {
                    Arrays.fill(out, lo, hi, 0);
                    RowSums.add(out, x, turned, lo, hi);
                });
    }

    @Override
    public DenseKernel transposed() {
        return turned == rows ? this : new DenseKernel(turned, rows);
    }
}
