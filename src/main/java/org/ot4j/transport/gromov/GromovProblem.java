package org.ot4j.transport.gromov;

import java.util.Arrays;
import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.Balance;
import org.ot4j.transport.internal.Flat;

/**
 * Two sets of points, each known by the distances within it, and optionally a cost between the two:
 *
 * <pre>min  α Σ (c_ik - d_jl)² P_ij P_kl + (1 - α) Σ P_ij m_ij</pre>
 *
 * over plans P with marginals a and b. With α = 1 this is the Gromov–Wasserstein problem (Mémoli
 * 2011; Peyré, Cuturi and Solomon 2016), for which the points may have different dimensions; with a
 * cost m of features it is the fused one (Vayer et al. 2019). Immutable.
 *
 * <pre>{@code
 * var problem = GromovProblem.between(x, y);                  // Euclidean distances within each
 * var fused = problem.fused(colours, otherColours, 0.5);
 * }</pre>
 */
public final class GromovProblem {
    /** Relative to the greatest cost. */
    private static final double ROUNDING = 1e-9;

    // Row by row, symmetric.
    private final double[] c;
    private final double[] d;
    private final double[] a;
    private final double[] b;
    private final Measure source;
    private final Measure target;
    private final CostMatrix features;
    private final double alpha;

    private GromovProblem(
            double[] c,
            double[] d,
            double[] a,
            double[] b,
            Measure source,
            Measure target,
            CostMatrix features,
            double alpha) {
        this.c = c;
        this.d = d;
        this.a = a;
        this.b = b;
        this.source = source;
        this.target = target;
        this.features = features;
        this.alpha = alpha;
    }

    /**
     * Between points of any two kinds, by the Euclidean distances within each, until {@link #cost}
     * is called.
     *
     * @param x n points of any dimension: a {@link Measure}, rows {@code double[n][d]}, an NDArray,
     *     a data set, a table
     * @param y m points, whose dimension may be another
     * @throws IllegalArgumentException if an argument has no points, or if masses differ
     */
    public static GromovProblem between(Object x, Object y) {
        return between(Measure.checked(x, "x"), Measure.checked(y, "y"), Cost.euclidean());
    }

    private static GromovProblem between(Measure x, Measure y, Cost cost) {
        return checked(within(x, cost), within(y, cost), x.weights(), y.weights(), x, y, "x", "y");
    }

    /**
     * Distances, or any symmetric costs, within each set, with equal weights 1/n and 1/m.
     *
     * @param c [n, n], finite and symmetric
     * @param d [m, m], finite and symmetric
     */
    public static GromovProblem of(double[][] c, double[][] d) {
        return of(c, d, equal(c, "c"), equal(d, "d"));
    }

    /**
     * Distances, or any symmetric costs, within each set, with weights.
     *
     * @param c [n, n], finite and symmetric
     * @param d [m, m], finite and symmetric
     * @param a masses of the sources [n], at least 0
     * @param b masses of the targets [m], with the same sum
     * @throws IllegalArgumentException if shapes or masses do not match, or if a matrix is not
     *     symmetric
     */
    public static GromovProblem of(double[][] c, double[][] d, double[] a, double[] b) {
        double[] flatC = Flat.rows(c, "c");
        double[] flatD = Flat.rows(d, "d");
        Check.that(c[0].length == c.length, "c[0].length", c[0].length, c.length + ", its rows");
        Check.that(d[0].length == d.length, "d[0].length", d[0].length, d.length + ", its rows");
        return checked(
                flatC,
                flatD,
                Flat.weights(a, c.length, "a"),
                Flat.weights(b, d.length, "b"),
                null,
                null,
                "c",
                "d");
    }

    private static GromovProblem checked(
            double[] c,
            double[] d,
            double[] a,
            double[] b,
            Measure source,
            Measure target,
            String nameOfC,
            String nameOfD) {
        checkSymmetric(c, a.length, nameOfC);
        checkSymmetric(d, b.length, nameOfD);
        Balance.check(a, b);
        return new GromovProblem(c, d, a, b, source, target, null, 1);
    }

    private static double[] equal(double[][] matrix, String name) {
        Check.atLeast(Check.notNull(matrix, name).length, 1, name + ".length");
        var weights = new double[matrix.length];
        Arrays.fill(weights, 1.0 / weights.length);
        return weights;
    }

    private static double[] within(Measure x, Cost cost) {
        int n = x.size();
        Check.that((long) n * n < (1L << 31) - 8, "number of points", n, "at most 46340");
        CostMatrix costs = Check.notNull(cost, "cost").between(x, x);
        var all = new double[n * n];
        costs.block(0, n, 0, n, all);
        return all;
    }

    /** Fails unless a matrix is finite and symmetric but for rounding, which it loses. */
    private static void checkSymmetric(double[] matrix, int n, String name) {
        double greatest = 0;
        for (int at = 0; at < matrix.length; at++) {
            if (!Double.isFinite(matrix[at])) {
                throw notSymmetric(matrix[at], at / n, at % n, name, "a finite number");
            }
            greatest = Math.max(greatest, Math.abs(matrix[at]));
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                double there = matrix[i * n + k];
                double back = matrix[k * n + i];
                if (Math.abs(there - back) > ROUNDING * greatest) {
                    String as = back + ", as from " + k + " to " + i + ": a symmetric cost";
                    throw notSymmetric(there, i, k, name, as);
                }
                matrix[i * n + k] = back;
            }
        }
    }

    private static IllegalArgumentException notSymmetric(
            double value, int i, int k, String name, String expected) {
        return Check.error("cost from " + i + " to " + k + " in " + name, value, expected);
    }

    /**
     * The same points with another cost within each set, such as {@link Cost#squaredEuclidean} or
     * {@link Cost#cosine}; it must be symmetric. A cost of features stays.
     *
     * @throws IllegalStateException if this problem was made from matrices and has no points
     */
    public GromovProblem cost(Cost cost) {
        Check.notNull(cost, "cost");
        if (source == null) {
            throw new IllegalStateException(
                    "this problem was made from matrices: it has no points to take a cost of");
        }
        var other = between(source, target, cost);
        return new GromovProblem(other.c, other.d, a, b, source, target, features, alpha);
    }

    /**
     * The fused problem, which also compares points by features that both sets have.
     *
     * @param costs the costs m_ij between features [n, m], finite
     * @param alpha in [0, 1], the weight of distances within; 1 - alpha is that of the features. At
     *     0 it is plain transport
     */
    public GromovProblem fused(double[][] costs, double alpha) {
        return fused(CostMatrix.of(costs), alpha);
    }

    /**
     * The fused problem at squared Euclidean cost between features.
     *
     * @param x features of the n sources, of any kind that {@link #between} takes
     * @param y features of the m targets, of the same dimension
     * @param alpha in [0, 1], the weight of distances within; 1 - alpha is that of the features
     */
    public GromovProblem fused(Object x, Object y, double alpha) {
        return fused(
                Cost.squaredEuclidean().between(Measure.checked(x, "x"), Measure.checked(y, "y")),
                alpha);
    }

    private GromovProblem fused(CostMatrix costs, double alpha) {
        Check.inRange(alpha, 0, 1, "alpha");
        Check.that(
                costs.rows() == a.length && costs.cols() == b.length,
                "features",
                costs.rows() + " x " + costs.cols(),
                a.length + " x " + b.length + ", a row for each source, a column for each target");
        costs.range();
        return new GromovProblem(c, d, a, b, source, target, costs.stored(), alpha);
    }

    /** Number of sources, n. */
    public int rows() {
        return a.length;
    }

    /** Number of targets, m. */
    public int cols() {
        return b.length;
    }

    /** The weight α of the distances within each set, in [0, 1]; 1 unless features count. */
    public double alpha() {
        return alpha;
    }

    /** The sources' distances [n, n] row by row. */
    double[] c() {
        return c;
    }

    /** The targets' distances [m, m] row by row. */
    double[] d() {
        return d;
    }

    double[] a() {
        return a;
    }

    double[] b() {
        return b;
    }

    /** The costs of features [n, m] row by row; null if they do not count. */
    double[] features() {
        if (features == null || alpha == 1) {
            return null;
        }
        var all = new double[a.length * b.length];
        features.block(0, a.length, 0, b.length, all);
        return all;
    }

    @Override
    public String toString() {
        return "GromovProblem[" + rows() + " x " + cols() + ", alpha=" + alpha + "]";
    }
}
