package org.ot4j.transport.internal;

import org.ot4j.transport.cost.CoordinateCost;

/** The derivative of a cost in its two points, summed over the pairs of a plan. */
public final class CostSlope {
    private final CoordinateCost cost;
    private final int d;

    public CostSlope(CoordinateCost cost, int d) {
        this.cost = cost;
        this.d = d;
    }

    /** Adds mass · ∂c/∂x_i to row i of gx, and mass · ∂c/∂y_j to row j of gy. */
    public void add(double mass, double[] x, int i, double[] y, int j, double[] gx, double[] gy) {
        int p = i * d;
        int q = j * d;
        switch (cost.kind()) {
            case SQUARED_EUCLIDEAN -> along(2 * mass, x, p, y, q, gx, gy);
            case EUCLIDEAN, EUCLIDEAN_POWER -> {
                double distance = distance(x, p, y, q);
                // A subgradient where the two points are one.
                if (distance > 1e-140 && distance < 1e150) {
                    double slope = cost.p() * Math.pow(distance, cost.p() - 2);
                    along(mass * slope, x, p, y, q, gx, gy);
                } else {
                    extreme(mass, x, p, y, q, gx, gy);
                }
            }
            case LP -> {
                for (int k = 0; k < d; k++) {
                    double t = x[p + k] - y[q + k];
                    if (t != 0) {
                        double slope =
                                mass
                                        * cost.p()
                                        * Math.pow(Math.abs(t), cost.p() - 1)
                                        * Math.signum(t);
                        gx[p + k] += slope;
                        gy[q + k] -= slope;
                    }
                }
            }
            case COSINE -> cosine(mass, x, p, y, q, gx, gy);
        }
    }

    private double distance(double[] x, int p, double[] y, int q) {
        double sum = 0;
        for (int k = 0; k < d; k++) {
            double t = x[p + k] - y[q + k];
            sum += t * t;
        }
        return Math.sqrt(sum);
    }

    // Where squares leave the range of a double: the direction first, then the slope along it.
    private void extreme(
            double mass, double[] x, int p, double[] y, int q, double[] gx, double[] gy) {
        var difference = new double[d];
        for (int k = 0; k < d; k++) {
            difference[k] = x[p + k] - y[q + k];
        }
        double distance = norm(difference, 0);
        if (distance > 0) {
            double slope = mass * cost.p() * Math.pow(distance, cost.p() - 1);
            for (int k = 0; k < d; k++) {
                double t = slope * (difference[k] / distance);
                gx[p + k] += t;
                gy[q + k] -= t;
            }
        }
    }

    private void along(
            double slope, double[] x, int p, double[] y, int q, double[] gx, double[] gy) {
        for (int k = 0; k < d; k++) {
            double t = slope * (x[p + k] - y[q + k]);
            gx[p + k] += t;
            gy[q + k] -= t;
        }
    }

    private void cosine(
            double mass, double[] x, int p, double[] y, int q, double[] gx, double[] gy) {
        double nx = norm(x, p);
        double ny = norm(y, q);
        if (nx == 0 || ny == 0) {
            return;
        }
        double cosine = 0;
        for (int k = 0; k < d; k++) {
            cosine += x[p + k] / nx * (y[q + k] / ny);
        }
        for (int k = 0; k < d; k++) {
            double u = x[p + k] / nx;
            double v = y[q + k] / ny;
            gx[p + k] -= mass * (v - cosine * u) / nx;
            gy[q + k] -= mass * (u - cosine * v) / ny;
        }
    }

    // The norm without a square that leaves the range of a double.
    private double norm(double[] x, int at) {
        double largest = 0;
        for (int k = 0; k < d; k++) {
            largest = Math.max(largest, Math.abs(x[at + k]));
        }
        if (largest == 0) {
            return 0;
        }
        double sum = 0;
        for (int k = 0; k < d; k++) {
            double t = x[at + k] / largest;
            sum += t * t;
        }
        return largest * Math.sqrt(sum);
    }
}
