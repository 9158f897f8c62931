package org.ot4j.examples;

import org.ot4j.transport.cost.Cost;

/** The length of the shorter arc between two angles, in radians. */
public record ArcLength() implements Cost {
    @Override
    public double of(double[] x, double[] y) {
        double turn = Math.abs(x[0] - y[0]) % (2 * Math.PI);
        return Math.min(turn, 2 * Math.PI - turn);
    }

    @Override
    public boolean isMetric() {
        return true;
    }
}
