package org.ot4j.transport.internal;

import java.util.Arrays;
import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.SquaredEuclidean;

/** Costs from any point to fixed targets. */
public final class PointCosts {
    private final Cost cost;
    private final Measure target;
    private final double[][] points;

    /** The points by coordinates, [d, m]; for the squared Euclidean cost only. */
    private final double[][] columns;

    public PointCosts(Cost cost, Measure target) {
        this.cost = cost;
        this.target = target;
        this.points = target.points();
        this.columns = cost instanceof SquaredEuclidean ? columns(points) : null;
    }

    private static double[][] columns(double[][] points) {
        var columns = new double[points[0].length][points.length];
        for (int j = 0; j < points.length; j++) {
            for (int k = 0; k < columns.length; k++) {
                columns[k][j] = points[j][k];
            }
        }
        return columns;
    }

    /** Coordinate by coordinate, in loops that the compiler makes vector instructions of. */
    private void squared(double[] x, double[] row) {
        Check.that(
                x.length == columns.length,
                "length of a point",
                x.length,
                columns.length + ", the dimension of the targets");
        Arrays.fill(row, 0);
        for (int k = 0; k < columns.length; k++) {
            double[] column = columns[k];
            double at = x[k];
            for (int j = 0; j < row.length; j++) {
                row[j] += (at - column[j]) * (at - column[j]);
            }
        }
    }

    public Cost cost() {
        return cost;
    }

    public double[] from(double[] x) {
        var row = new double[points.length];
        from(x, row);
        return row;
    }

    public void from(double[] x, double[] row) {
        if (columns != null) {
            squared(x, row);
        } else if (cost instanceof CoordinateCost) {
            cost.between(Measure.flat(x, x.length), target).row(0, row);
        } else {
            for (int j = 0; j < row.length; j++) {
                row[j] = cost.of(x, points[j]);
            }
        }
    }
}
