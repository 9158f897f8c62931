package org.ot4j.transport;

import ai.djl.ndarray.NDArray;
import java.util.Locale;
import java.util.OptionalDouble;
import org.ot4j.base.Points;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.Displacement;
import org.ot4j.transport.internal.Flat;
import org.ot4j.transport.internal.RawMeasures;

/**
 * A transport plan P of shape [n, m], where P_ij is the mass that goes from source i to target j.
 * An exact plan is sparse and an entropic one is implied by its potentials; both answer the same
 * questions, and only {@link #toDense()} takes memory O(n m). Immutable.
 */
public abstract class Plan {
    private final int rows;
    private final int cols;

    /** For plans in this package, and for others that can write their rows. */
    protected Plan(int rows, int cols) {
        this.rows = rows;
        this.cols = cols;
    }

    /** Takes one entry of a plan. */
    @FunctionalInterface
    public interface ArcConsumer {
        /** Source i sends {@code mass} to target j. */
        void accept(int i, int j, double mass);
    }

    /** A plan with the given entries [n, m], each finite and at least 0; copied. */
    public static Plan dense(double[][] plan) {
        double[] flat = Flat.rows(plan, "plan");
        int m = plan[0].length;
        for (int k = 0; k < flat.length; k++) {
            Check.notNegative(flat[k], "plan[" + k / m + "][" + k % m + "]");
        }
        return new DensePlan(flat, plan.length, m);
    }

    /** Number of sources, n. */
    public final int rows() {
        return rows;
    }

    /** Number of targets, m. */
    public final int cols() {
        return cols;
    }

    /** P_ij. */
    public abstract double at(int i, int j);

    /** Writes row i to the first m elements of {@code out}. */
    public abstract void row(int i, double[] out);

    /** The weight of the entropy for which the plan is optimal; empty if there is none. */
    public OptionalDouble epsilon() {
        return OptionalDouble.empty();
    }

    /** Whether only the nonzero entries are stored. */
    public boolean isSparse() {
        return false;
    }

    /** Visits all nonzero entries, row by row. */
    public void forEach(ArcConsumer consumer) {
        var row = new double[cols];
        for (int i = 0; i < rows; i++) {
            row(i, row);
            for (int j = 0; j < cols; j++) {
                if (row[j] != 0) {
                    consumer.accept(i, j, row[j]);
                }
            }
        }
    }

    /** Number of nonzero entries. */
    public long nonZeros() {
        var count = new long[1];
        forEach((i, j, mass) -> count[0]++);
        return count[0];
    }

    /**
     * All entries: [n, m], 8 n m bytes.
     *
     * @throws IllegalArgumentException if that is more than the greatest heap; rows, products and
     *     the nonzero entries can be had without
     */
    public double[][] toDense() {
        double heap = Runtime.getRuntime().maxMemory();
        Check.that(
                8.0 * rows * cols <= heap,
                "size of the dense plan",
                rows + " x " + cols,
                String.format(
                        Locale.ROOT,
                        "at most %.2g entries, for a heap of %.1f GiB; row, forEach and apply need"
                                + " no more than n + m numbers",
                        heap / 8,
                        heap / 0x1p30));
        var dense = new double[rows][cols];
        for (int i = 0; i < rows; i++) {
            row(i, dense[i]);
        }
        return dense;
    }

    /** P v: [n], for v of shape [m]. */
    public double[] apply(double[] v) {
        Check.notNull(v, "v");
        Check.that(v.length == cols, "v.length", v.length, cols + ", one for each target");
        var out = new double[rows];
        forEach((i, j, mass) -> out[i] += mass * v[j]);
        return out;
    }

    /** Pᵀ u: [m], for u of shape [n]. */
    public double[] applyTransposed(double[] u) {
        Check.notNull(u, "u");
        Check.that(u.length == rows, "u.length", u.length, rows + ", one for each source");
        var out = new double[cols];
        forEach((i, j, mass) -> out[j] += mass * u[i]);
        return out;
    }

    /** The marginal over sources, Σ_j P_ij: [n]. */
    public double[] rowSums() {
        var sums = new double[rows];
        forEach((i, j, mass) -> sums[i] += mass);
        return sums;
    }

    /** The marginal over targets, Σ_i P_ij: [m]. */
    public double[] colSums() {
        var sums = new double[cols];
        forEach((i, j, mass) -> sums[j] += mass);
        return sums;
    }

    /** The total mass that is moved, Σ_ij P_ij. */
    public double mass() {
        return Vectors.sum(rowSums());
    }

    /** The linear cost Σ_ij P_ij c_ij. */
    public double cost(CostMatrix costs) {
        Check.notNull(costs, "costs");
        Check.that(
                costs.rows() == rows && costs.cols() == cols,
                "costs",
                costs.rows() + " x " + costs.cols(),
                "the shape of the plan, " + rows + " x " + cols);
        var of = new double[rows];
        forEach((i, j, mass) -> of[i] += mass * costs.at(i, j));
        return Vectors.sum(of);
    }

    /**
     * The barycentric map, T(x_i) = Σ_j P_ij y_j / Σ_j P_ij: [n, d]. A source that sends nothing
     * has no image, and its row is NaN.
     *
     * @param target the points y_j as rows, [m, d]
     */
    public double[][] barycentricMap(double[][] target) {
        return barycentricMap(Measure.of(target, "target"));
    }

    /**
     * The barycentric map, T(x_i) = Σ_j P_ij y_j / Σ_j P_ij: [n, d]. A source that sends nothing
     * has no image, and its row is NaN.
     *
     * @param target the points y_j, [m, d] of any number type
     */
    public double[][] barycentricMap(NDArray target) {
        return barycentricMap(Measure.of(target, "target"));
    }

    /**
     * The barycentric map, T(x_i) = Σ_j P_ij y_j / Σ_j P_ij: [n, d]. A source that sends nothing
     * has no image, and its row is NaN.
     *
     * @param target a data set, a picture or the like with m points y_j
     */
    public double[][] barycentricMap(Points target) {
        return barycentricMap(Measure.of(target, "target"));
    }

    /**
     * The barycentric map, T(x_i) = Σ_j P_ij y_j / Σ_j P_ij: [n, d]. A source that sends nothing
     * has no image, and its row is NaN.
     *
     * @param target the m points y_j; their weights are part of the plan already
     */
    public double[][] barycentricMap(Measure target) {
        Check.notNull(target, "target");
        Check.that(target.size() == cols, "target.size()", target.size(), "" + cols);
        int d = target.dimension();
        double[] y = RawMeasures.points(target);
        var image = new double[rows][d];
        var sums = new double[rows];
        forEach(
                (i, j, mass) -> {
                    sums[i] += mass;
                    for (int k = 0; k < d; k++) {
                        image[i][k] += mass * y[j * d + k];
                    }
                });
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < d; k++) {
                image[i][k] /= sums[i];
            }
        }
        return image;
    }

    /**
     * The measure on the way from source to target at time t (McCann 1997): the mass that goes from
     * x_i to y_j is at (1 - t) x_i + t y_j. Each arc is a point. Where the plan's marginals are not
     * the weights, as in unbalanced transport, mass changes on the way, linearly in t: at 0 and 1
     * the measures are the source and the target, also where points send or get nothing.
     *
     * <pre>{@code
     * Measure halfway = Transport.exact(x, y).plan().interpolate(x, y, 0.5);
     * }</pre>
     *
     * @param source the n points x_i of the plan's sources, of any kind, with their weights
     * @param target the m points y_j of its targets, of the same dimension
     * @param t in [0, 1]
     * @throws IllegalArgumentException if sizes or dimensions do not match the plan
     */
    public Measure interpolate(Object source, Object target, double t) {
        Check.inRange(t, 0, 1, "t");
        Measure x = Measure.checked(source, "source");
        Measure y = Measure.checked(target, "target");
        Check.that(x.size() == rows, "source.size()", x.size(), "" + rows);
        Check.that(y.size() == cols, "target.size()", y.size(), "" + cols);
        RawMeasures.checkDimensions(x, y);
        return Displacement.of(this, x, y, t);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + rows + " x " + cols + "]";
    }
}
