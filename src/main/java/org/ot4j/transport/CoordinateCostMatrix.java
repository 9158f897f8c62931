package org.ot4j.transport;

import java.util.Arrays;

/**
 * Costs with a formula in the coordinates. Targets are kept coordinate by coordinate, so that the
 * loops over j run over consecutive numbers and the compiler makes vector instructions of them.
 */
final class CoordinateCostMatrix extends CostMatrix {
    // Rows are computed in chunks that stay in the first-level cache.
    private static final int CHUNK = 1024;

    private final CoordinateCost cost;
    private final Measure x;
    private final Measure y;
    private final int d;
    private final double[] xs;
    private final double[] yt;

    CoordinateCostMatrix(CoordinateCost cost, Measure x, Measure y) {
        super(x.size(), y.size());
        this.cost = cost;
        this.x = x;
        this.y = y;
        this.d = x.dimension();
        boolean cosine = cost.kind() == CoordinateCost.Kind.COSINE;
        this.xs = cosine ? unit(x.rawPoints(), d) : x.rawPoints();
        double[] ys = cosine ? unit(y.rawPoints(), d) : y.rawPoints();
        int m = y.size();
        this.yt = new double[ys.length];
        for (int j = 0; j < m; j++) {
            for (int k = 0; k < d; k++) {
                yt[k * m + j] = ys[j * d + k];
            }
        }
    }

    CoordinateCost cost() {
        return cost;
    }

    Measure source() {
        return x;
    }

    Measure target() {
        return y;
    }

    @Override
    public double at(int i, int j) {
        return cost.kind() == CoordinateCost.Kind.COSINE
                ? 1 - dot(xs, i * d, yt, j, cols(), d)
                : cost(cost, xs, i * d, yt, j, cols(), d);
    }

    @Override
    public void row(int i, int from, int to, double[] out, int offset) {
        for (int j = from; j < to; j += CHUNK) {
            chunk(i, j, Math.min(to - j, CHUNK), out, offset + j - from);
        }
    }

    private void chunk(int i, int from, int length, double[] out, int offset) {
        int m = cols();
        int at = i * d;
        switch (cost.kind()) {
            case SQUARED_EUCLIDEAN -> squares(at, from, length, out, offset);
            case EUCLIDEAN -> {
                squares(at, from, length, out, offset);
                for (int j = 0; j < length; j++) {
                    out[offset + j] = Math.sqrt(out[offset + j]);
                }
            }
            case EUCLIDEAN_POWER -> {
                squares(at, from, length, out, offset);
                for (int j = 0; j < length; j++) {
                    out[offset + j] = power(out[offset + j], cost.p());
                }
            }
            case LP -> {
                Arrays.fill(out, offset, offset + length, 0);
                for (int k = 0; k < d; k++) {
                    double xk = xs[at + k];
                    int y0 = k * m + from;
                    if (cost.p() == 1) {
                        for (int j = 0; j < length; j++) {
                            out[offset + j] += Math.abs(xk - yt[y0 + j]);
                        }
                    } else {
                        for (int j = 0; j < length; j++) {
                            out[offset + j] += Math.pow(Math.abs(xk - yt[y0 + j]), cost.p());
                        }
                    }
                }
            }
            case COSINE -> {
                Arrays.fill(out, offset, offset + length, 0);
                for (int k = 0; k < d; k++) {
                    double xk = xs[at + k];
                    int y0 = k * m + from;
                    for (int j = 0; j < length; j++) {
                        out[offset + j] += xk * yt[y0 + j];
                    }
                }
                for (int j = 0; j < length; j++) {
                    out[offset + j] = 1 - out[offset + j];
                }
            }
        }
    }

    private void squares(int at, int from, int length, double[] out, int offset) {
        int m = cols();
        int k = 0;
        if (d % 2 == 0) {
            pair(xs[at], xs[at + 1], from, m + from, length, out, offset, true);
            k = 2;
        } else {
            double x0 = xs[at];
            for (int j = 0; j < length; j++) {
                double t = x0 - yt[from + j];
                out[offset + j] = t * t;
            }
            k = 1;
        }
        for (; k < d; k += 2) {
            int y0 = k * m + from;
            pair(xs[at + k], xs[at + k + 1], y0, y0 + m, length, out, offset, false);
        }
    }

    // Two coordinates a pass: half the traffic to out.
    private void pair(
            double x0, double x1, int y0, int y1, int length, double[] out, int o, boolean set) {
        double[] yt = this.yt;
        if (set) {
            for (int j = 0; j < length; j++) {
                double s = x0 - yt[y0 + j];
                double t = x1 - yt[y1 + j];
                out[o + j] = s * s + t * t;
            }
        } else {
            for (int j = 0; j < length; j++) {
                double s = x0 - yt[y0 + j];
                double t = x1 - yt[y1 + j];
                out[o + j] += s * s + t * t;
            }
        }
    }

    @Override
    public CostMatrix transposed() {
        return new CoordinateCostMatrix(cost, y, x);
    }

    @Override
    boolean isSlow() {
        return d > 8
                || (cost.kind() == CoordinateCost.Kind.LP && cost.p() != 1)
                || (cost.kind() == CoordinateCost.Kind.EUCLIDEAN_POWER && cost.p() != 4);
    }

    @Override
    CostMatrix select(int[] rows, int[] cols) {
        return new CoordinateCostMatrix(cost, x.select(rows), y.select(cols));
    }

    /** The cost between x[xo .. xo + d) and y[yo], y[yo + step], ... */
    static double cost(
            CoordinateCost cost, double[] x, int xo, double[] y, int yo, int step, int d) {
        double sum = 0;
        switch (cost.kind()) {
            case SQUARED_EUCLIDEAN, EUCLIDEAN, EUCLIDEAN_POWER -> {
                // The same order of additions as in squares(), so that both agree to the last bit.
                int k = d % 2;
                if (k == 1) {
                    double t = x[xo] - y[yo];
                    sum = t * t;
                }
                for (; k < d; k += 2) {
                    double s = x[xo + k] - y[yo + k * step];
                    double t = x[xo + k + 1] - y[yo + (k + 1) * step];
                    sum += s * s + t * t;
                }
                if (cost.kind() == CoordinateCost.Kind.EUCLIDEAN) {
                    return Math.sqrt(sum);
                }
                return cost.kind() == CoordinateCost.Kind.SQUARED_EUCLIDEAN
                        ? sum
                        : power(sum, cost.p());
            }
            case LP -> {
                for (int k = 0; k < d; k++) {
                    double t = Math.abs(x[xo + k] - y[yo + k * step]);
                    sum += cost.p() == 1 ? t : Math.pow(t, cost.p());
                }
                return sum;
            }
            case COSINE -> {
                double xx = dot(x, xo, x, xo, 1, d);
                double yy = 0;
                for (int k = 0; k < d; k++) {
                    yy += y[yo + k * step] * y[yo + k * step];
                }
                return xx == 0 || yy == 0
                        ? 1
                        : 1 - dot(x, xo, y, yo, step, d) / (Math.sqrt(xx) * Math.sqrt(yy));
            }
        }
        throw new AssertionError(cost.kind());
    }

    private static double power(double squaredDistance, double p) {
        return p == 4 ? squaredDistance * squaredDistance : Math.pow(squaredDistance, p / 2);
    }

    private static double dot(double[] x, int xo, double[] y, int yo, int step, int d) {
        double sum = 0;
        for (int k = 0; k < d; k++) {
            sum += x[xo + k] * y[yo + k * step];
        }
        return sum;
    }

    private static double[] unit(double[] points, int d) {
        double[] unit = new double[points.length];
        for (int at = 0; at < points.length; at += d) {
            double largest = 0;
            for (int k = 0; k < d; k++) {
                largest = Math.max(largest, Math.abs(points[at + k]));
            }
            if (largest > 0) {
                double squares = 0;
                for (int k = 0; k < d; k++) {
                    double t = points[at + k] / largest;
                    squares += t * t;
                }
                double norm = Math.sqrt(squares);
                for (int k = 0; k < d; k++) {
                    unit[at + k] = points[at + k] / largest / norm;
                }
            }
        }
        return unit;
    }
}
