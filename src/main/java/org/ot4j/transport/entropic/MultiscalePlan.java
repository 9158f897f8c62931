package org.ot4j.transport.entropic;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Plan;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.CellPlan;
import org.ot4j.transport.internal.RawMeasures;

/**
 * The plan of a {@link MultiscaleSinkhorn}: entries are computed on demand, those of pairs of cells
 * that are left out are 0. Sums, products and maps go by cells and take O(n + m) numbers.
 */
final class MultiscalePlan extends Plan implements CellPlan {
    private static final int ABSENT = -1;

    private final CostMatrix costs;
    private final MultiscaleKernel kernel;
    // The place among the sorted points of each source and target, or ABSENT where it has no mass.
    private final int[] rowAt;
    private final int[] colAt;
    private final int[] colOf;
    // What rows and columns of the kernel are multiplied by.
    private final double[] xs;
    private final double[] ys;
    private final double cost;

    /**
     * @param rows the sources with mass, in the order of the kernel's rows
     * @param cols the targets with mass, in the order of the kernel's columns
     */
    MultiscalePlan(
            CostMatrix costs,
            MultiscaleKernel kernel,
            int[] rows,
            int[] cols,
            double[] xs,
            double[] ys,
            double cost) {
        super(costs.rows(), costs.cols());
        this.costs = costs;
        this.kernel = kernel;
        this.rowAt = places(rows, costs.rows());
        this.colAt = places(cols, costs.cols());
        this.colOf = cols;
        this.xs = xs;
        this.ys = ys;
        this.cost = cost;
    }

    private static int[] places(int[] of, int count) {
        var places = new int[count];
        Arrays.fill(places, ABSENT);
        for (int k = 0; k < of.length; k++) {
            places[of[k]] = k;
        }
        return places;
    }

    @Override
    public OptionalDouble epsilon() {
        return OptionalDouble.of(kernel.epsilon());
    }

    @Override
    public double at(int i, int j) {
        int p = rowAt[i];
        int q = colAt[j];
        return p == ABSENT || q == ABSENT ? 0 : xs[p] * ys[q] * kernel.at(p, q);
    }

    @Override
    public void row(int i, double[] out) {
        Arrays.fill(out, 0, cols(), 0);
        visit(i, (row, j, mass) -> out[j] = mass);
    }

    @Override
    public void forEach(ArcConsumer consumer) {
        for (int i = 0; i < rows(); i++) {
            visit(i, consumer);
        }
    }

    private void visit(int i, ArcConsumer consumer) {
        int p = rowAt[i];
        if (p != ABSENT) {
            kernel.forEach(
                    p,
                    (q, entry) -> {
                        double mass = xs[p] * ys[q] * entry;
                        if (mass != 0) {
                            consumer.accept(i, colOf[q], mass);
                        }
                    });
        }
    }

    @Override
    public double[] apply(double[] v) {
        Check.notNull(v, "v");
        Check.that(v.length == cols(), "v.length", v.length, cols() + ", one for each target");
        var w = new double[ys.length];
        Arrays.setAll(w, q -> ys[q] * v[colOf[q]]);
        var sums = new double[xs.length];
        kernel.pass(
                w,
                (part, p, sum) -> {
                    sums[p] = xs[p] * sum;
                    return 0;
                },
                new double[ys.length]);
        return placed(sums, rowAt);
    }

    @Override
    public double[] applyTransposed(double[] u) {
        Check.notNull(u, "u");
        Check.that(u.length == rows(), "u.length", u.length, rows() + ", one for each source");
        var w = new double[xs.length];
        for (int i = 0; i < u.length; i++) {
            if (rowAt[i] != ABSENT) {
                w[rowAt[i]] = xs[rowAt[i]] * u[i];
            }
        }
        var sums = new double[ys.length];
        kernel.pass(new double[ys.length], (part, p, sum) -> w[p], sums);
        for (int q = 0; q < sums.length; q++) {
            sums[q] *= ys[q];
        }
        return placed(sums, colAt);
    }

    private static double[] placed(double[] values, int[] at) {
        var placed = new double[at.length];
        Arrays.setAll(placed, i -> at[i] == ABSENT ? 0 : values[at[i]]);
        return placed;
    }

    @Override
    public double[] rowSums() {
        return apply(ones(cols()));
    }

    @Override
    public double[] colSums() {
        return applyTransposed(ones(rows()));
    }

    private static double[] ones(int count) {
        var ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Override
    public double cost(CostMatrix of) {
        return of == costs ? cost : super.cost(of);
    }

    @Override
    public double[][] barycentricMap(Measure target) {
        Check.notNull(target, "target");
        Check.that(target.size() == cols(), "target.size()", target.size(), "" + cols());
        int d = target.dimension();
        double[] y = RawMeasures.points(target);
        double[] sums = rowSums();
        var image = new double[rows()][d];
        var coordinate = new double[cols()];
        for (int k = 0; k < d; k++) {
            for (int j = 0; j < coordinate.length; j++) {
                coordinate[j] = y[j * d + k];
            }
            // About the middle, lest points far from 0 lose digits.
            double middle = Vectors.sum(coordinate) / coordinate.length;
            for (int j = 0; j < coordinate.length; j++) {
                coordinate[j] -= middle;
            }
            double[] images = apply(coordinate);
            for (int i = 0; i < images.length; i++) {
                image[i][k] = middle + images[i] / sums[i];
            }
        }
        return image;
    }
}
