package org.ot4j.transport.cost;

import java.util.Arrays;
import org.ot4j.internal.Check;
import org.ot4j.internal.Parallel;
import org.ot4j.internal.Threads;
import org.ot4j.transport.internal.ArcScan;
import org.ot4j.transport.internal.CoordinateCostMatrix;
import org.ot4j.transport.internal.ReducedCosts;

/**
 * The c-transform: the largest potential of one side that a potential of the other side allows,
 * such that f_i + g_j ≤ c_ij for all pairs. It turns any potential into a feasible pair for the
 * Kantorovich dual, sup Σ a_i f_i + Σ b_j g_j. Costs are read row by row; between many points of at
 * most three dimensions, only those are computed that a bound does not rule out, with the same
 * answer.
 */
public final class CTransform {
    private CTransform() {}

    /** f_i = min_j c_ij - g_j: [n], for costs [n, m] and g [m]. */
    public static double[] toSources(CostMatrix costs, double[] g) {
        Check.notNull(costs, "costs");
        checkLength(g, costs.cols(), "g");
        return toSources(costs, g, Threads.most());
    }

    /** f_i = min_j c_ij - g_j of a checked potential, on at most the given number of threads. */
    public static double[] toSources(CostMatrix costs, double[] g, int threads) {
        if (ReducedCosts.pay(costs)) {
            var matrix = (CoordinateCostMatrix) costs;
            return ReducedCosts.of(matrix.cost(), matrix.target(), g)
                    .least(matrix.source(), threads);
        }
        var f = new double[costs.rows()];
        Parallel.ranges(
                costs.rows(),
                1 + 50_000 / costs.cols(),
                threads,
                (lo, hi) -> {
                    var row = new double[costs.cols()];
                    for (int i = lo; i < hi; i++) {
                        costs.row(i, row);
                        f[i] = ArcScan.subtract(row, g);
                    }
                });
        return f;
    }

    /** g_j = min_i c_ij - f_i: [m], for costs [n, m] and f [n]. */
    public static double[] toTargets(CostMatrix costs, double[] f) {
        Check.notNull(costs, "costs");
        checkLength(f, costs.rows(), "f");
        return toTargets(costs, f, Threads.most());
    }

    /** g_j = min_i c_ij - f_i of a checked potential, on at most the given number of threads. */
    public static double[] toTargets(CostMatrix costs, double[] f, int threads) {
        if (ReducedCosts.pay(costs)) {
            var matrix = (CoordinateCostMatrix) costs;
            return ReducedCosts.of(matrix.cost(), matrix.source(), f)
                    .least(matrix.target(), threads);
        }
        var g = new double[costs.cols()];
        Arrays.fill(g, Double.POSITIVE_INFINITY);
        var row = new double[costs.cols()];
        for (int i = 0; i < f.length; i++) {
            costs.row(i, row);
            double fi = f[i];
            for (int j = 0; j < g.length; j++) {
                g[j] = Math.min(g[j], row[j] - fi);
            }
        }
        return g;
    }

    /** max_ij f_i + g_j - c_ij: at most 0 if no pair is violated. */
    public static double violation(CostMatrix costs, double[] f, double[] g) {
        Check.notNull(costs, "costs");
        checkLength(f, costs.rows(), "f");
        checkLength(g, costs.cols(), "g");
        return violation(costs, f, g, Threads.most());
    }

    /** max_ij f_i + g_j - c_ij of checked potentials, on at most the given number of threads. */
    public static double violation(CostMatrix costs, double[] f, double[] g, int threads) {
        double[] most = toSources(costs, g, threads);
        double worst = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < f.length; i++) {
            worst = Math.max(worst, f[i] - most[i]);
        }
        return worst;
    }

    private static void checkLength(double[] potential, int length, String name) {
        Check.finite(potential, name);
        Check.that(
                potential.length == length,
                name + ".length",
                potential.length,
                length + ", as in the costs");
    }
}
