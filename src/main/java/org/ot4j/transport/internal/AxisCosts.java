package org.ot4j.transport.internal;

import java.util.Optional;
import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.cost.Lp;
import org.ot4j.transport.cost.SquaredEuclidean;

/**
 * Costs between the points of two grids that are a sum of one cost along each axis, as squared
 * Euclidean costs are: few numbers, of which all costs consist.
 *
 * @param axes for each axis, the costs [rows, cols] between the coordinates of both grids; the same
 *     array for axes of equal lengths side by side
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AxisCosts(double[][][] axes) {
    /** The costs between measures made by {@link Measure#onGrid}; empty for all others. */
    static Optional<AxisCosts> of(CostMatrix costs) {
        int[][] shapes = shapes(costs);
        if (shapes == null) {
            return Optional.empty();
        }
        var matrix = (CoordinateCostMatrix) costs;
        int[] rows = shapes[0];
        int[] cols = shapes[1];
        double rowStep = RawMeasures.gridStep(rows);
        double colStep = RawMeasures.gridStep(cols);
        var axes = new double[rows.length][][];
        for (int k = 0; k < axes.length; k++) {
            if (k > 0 && rows[k] == rows[k - 1] && cols[k] == cols[k - 1]) {
                axes[k] = axes[k - 1];
                continue;
            }
            axes[k] = new double[rows[k]][cols[k]];
            for (int i = 0; i < rows[k]; i++) {
                for (int j = 0; j < cols[k]; j++) {
                    axes[k][i][j] =
                            matrix.cost()
                                    .of(new double[] {i * rowStep}, new double[] {j * colStep});
                }
            }
        }
        return Optional.of(new AxisCosts(axes));
    }

    /** The shapes of both grids; null if there are none or the costs are no sum over their axes. */
    static int[][] shapes(CostMatrix costs) {
        if (!(costs instanceof CoordinateCostMatrix matrix) || !isSum(matrix.cost())) {
            return null;
        }
        int[] rows = RawMeasures.grid(matrix.source());
        int[] cols = RawMeasures.grid(matrix.target());
        return rows == null || cols == null ? null : new int[][] {rows, cols};
    }

    private static boolean isSum(CoordinateCost cost) {
        return cost instanceof SquaredEuclidean || cost instanceof Lp;
    }
}
