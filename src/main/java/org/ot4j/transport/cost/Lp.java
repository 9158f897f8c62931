package org.ot4j.transport.cost;

import java.util.Arrays;
import org.ot4j.internal.Check;

/**
 * Σ_k |x_k - y_k|^p, the p-th power of the Lp distance; a metric for p ≤ 1.
 *
 * @param p above 0
 */
public record Lp(double p) implements CoordinateCost {
    /** Checks the argument. */
    public Lp {
        Check.positive(p, "p");
    }

    @Override
    public boolean isMetric() {
        return p <= 1;
    }

    @Override
    public double between(double[] x, int xo, double[] y, int yo, int step, int d) {
        double sum = 0;
        for (int k = 0; k < d; k++) {
            double t = Math.abs(x[xo + k] - y[yo + k * step]);
            sum += p == 1 ? t : Math.pow(t, p);
        }
        return sum;
    }

    /**
     * The costs between the point x[xo .. xo + d) and {@code to - from} points, whose k-th
     * coordinates follow each other from y[yo + k · step] on.
     */
    public void row(
            double[] x,
            int xo,
            double[] y,
            int yo,
            int step,
            int d,
            double[] out,
            int from,
            int to) {
        Arrays.fill(out, from, to, 0);
        for (int k = 0; k < d; k++) {
            double xk = x[xo + k];
            int at = yo + k * step - from;
            if (p == 1) {
                for (int j = from; j < to; j++) {
                    out[j] += Math.abs(xk - y[at + j]);
                }
            } else {
                for (int j = from; j < to; j++) {
                    out[j] += Math.pow(Math.abs(xk - y[at + j]), p);
                }
            }
        }
    }

    @Override
    public void addSlope(
            double mass, double[] x, int xo, double[] y, int yo, int d, double[] gx, double[] gy) {
        for (int k = 0; k < d; k++) {
            double t = x[xo + k] - y[yo + k];
            if (t != 0) {
                double slope = mass * p * Math.pow(Math.abs(t), p - 1) * Math.signum(t);
                gx[xo + k] += slope;
                gy[yo + k] -= slope;
            }
        }
    }
}
