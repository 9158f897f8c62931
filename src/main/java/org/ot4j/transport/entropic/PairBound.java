package org.ot4j.transport.entropic;

import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.cost.SquaredEuclidean;
import org.ot4j.transport.internal.CellPotential;
import org.ot4j.transport.internal.PointTree;

/**
 * How great (f_i + g_j - c_ij) / ε can be between two boxes. The potentials' bounds less the
 * squared distance are bilinear in the places in both, so greatest at corners; another convex cost
 * is at least its tangent at the centres.
 */
final class PairBound {
    private final CoordinateCost cost;
    private final CellPotential rows;
    private final CellPotential cols;
    private final double epsilon;
    private final PointTree x;
    private final PointTree y;
    private final int d;
    private final double[] p;
    private final double[] q;
    private final double[] slope;
    private final double[] opposite;

    PairBound(CoordinateCost cost, CellPotential rows, CellPotential cols, double epsilon) {
        this.cost = cost;
        this.rows = rows;
        this.cols = cols;
        this.epsilon = epsilon;
        this.x = rows.tree;
        this.y = cols.tree;
        this.d = x.d;
        this.p = new double[d];
        this.q = new double[d];
        this.slope = new double[d];
        this.opposite = new double[d];
    }

    double of(int boxX, int boxY) {
        double sum = rows.offset(boxX) + cols.offset(boxY);
        return (cost instanceof SquaredEuclidean
                        ? bilinear(boxX, boxY, sum)
                        : tangent(boxX, boxY, sum))
                / epsilon;
    }

    private double bilinear(int boxX, int boxY, double constant) {
        double sum = constant;
        for (int k = 0; k < d; k++) {
            double r = x.radius(boxX, k);
            double s = y.radius(boxY, k);
            double off = x.centre(boxX, k) - y.centre(boxY, k);
            double a = (rows.slope(boxX, k) - 2 * off) * r;
            double b = (cols.slope(boxY, k) + 2 * off) * s;
            double both = 2 * r * s;
            sum += Math.max(both + Math.abs(a + b), Math.abs(a - b) - both) - off * off;
        }
        return sum;
    }

    private double tangent(int boxX, int boxY, double constant) {
        for (int k = 0; k < d; k++) {
            p[k] = x.centre(boxX, k);
            q[k] = y.centre(boxY, k);
            slope[k] = 0;
        }
        double sum = constant - cost.between(p, 0, q, 0, 1, d);
        cost.addSlope(1, p, 0, q, 0, d, slope, opposite);
        for (int k = 0; k < d; k++) {
            sum += Math.abs(rows.slope(boxX, k) - slope[k]) * x.radius(boxX, k);
            sum += Math.abs(cols.slope(boxY, k) + slope[k]) * y.radius(boxY, k);
        }
        return sum;
    }
}
