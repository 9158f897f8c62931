package org.ot4j.transport.internal;

import java.util.Arrays;
import org.ot4j.internal.Check;
import org.ot4j.internal.Parallel;
import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.cost.Cosine;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.cost.DistanceCost;
import org.ot4j.transport.cost.EuclideanPower;
import org.ot4j.transport.cost.Lp;

/**
 * Costs with a formula in the coordinates, computed where they are asked for or, if they are
 * {@linkplain #kept kept}, in memory. Targets lie coordinate by coordinate, so that the loops over
 * j run over consecutive numbers and the compiler makes vector instructions of them.
 */
public final class CoordinateCostMatrix extends CostMatrix {
    // Rows are computed in chunks that stay in the first-level cache.
    private static final int CHUNK = 1024;

    // With more coordinates than these, reading them is what takes the time.
    private static final int FEW_COORDINATES = 8;

    private static final int KEPT_PART = 8;

    // Far enough from the ends of the range of a double that no digits are lost.
    private static final double LEAST_COST = 1e-280;

    private final CoordinateCost cost;
    private final Measure x;
    private final Measure y;
    private final int d;
    private final double[] xs;
    private final double[] ys;
    // One of the two is null.
    private final double[] yt;
    private final PointBlocks blocks;
    // All costs, row by row, or null.
    private final double[] kept;
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
        boolean cosine = cost instanceof Cosine;
        this.unit = cost instanceof DistanceCost ? unitFor(widest()) : 1;
        this.xs = cosine ? directions(x) : divided(RawMeasures.points(x));
        this.ys = cosine ? directions(y) : divided(RawMeasures.points(y));
        this.noDirectionX = cosine ? Coordinates.zeros(xs, d) : null;
        this.noDirectionY = cosine ? Coordinates.zeros(ys, d) : null;
        boolean few = d <= FEW_COORDINATES || cost instanceof Lp;
        this.yt = few ? turned(ys, d) : null;
        this.blocks = few ? null : new PointBlocks(ys, d);
        this.kept = null;
    }

    private CoordinateCostMatrix(CoordinateCostMatrix other, double[] kept) {
        super(other.rows(), other.cols());
        this.cost = other.cost;
        this.x = other.x;
        this.y = other.y;
        this.d = other.d;
        this.unit = other.unit;
        this.xs = other.xs;
        this.ys = other.ys;
        this.noDirectionX = other.noDirectionX;
        this.noDirectionY = other.noDirectionY;
        this.yt = other.yt;
        this.blocks = other.blocks;
        this.kept = kept;
    }

    private static double[] turned(double[] points, int d) {
        int m = points.length / d;
        var turned = new double[points.length];
        for (int j = 0; j < m; j++) {
            for (int k = 0; k < d; k++) {
                turned[k * m + j] = points[j * d + k];
            }
        }
        return turned;
    }

    /** Whether all costs are in memory. */
    public boolean isKept() {
        return kept != null;
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
        double[] low = x.point(0);
        double[] high = low.clone();
        for (double[] points : new double[][] {RawMeasures.points(x), RawMeasures.points(y)}) {
            for (int at = 0; at < points.length; at += d) {
                for (int k = 0; k < d; k++) {
                    low[k] = Math.min(low[k], points[at + k]);
                    high[k] = Math.max(high[k], points[at + k]);
                }
            }
        }
        double widest = 0;
        for (int k = 0; k < d; k++) {
            widest = Math.max(widest, high[k] - low[k]);
        }
        return widest;
    }

    private static double unitFor(double widest) {
        boolean squaresFit = widest == 0 || (widest > 0x1p-400 && widest < 0x1p400);
        return squaresFit ? 1 : Math.scalb(1.0, Math.min(1000, Math.getExponent(widest)));
    }

    /**
     * Whether all costs and coordinates are below {@code greatest} and no squares of differences
     * leave the range of a double.
     */
    boolean isOrdinary(double greatest) {
        return unit == 1
                && Math.pow(widest(), cost.p()) * d < greatest
                && most(RawMeasures.points(x)) < greatest
                && most(RawMeasures.points(y)) < greatest;
    }

    private static double most(double[] points) {
        double most = 0;
        for (double t : points) {
            most = Math.max(most, Math.abs(t));
        }
        return most;
    }

    private double[] directions(Measure measure) {
        return Coordinates.unit(RawMeasures.points(measure), d);
    }

    private double[] divided(double[] points) {
        return unit == 1 ? points : Arrays.stream(points).map(t -> t / unit).toArray();
    }

    /**
     * Fails where all costs are so near 0 that a double cannot hold them: no solver could tell one
     * plan from another.
     */
    public void checkRange() {
        if (cost instanceof Cosine) {
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
        if (kept != null) {
            return kept[i * cols() + j];
        }
        if (cost instanceof Cosine) {
            return noDirectionX[i] || noDirectionY[j] ? 1 : Cosine.ofSquare(square(i, j));
        }
        return unit != 1 && cost instanceof DistanceCost power
                ? power.ofDistance(Math.sqrt(square(i, j)) * unit)
                : cost.between(xs, i * d, ys, j * d, 1, d);
    }

    private double square(int i, int j) {
        return Coordinates.squares(xs, i * d, ys, j * d, 1, d);
    }

    @Override
    public void row(int i, int from, int to, double[] out, int offset) {
        if (kept != null) {
            System.arraycopy(kept, i * cols() + from, out, offset, to - from);
            return;
        }
        for (int j = from; j < to; j += CHUNK) {
            chunk(i, j, Math.min(to - j, CHUNK), out, offset + j - from);
        }
    }

    private void chunk(int i, int from, int length, double[] out, int offset) {
        if (cost instanceof Lp lp) {
            lp.row(xs, i * d, yt, from, cols(), d, out, offset, offset + length);
            return;
        }
        if (blocks != null) {
            blocks.squares(xs, i * d, from, from + length, out, offset);
        } else {
            squares(i * d, from, length, out, offset);
        }
        ofSquares(i, from, length, out, offset);
    }

    /** Makes costs of the squared distances between source i and targets from {@code from} on. */
    private void ofSquares(int i, int from, int length, double[] out, int offset) {
        int end = offset + length;
        if (cost instanceof DistanceCost power) {
            if (unit == 1) {
                power.ofSquares(out, offset, end);
            } else {
                for (int j = offset; j < end; j++) {
                    out[j] = power.ofDistance(Math.sqrt(out[j]) * unit);
                }
            }
        } else if (cost instanceof Cosine) {
            for (int j = 0; j < length; j++) {
                out[offset + j] =
                        noDirectionX[i] || noDirectionY[from + j]
                                ? 1
                                : Cosine.ofSquare(out[offset + j]);
            }
        }
    }

    @Override
    protected double[] all(int threads) {
        if (kept != null) {
            return kept; // nobody changes it
        }
        if (blocks == null) {
            return super.all(threads);
        }
        int m = cols();
        var all = new double[rows() * m];
        PointBlocks.Squares consumer =
                (i, start, count, squares) -> {
                    ofSquares(i, start, count, squares, 0);
                    System.arraycopy(squares, 0, all, i * m + start, count);
                };
        Parallel.ranges(
                rows(),
                1 + 100_000 / m,
                threads,
                (from, to) -> blocks.squares(xs, from, to, consumer));
        return all;
    }

    /**
     * Costs with all rows in memory, if they are formulas of coordinates of which most are read and
     * {@linkplain #isWorthKeeping it is worth it}; otherwise as they are.
     */
    public static CostMatrix kept(CostMatrix costs, int threads) {
        return costs instanceof CoordinateCostMatrix c && isWorthKeeping(c) && !ReducedCosts.pay(c)
                ? new CoordinateCostMatrix(c, c.all(threads))
                : costs;
    }

    /**
     * Whether computing costs takes much longer than reading them, and all of them, 8 n m bytes,
     * fit in an eighth of the heap and in an array.
     */
    public static boolean isWorthKeeping(CostMatrix costs) {
        long entries = (long) costs.rows() * costs.cols();
        return costs.isSlow()
                && entries < MOST_STORED
                && 8 * entries <= Runtime.getRuntime().maxMemory() / KEPT_PART;
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
        return kept == null
                && (d > FEW_COORDINATES
                        || (cost instanceof Lp && cost.p() != 1)
                        || (cost instanceof EuclideanPower && cost.p() != 4));
    }

    @Override
    public CostMatrix select(int[] rows, int[] cols) {
        return new CoordinateCostMatrix(
                cost, RawMeasures.select(x, rows), RawMeasures.select(y, cols));
    }
}
