package org.ot4j.transport.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.ot4j.base.PyTorch;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Plan;

/**
 * The gradient of Σ_ij P_ij |x_i - y_j|² in the points, 2 (x_i Σ_j P_ij - Σ_j P_ij y_j) and the
 * like: products of the plan with the points, which the engine does in a fraction of the time of
 * slopes added up entry by entry. The origin is moved to the points, lest those far from it lose
 * digits.
 */
final class SquaredSlopes {
    /** Entries of the plan that are in memory together. */
    private static final int BLOCK = 1 << 20;

    private final Plan plan;
    private final int d;

    private SquaredSlopes(Plan plan, int d) {
        this.plan = plan;
        this.d = d;
    }

    static Gradient.Slopes of(Plan plan, Measure source, Measure target) {
        int d = source.dimension();
        double[] origin = mean(RawMeasures.points(target), d);
        double[] x = centred(RawMeasures.points(source), origin);
        double[] y = centred(RawMeasures.points(target), origin);
        var slopes = new SquaredSlopes(plan, d);
        return plan instanceof CellPlan ? slopes.byCoordinate(x, y) : slopes.byRows(x, y);
    }

    private static double[] mean(double[] points, int d) {
        var mean = new double[d];
        double share = (double) d / points.length;
        for (int at = 0; at < points.length; at += d) {
            for (int k = 0; k < d; k++) {
                mean[k] += share * points[at + k];
            }
        }
        return mean;
    }

    private static double[] centred(double[] points, double[] origin) {
        int d = origin.length;
        var centred = new double[points.length];
        for (int at = 0; at < points.length; at += d) {
            for (int k = 0; k < d; k++) {
                centred[at + k] = points[at + k] - origin[k];
            }
        }
        return centred;
    }

    private Gradient.Slopes byRows(double[] x, double[] y) {
        int n = plan.rows();
        int m = plan.cols();
        int width = d + 1;
        double[] xs = withOnes(x);
        double[] ys = withOnes(y);
        var py = new double[xs.length];
        var px = new double[ys.length];
        var row = new double[m];
        int most = Math.max(1, Math.min(n, BLOCK / m));
        try (NDManager manager = PyTorch.newCpuManager()) {
            NDArray targets = manager.create(ys, new Shape(m, width));
            for (int from = 0; from < n; from += most) {
                int rows = Math.min(most, n - from);
                var block = new double[rows * m];
                for (int r = 0; r < rows; r++) {
                    plan.row(from + r, row);
                    System.arraycopy(row, 0, block, r * m, m);
                }
                try (NDManager scope = manager.newSubManager()) {
                    NDArray p = scope.create(block, new Shape(rows, m));
                    double[] part = Arrays.copyOfRange(xs, from * width, (from + rows) * width);
                    NDArray sources = scope.create(part, new Shape(rows, width));
                    double[] images = p.matMul(targets).toDoubleArray();
                    System.arraycopy(images, 0, py, from * width, images.length);
                    double[] back = p.transpose().matMul(sources).toDoubleArray();
                    for (int t = 0; t < px.length; t++) {
                        px[t] += back[t];
                    }
                }
            }
        }
        return new Gradient.Slopes(slopes(x, last(py), first(py)), slopes(y, last(px), first(px)));
    }

    /** With 1 as one more coordinate, whose image is the sum of a row. */
    private double[] withOnes(double[] points) {
        var more = new double[points.length / d * (d + 1)];
        Arrays.fill(more, 1);
        for (int i = 0; i < points.length / d; i++) {
            System.arraycopy(points, i * d, more, i * (d + 1), d);
        }
        return more;
    }

    private double[] first(double[] more) {
        var points = new double[more.length / (d + 1) * d];
        for (int i = 0; i < points.length / d; i++) {
            System.arraycopy(more, i * (d + 1), points, i * d, d);
        }
        return points;
    }

    private double[] last(double[] more) {
        var sums = new double[more.length / (d + 1)];
        Arrays.setAll(sums, i -> more[i * (d + 1) + d]);
        return sums;
    }

    private Gradient.Slopes byCoordinate(double[] x, double[] y) {
        var py = new double[x.length];
        var px = new double[y.length];
        for (int k = 0; k < d; k++) {
            put(plan.apply(coordinate(y, k)), py, k);
            put(plan.applyTransposed(coordinate(x, k)), px, k);
        }
        return new Gradient.Slopes(slopes(x, plan.rowSums(), py), slopes(y, plan.colSums(), px));
    }

    private double[] coordinate(double[] points, int k) {
        var coordinate = new double[points.length / d];
        Arrays.setAll(coordinate, i -> points[i * d + k]);
        return coordinate;
    }

    private void put(double[] coordinate, double[] points, int k) {
        for (int i = 0; i < coordinate.length; i++) {
            points[i * d + k] = coordinate[i];
        }
    }

    private double[] slopes(double[] points, double[] sums, double[] images) {
        var slopes = new double[points.length];
        Arrays.setAll(slopes, t -> 2 * (sums[t / d] * points[t] - images[t]));
        return slopes;
    }
}
