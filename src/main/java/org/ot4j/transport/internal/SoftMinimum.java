package org.ot4j.transport.internal;

import org.ot4j.internal.Parallel;
import org.ot4j.internal.VectorExp;
import org.ot4j.transport.cost.CostMatrix;

/** The minimum of costs less a potential, softened by the entropy: the c,ε-transform. */
public final class SoftMinimum {
    private SoftMinimum() {}

    /** -ε log Σ_j w_j exp((g_j - c_ij) / ε) for all rows i. */
    public static double[] rows(CostMatrix costs, double[] w, double[] g, double epsilon) {
        var grid = SeparableKernel.of(costs, epsilon);
        if (grid.isPresent()) {
            return grid.get().softMinima(w, g);
        }
        int m = costs.cols();
        var minima = new double[costs.rows()];
        Parallel.ranges(
                minima.length,
                1 + 20_000 / m,
                (from, to) -> {
                    var row = new double[m];
                    var scratch = new double[m];
                    for (int i = from; i < to; i++) {
                        costs.row(i, row);
                        minima[i] = of(row, w, g, epsilon, scratch);
                    }
                });
        return minima;
    }

    /**
     * -ε log Σ_j w_j exp((g_j - c_j) / ε).
     *
     * @param row the costs c, overwritten
     * @param scratch at least as long
     */
    public static double of(
            double[] row, double[] w, double[] g, double epsilon, double[] scratch) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < row.length; j++) {
            row[j] = w[j] > 0 ? g[j] - row[j] : Double.NEGATIVE_INFINITY;
            greatest = Math.max(greatest, row[j]);
        }
        for (int j = 0; j < row.length; j++) {
            row[j] = (row[j] - greatest) / epsilon;
        }
        VectorExp.exp(row, 0, row.length, scratch);
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            sum += w[j] * row[j];
        }
        return -greatest - epsilon * Math.log(sum);
    }
}
