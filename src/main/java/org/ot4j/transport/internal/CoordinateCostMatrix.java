package org.ot4j.transport.internal;

import java.util.Arrays;
import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.cost.CostMatrix;

/**
 * Costs with a formula in the coordinates. Targets are kept coordinate by coordinate, so that the
 * loops over j run over consecutive numbers and the compiler makes vector instructions of them.
 */
public final class CoordinateCostMatrix extends CostMatrix {
    // Rows are computed in chunks that stay in the first-level cache.
    private static final int CHUNK = 1024;

    // Far enough from the ends of the range of a double that no digits are lost.
    private static final double LEAST_COST = 1e-280;
    private static final double GREATEST_SQUARE = 1e300;

    private final CoordinateCost cost;
    private final Measure x;
    private final Measure y;
    private final int d;
    private final double[] xs;
    private final double[] yt;
    // Which points are 0 and have no direction; for the cosine distance only.
    private final boolean[] noDirectionX;
    private final boolean[] noDirectionY;

    /**
     * What distances are multiplied by: 1 but for points so near or far that the squares of their
     * differences leave the range of a double, which are kept divided by this power of two.
     */
    private final double unit;

    public CoordinateCostMatrix(CoordinateCost cost, Measure x, Measure y) {
        super(x.size(), y.size());
        this.cost = cost;
        this.x = x;
        this.y = y;
        this.d = x.dimension();
        boolean cosine = cost.kind() == CoordinateCost.Kind.COSINE;
        this.unit = cost.isOfDistance() ? unitFor(widest()) : 1;
        this.xs = cosine ? unit(RawMeasures.points(x), d) : divided(RawMeasures.points(x));
        double[] ys = cosine ? unit(RawMeasures.points(y), d) : divided(RawMeasures.points(y));
        this.noDirectionX = cosine ? zeros(xs, d) : null;
        this.noDirectionY = cosine ? zeros(ys, d) : null;
        int m = y.size();
        this.yt = new double[ys.length];
        for (int j = 0; j < m; j++) {
            for (int k = 0; k < d; k++) {
                yt[k * m + j] = ys[j * d + k];
            }
        }
    }

    public CoordinateCost cost() {
        return cost;
    }

    public Measure source() {
        return x;
    }

    public Measure target() {
        return y;
    }

    /** The greatest difference of two coordinates on one axis. */
    private double widest() {
        double widest = 0;
        for (int k = 0; k < d; k++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (double[] points : new double[][] {RawMeasures.points(x), RawMeasures.points(y)}) {
                for (int at = k; at < points.length; at += d) {
                    low = Math.min(low, points[at]);
                    high = Math.max(high, points[at]);
                }
            }
            widest = Math.max(widest, high - low);
        }
        return widest;
    }

    private static double unitFor(double widest) {
        boolean squaresFit = widest == 0 || (widest > 0x1p-400 && widest < 0x1p400);
        return squaresFit ? 1 : Math.scalb(1.0, Math.min(1000, Math.getExponent(widest)));
    }

    private double[] divided(double[] points) {
        return unit == 1 ? points : Arrays.stream(points).map(t -> t / unit).toArray();
    }

    /**
     * Fails where all costs are so near 0 that a double cannot hold them: no solver could tell one
     * plan from another.
     */
    public void checkRange() {
        if (cost.kind() == CoordinateCost.Kind.COSINE) {
            return;
        }
        double widest = widest();
        double greatest = Math.pow(widest, cost.p());
        Check.that(
                widest == 0 || greatest > LEAST_COST,
                "greatest difference of coordinates",
                widest,
                "one whose power "
                        + cost.p()
                        + " is above "
                        + LEAST_COST
                        + ": scale the points, or ask for Transport.wasserstein");
    }

    @Override
    public double at(int i, int j) {
        if (cost.kind() == CoordinateCost.Kind.COSINE) {
            return noDirectionX[i] || noDirectionY[j] ? 1 : halfSquare(xs, i * d, yt, j, cols(), d);
        }
        return unit == 1
                ? cost(cost, xs, i * d, yt, j, cols(), d)
                : ofDistance(Math.sqrt(squares(xs, i * d, yt, j, cols(), d)));
    }

    /** The cost of a distance in units. */
    private double ofDistance(double distance) {
        double t = distance * unit;
        return cost.p() == 1 ? t : Math.pow(t, cost.p());
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
                if (unit != 1) {
                    for (int j = 0; j < length; j++) {
                        out[offset + j] *= unit;
                    }
                }
            }
            case EUCLIDEAN_POWER -> {
                squares(at, from, length, out, offset);
                if (unit != 1) {
                    for (int j = 0; j < length; j++) {
                        out[offset + j] = ofDistance(Math.sqrt(out[offset + j]));
                    }
                    return;
                }
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
                // Half the squared distance of the unit vectors: never below 0, and 0 for equals.
                squares(at, from, length, out, offset);
                for (int j = 0; j < length; j++) {
                    out[offset + j] =
                            noDirectionX[i] || noDirectionY[from + j]
                                    ? 1
                                    : Math.min(2, 0.5 * out[offset + j]);
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
    public boolean isSlow() {
        return d > 8
                || (cost.kind() == CoordinateCost.Kind.LP && cost.p() != 1)
                || (cost.kind() == CoordinateCost.Kind.EUCLIDEAN_POWER && cost.p() != 4);
    }

    @Override
    public CostMatrix select(int[] rows, int[] cols) {
        return new CoordinateCostMatrix(
                cost, RawMeasures.select(x, rows), RawMeasures.select(y, cols));
    }

    /** The cost between x[xo .. xo + d) and y[yo], y[yo + step], ... */
    public static double cost(
            CoordinateCost cost, double[] x, int xo, double[] y, int yo, int step, int d) {
        double sum = 0;
        switch (cost.kind()) {
            case SQUARED_EUCLIDEAN -> {
                return squares(x, xo, y, yo, step, d);
            }
            case EUCLIDEAN -> {
                double squares = squares(x, xo, y, yo, step, d);
                return squares > LEAST_COST && squares < GREATEST_SQUARE
                        ? Math.sqrt(squares)
                        : distance(x, xo, y, yo, step, d);
            }
            case EUCLIDEAN_POWER -> {
                double squares = squares(x, xo, y, yo, step, d);
                return squares > LEAST_COST && squares < GREATEST_SQUARE
                        ? power(squares, cost.p())
                        : Math.pow(distance(x, xo, y, yo, step, d), cost.p());
            }
            case LP -> {
                for (int k = 0; k < d; k++) {
                    double t = Math.abs(x[xo + k] - y[yo + k * step]);
                    sum += cost.p() == 1 ? t : Math.pow(t, cost.p());
                }
                return sum;
            }
            case COSINE -> {
                double[] u = unit(Arrays.copyOfRange(x, xo, xo + d), d);
                var v = new double[d];
                for (int k = 0; k < d; k++) {
                    v[k] = y[yo + k * step];
                }
                v = unit(v, d);
                return zeros(u, d)[0] || zeros(v, d)[0] ? 1 : halfSquare(u, 0, v, 0, 1, d);
            }
        }
        throw new AssertionError(cost.kind());
    }

    // The same order of additions as for a row, so that both agree to the last bit.
    private static double squares(double[] x, int xo, double[] y, int yo, int step, int d) {
        double sum = 0;
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
        return sum;
    }

    private static double halfSquare(double[] x, int xo, double[] y, int yo, int step, int d) {
        return Math.min(2, 0.5 * squares(x, xo, y, yo, step, d));
    }

    /** The Euclidean distance, where squares leave the range of a double. */
    private static double distance(double[] x, int xo, double[] y, int yo, int step, int d) {
        double largest = 0;
        for (int k = 0; k < d; k++) {
            // Halves, for the difference of two doubles may be beyond the greatest.
            largest = Math.max(largest, Math.abs(0.5 * x[xo + k] - 0.5 * y[yo + k * step]));
        }
        if (largest == 0) {
            return 0;
        }
        double sum = 0;
        for (int k = 0; k < d; k++) {
            double t = (0.5 * x[xo + k] - 0.5 * y[yo + k * step]) / largest;
            sum += t * t;
        }
        return 2 * (largest * Math.sqrt(sum));
    }

    private static double power(double squaredDistance, double p) {
        return p == 4 ? squaredDistance * squaredDistance : Math.pow(squaredDistance, p / 2);
    }

    private static boolean[] zeros(double[] points, int d) {
        var zeros = new boolean[points.length / d];
        for (int i = 0; i < zeros.length; i++) {
            zeros[i] = true;
            for (int k = 0; k < d; k++) {
                zeros[i] &= points[i * d + k] == 0;
            }
        }
        return zeros;
    }

    private static double[] unit(double[] points, int d) {
        var unit = new double[points.length];
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
