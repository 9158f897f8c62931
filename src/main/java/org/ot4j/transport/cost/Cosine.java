package org.ot4j.transport.cost;

import java.util.Arrays;
import org.ot4j.transport.internal.Coordinates;

/**
 * 1 - cos of the angle between two vectors of any length; 1 if one of them is 0 and has no
 * direction.
 */
public record Cosine() implements CoordinateCost {
    /** Lengths do not count. */
    @Override
    public double p() {
        return 0;
    }

    @Override
    public double between(double[] x, int xo, double[] y, int yo, int step, int d) {
        double[] u = Coordinates.unit(Arrays.copyOfRange(x, xo, xo + d), d);
        var v = new double[d];
        for (int k = 0; k < d; k++) {
            v[k] = y[yo + k * step];
        }
        v = Coordinates.unit(v, d);
        return Coordinates.zeros(u, d)[0] || Coordinates.zeros(v, d)[0]
                ? 1
                : ofSquare(Coordinates.squares(u, 0, v, 0, 1, d));
    }

    /** From the squared distance of unit vectors: never below 0, and 0 for equal ones. */
    public static double ofSquare(double square) {
        return Math.min(2, 0.5 * square);
    }

    @Override
    public void addSlope(
            double mass, double[] x, int xo, double[] y, int yo, int d, double[] gx, double[] gy) {
        double nx = Coordinates.norm(x, xo, d);
        double ny = Coordinates.norm(y, yo, d);
        if (nx == 0 || ny == 0) {
            return;
        }
        double cosine = 0;
        for (int k = 0; k < d; k++) {
            cosine += x[xo + k] / nx * (y[yo + k] / ny);
        }
        for (int k = 0; k < d; k++) {
            double u = x[xo + k] / nx;
            double v = y[yo + k] / ny;
            gx[xo + k] -= mass * (v - cosine * u) / nx;
            gy[yo + k] -= mass * (u - cosine * v) / ny;
        }
    }
}
