package org.ot4j.transport;

/** The derivative of a cost in its two points, summed over the pairs of a plan. */
final class CostSlope {
    private final CoordinateCost cost;
    private final int d;

    CostSlope(CoordinateCost cost, int d) {
        this.cost = cost;
        this.d = d;
    }

    /** Adds mass · ∂c/∂x_i to row i of gx, and mass · ∂c/∂y_j to row j of gy. */
    void add(double mass, double[] x, int i, double[] y, int j, double[] gx, double[] gy) {
        int p = i * d;
        int q = j * d;
        switch (cost.kind()) {
            case SQUARED_EUCLIDEAN -> along(2 * mass, x, p, y, q, gx, gy);
            case EUCLIDEAN, EUCLIDEAN_POWER -> {
                double distance = distance(x, p, y, q);
                // A subgradient where the two points are one.
                if (distance > 0) {
                    double slope = cost.p() * Math.pow(distance, cost.p() - 2);
                    along(mass * slope, x, p, y, q, gx, gy);
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
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int k = 0; k < d; k++) {
            xx += x[p + k] * x[p + k];
            yy += y[q + k] * y[q + k];
            xy += x[p + k] * y[q + k];
        }
        if (xx == 0 || yy == 0) {
            return;
        }
        double norms = Math.sqrt(xx) * Math.sqrt(yy);
        for (int k = 0; k < d; k++) {
            gx[p + k] -= mass * (y[q + k] - xy / xx * x[p + k]) / norms;
            gy[q + k] -= mass * (x[p + k] - xy / yy * y[q + k]) / norms;
        }
    }
}
