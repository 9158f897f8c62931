package org.ot4j.transport.cost;

import org.ot4j.transport.Measure;
import org.ot4j.transport.internal.CoordinateCostMatrix;
import org.ot4j.transport.internal.RawMeasures;

/**
 * The costs with a formula in the coordinates, each a record of its own: solvers evaluate whole
 * rows of them in tight loops, and their gradients are known. {@link Cost} has a method for each.
 */
public sealed interface CoordinateCost extends Cost
        permits SquaredEuclidean, DistanceCost, Lp, Cosine {
    /**
     * The degree: if points are multiplied by t &gt; 0, their cost is multiplied by t to this
     * power. On the line the cost is |x - y| to this power, unless it is {@link Cosine}.
     */
    double p();

    /**
     * The cost between the points x[xo .. xo + d) and y[yo], y[yo + step], ..., d coordinates each.
     */
    double between(double[] x, int xo, double[] y, int yo, int step, int d);

    /**
     * Adds mass · ∂c/∂x between the points x[xo .. xo + d) and y[yo .. yo + d) to the same places
     * of gx, and mass · ∂c/∂y to those of gy; a subgradient where there is no derivative.
     */
    void addSlope(
            double mass, double[] x, int xo, double[] y, int yo, int d, double[] gx, double[] gy);

    @Override
    default double of(double[] x, double[] y) {
        return between(x, 0, y, 0, 1, x.length);
    }

    @Override
    default CostMatrix between(Measure x, Measure y) {
        RawMeasures.checkDimensions(x, y);
        return new CoordinateCostMatrix(this, x, y);
    }
}
