package org.ot4j.transport.unbalanced;

import java.util.Arrays;
import java.util.Locale;
import org.ot4j.base.Progress;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Penalty;
import org.ot4j.transport.internal.GroundedLaplacian;
import org.ot4j.transport.internal.RowSums;

/**
 * Follows the central path of min Σ P_ij c_ij + D(P1 | a) + D(Pᵀ1 | b), P ≥ 0: plans and potentials
 * with P_ij (c_ij - f_i - g_j) = μ and with the marginals that the potentials ask for, for μ → 0.
 * Steps are Mehrotra's, a prediction and a correction from one factorisation; potentials are
 * feasible throughout, so that each of them bounds the value.
 *
 * <p>Costs and masses are of the order of 1, there are no more targets than sources.
 */
final class CentralPath {
    /** How far to the border a step goes. */
    private static final double REACH = 0.99;

    /** What is left of masses that are missed when a plan is made for the right ones. */
    private static final double MISSED = 1e-2;

    /** Products of masses and prices so small that rounding decides the rest. */
    private static final double LEAST_PRODUCT = 1e-13;

    /** Prices that are rounded by 1e-12 of themselves at most, beside the potentials. */
    private static final double EXACT = 1e-4;

    /** Iterations without a smaller gap after which the last digits are reached. */
    private static final int PATIENCE = 3;

    /** Below this part of a step nothing moves any more. */
    private static final double LEAST_STEP = 1e-6;

    private final int n;
    private final int m;
    private final Side rows;
    private final Side cols;

    /** The plan [n, m], row by row. */
    final double[] p;

    private final double[] costs;
    private final double[] z;
    private final double[] dp;
    private final double[][] ratio;
    private final double[] rowRatio;
    private final double[] right;
    private GroundedLaplacian laplacian;
    private double mu;
    private int iterations;

    CentralPath(double[] costs, Penalty source, Penalty target, double[] a, double[] b) {
        n = a.length;
        m = b.length;
        this.costs = costs;
        double least = 0;
        for (double c : costs) {
            least = Math.min(least, c);
        }
        double massA = Vectors.sum(a);
        double massB = Vectors.sum(b);
        double moved =
                source.isExact() ? massA : target.isExact() ? massB : Math.sqrt(massA * massB);
        double[] start = Start.potentials(source, target, massA / moved, massB / moved, least);
        double typical = (massA / n + massB / m) / 2;
        rows = new Side(source, a, start[0], typical);
        cols = new Side(target, b, start[1], typical);
        z = new double[n * m];
        p = new double[n * m];
        dp = new double[n * m];
        ratio = new double[n][m];
        rowRatio = new double[n];
        right = new double[m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                int k = i * m + j;
                z[k] = costs[k] - start[0] - start[1];
                // About what a product of the weights holds, and nothing too near to 0.
                double share = (a[i] / massA + 1.0 / n) * (b[j] / massB + 1.0 / m) / 4;
                p[k] = moved * share;
            }
        }
    }

    Side rows() {
        return rows;
    }

    Side cols() {
        return cols;
    }

    int iterations() {
        return iterations;
    }

    /**
     * Goes on until the duality gap is below a part of the value.
     *
     * @return whether it came so far
     */
    boolean run(double tolerance, int maxIterations, Progress progress) {
        double best = Double.POSITIVE_INFINITY;
        int since = 0;
        for (; ; iterations++) {
            sums();
            double gap = gap();
            if (gap <= tolerance) {
                return true;
            }
            since = gap < best || mu > LEAST_PRODUCT ? 0 : since + 1;
            best = Math.min(best, gap);
            if (iterations >= maxIterations || since == PATIENCE || Progress.stopRequested()) {
                return false;
            }
            progress.update(iterations, () -> String.format(Locale.ROOT, "gap %.1e", gap));
            factor();
            direction(0, false);
            double ahead = longest(1);
            double left = products(ahead) / products(0);
            direction(mu * left * left * left, true);
            double step = REACH * longest(1 / REACH);
            if (!(step > LEAST_STEP)) {
                return false;
            }
            move(Math.min(1, step));
        }
    }

    private void sums() {
        Arrays.fill(rows.mass, 0);
        Arrays.fill(cols.mass, 0);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double row = 0;
            for (int j = 0; j < m; j++) {
                int k = i * m + j;
                // From the potentials where that is exact; near 0 the running value is better.
                double far = Math.abs(rows.f[i]) + Math.abs(cols.f[j]) + Math.abs(costs[k]);
                if (z[k] > EXACT * far) {
                    z[k] = costs[k] - rows.f[i] - cols.f[j];
                }
                row += p[k];
                cols.mass[j] += p[k];
                sum += p[k] * z[k];
            }
            rows.mass[i] = row;
        }
        mu = (sum + rows.products(0) + cols.products(0)) / (n * (double) m + pairs());
    }

    private int pairs() {
        return rows.pairs() + cols.pairs();
    }

    /** The value less the dual, and by how much masses are missed, beside the value's terms. */
    private double gap() {
        double open = 0;
        double paid = 0;
        double mass = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                int k = i * m + j;
                open += p[k] * z[k];
                paid += p[k] * Math.abs(z[k] + rows.f[i] + cols.f[j]);
                mass += p[k];
            }
        }
        double missed = 0;
        for (Side side : new Side[] {rows, cols}) {
            double[] masses = side.masses();
            for (int i = 0; i < masses.length; i++) {
                missed += Math.abs(side.mass[i] - masses[i]);
                if (!side.isExact()) {
                    paid += side.penalty().of(masses[i], side.w[i]);
                    open += Duality.slack(side.penalty(), masses[i], side.w[i], side.f[i]);
                }
            }
        }
        return Math.max(open / Math.max(paid, Duality.LEAST * mass), MISSED * missed / mass);
    }

    /** Factors the system that is left for the targets when the sources are eliminated. */
    private void factor() {
        var ground = new double[m];
        for (int j = 0; j < m; j++) {
            ground[j] = cols.stiffness(j);
        }
        for (int i = 0; i < n; i++) {
            int from = i * m;
            double stiffness = rows.stiffness(i);
            double sum = stiffness;
            for (int j = 0; j < m; j++) {
                double r = p[from + j] / z[from + j];
                ratio[i][j] = r;
                sum += r;
            }
            rowRatio[i] = sum;
            double free = stiffness / sum;
            for (int j = 0; j < m; j++) {
                ground[j] += ratio[i][j] * free;
            }
        }
        var weights = new double[m][];
        var parts = new double[n];
        for (int j = 0; j < m; j++) {
            for (int i = 0; i < n; i++) {
                parts[i] = ratio[i][j] / rowRatio[i];
            }
            weights[j] = new double[j];
            RowSums.add(weights[j], parts, ratio, 0, j);
        }
        laplacian = new GroundedLaplacian(weights, ground);
    }

    /**
     * The step towards products of masses and prices of {@code aim}.
     *
     * @param corrected whether what the last direction leaves of second order is taken off
     */
    private void direction(double aim, boolean corrected) {
        var left = new double[n];
        for (int j = 0; j < m; j++) {
            right[j] = cols.pull(j, aim, corrected);
        }
        for (int i = 0; i < n; i++) {
            int from = i * m;
            double sum = rows.pull(i, aim, corrected);
            double df = rows.df[i];
            for (int j = 0; j < m; j++) {
                int k = from + j;
                // Δz = -Δf - Δg, so that the product of the last changes is taken off with a plus.
                double goal = aim + (corrected ? dp[k] * (df + cols.df[j]) : 0);
                dp[k] = goal / z[k];
                sum -= dp[k];
                right[j] -= dp[k];
            }
            left[i] = sum;
        }
        for (int i = 0; i < n; i++) {
            double each = left[i] / rowRatio[i];
            for (int j = 0; j < m; j++) {
                right[j] -= ratio[i][j] * each;
            }
        }
        rows.remember();
        cols.remember();
        laplacian.solve(right);
        System.arraycopy(right, 0, cols.df, 0, m);
        for (int i = 0; i < n; i++) {
            double sum = left[i];
            for (int j = 0; j < m; j++) {
                sum -= ratio[i][j] * cols.df[j];
            }
            rows.df[i] = sum / rowRatio[i];
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                int k = i * m + j;
                dp[k] += ratio[i][j] * (rows.df[i] + cols.df[j]) - p[k];
            }
        }
        rows.complete(aim, corrected);
        cols.complete(aim, corrected);
    }

    private double longest(double part) {
        double longest = cols.longest(rows.longest(part));
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                int k = i * m + j;
                longest = Side.shorter(longest, p[k], dp[k]);
                longest = Side.shorter(longest, z[k], -rows.df[i] - cols.df[j]);
            }
        }
        return longest;
    }

    private double products(double step) {
        double sum = rows.products(step) + cols.products(step);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                int k = i * m + j;
                sum += (p[k] + step * dp[k]) * (z[k] - step * (rows.df[i] + cols.df[j]));
            }
        }
        return sum;
    }

    private void move(double step) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                int k = i * m + j;
                p[k] += step * dp[k];
                z[k] -= step * (rows.df[i] + cols.df[j]);
            }
        }
        rows.move(step);
        cols.move(step);
    }
}
