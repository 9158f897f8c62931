package org.ot4j.transport.cost;

import org.ot4j.transport.internal.Coordinates;

/** Σ_k (x_k - y_k)². */
public record SquaredEuclidean() implements CoordinateCost {
    @Override
    public double p() {
        return 2;
    }

    @Override
    public double between(double[] x, int xo, double[] y, int yo, int step, int d) {
        return Coordinates.squares(x, xo, y, yo, step, d);
    }

    @Override
    public void addSlope(
            double mass, double[] x, int xo, double[] y, int yo, int d, double[] gx, double[] gy) {
        Coordinates.addDifference(2 * mass, x, xo, y, yo, d, gx, gy);
    }
}
