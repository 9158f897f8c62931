package org.ot4j.transport;

/** Costs from any point to fixed targets. */
final class PointCosts {
    private final Cost cost;
    private final Measure target;
    private final double[][] points;

    PointCosts(Cost cost, Measure target) {
        this.cost = cost;
        this.target = target;
        this.points = target.points();
    }

    double[] from(double[] x) {
        double[] row = new double[points.length];
        from(x, row);
        return row;
    }

    void from(double[] x, double[] row) {
        if (cost instanceof CoordinateCost) {
            cost.between(Measure.flat(x, x.length), target).row(0, row);
        } else {
            for (int j = 0; j < row.length; j++) {
                row[j] = cost.of(x, points[j]);
            }
        }
    }
}
