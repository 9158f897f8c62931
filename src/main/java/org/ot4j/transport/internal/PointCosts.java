package org.ot4j.transport.internal;

import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.cost.Cost;

/** Costs from any point to fixed targets. */
public final class PointCosts {
    private final Cost cost;
    private final Measure target;
    private final double[][] points;

    public PointCosts(Cost cost, Measure target) {
        this.cost = cost;
        this.target = target;
        this.points = target.points();
    }

    public double[] from(double[] x) {
        var row = new double[points.length];
        from(x, row);
        return row;
    }

    public void from(double[] x, double[] row) {
        if (cost instanceof CoordinateCost) {
            cost.between(Measure.flat(x, x.length), target).row(0, row);
        } else {
            for (int j = 0; j < row.length; j++) {
                row[j] = cost.of(x, points[j]);
            }
        }
    }
}
