package org.ot4j.transport.entropic;

import java.util.Arrays;
import org.ot4j.internal.Team;
import org.ot4j.internal.VectorExp;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.cost.CostMatrix;

/**
 * The kernel K_ij = exp((f_i + g_j - c_ij) / ε) with absorbed potentials f and g (Schmitzer 2019,
 * Stabilized sparse scaling algorithms, §3.1): near the optimum its entries are of order 1 where
 * the plan has mass, at any ε. Stored, or computed row by row in each pass, or {@linkplain
 * #truncate truncated}.
 *
 * <p>One {@link #pass} does both products of a Sinkhorn iteration while a row is in the cache: the
 * kernel is read once where K v and Kᵀ u by themselves read it twice.
 */
final class GibbsKernel extends AbsorbingKernel {
    /** Rows that a pass works on together. */
    static final int BLOCK = 4;

    /** Scalings beyond this are absorbed, long before anything overflows. */
    private static final double DRIFT = 1e100;

    private final CostMatrix costs;
    private final int n;
    private final int m;
    private final Team team;
    private final double[] a;
    private final double[] b;
    private final boolean storing;
    private double[][] stored;
    private SparseRows sparse;
    private final Part[] work;

    /** Scratch of one part of the rows. */
    private final class Part {
        final double[][] rows = new double[BLOCK][];
        final double[] sums = new double[m];
        final double[] four = new double[BLOCK];
        final double[] scratch = new double[m];

        Part() {
            if (!storing) {
                for (int r = 0; r < BLOCK; r++) {
                    rows[r] = new double[m];
                }
            }
        }
    }

    GibbsKernel(CostMatrix costs, double[] a, double[] b, boolean store, Team team) {
        this.costs = costs;
        this.n = costs.rows();
        this.m = costs.cols();
        this.team = team;
        this.a = a;
        this.b = b;
        this.storing = store;
        this.stored = store ? new double[n][m] : null;
        this.work = new Part[team.parts()];
        for (int p = 0; p < work.length; p++) {
            work[p] = new Part();
        }
    }

    @Override
    public int parts() {
        return work.length;
    }

    /** Builds the kernel anew around these potentials, which it keeps. */
    @Override
    public void absorb(double epsilon, double[] f, double[] g) {
        this.epsilon = epsilon;
        this.f = f;
        this.g = g;
        if (sparse != null) {
            team.run(
                    p -> {
                        double[] row = buffer(work[p]);
                        for (int i = team.from(p, n); i < team.from(p + 1, n); i++) {
                            logRow(i, row);
                            sparse.set(i, row, work[p].scratch);
                        }
                    });
        } else if (stored != null) {
            team.run(
                    p -> {
                        for (int i = team.from(p, n); i < team.from(p + 1, n); i++) {
                            compute(i, stored[i], work[p].scratch);
                        }
                    });
        }
    }

    /**
     * Leaves out the entries around the absorbed potentials that are as good as 0, if these are
     * most. Says whether it does; then scalings must stay within {@link SparseRows#DRIFT}.
     */
    @Override
    public boolean truncate() {
        if (sparse == null && SparseRows.worthFor(this, n, m)) {
            stored = null;
            sparse = new SparseRows(n);
            absorb(epsilon, f, g);
        }
        return sparse != null;
    }

    @Override
    public double drift() {
        return sparse != null ? SparseRows.DRIFT : DRIFT;
    }

    boolean isTruncated() {
        return sparse != null;
    }

    /** Takes all entries, before potentials that may be far from the absorbed ones. */
    private void complete() {
        sparse = null;
        if (storing && stored == null) {
            stored = new double[n][m];
        }
    }

    /** log K_ij of a row. */
    void logRow(int i, double[] out) {
        costs.row(i, 0, m, out, 0);
        arguments(out, g, f[i], 1 / epsilon, m);
    }

    private void compute(int i, double[] out, double[] scratch) {
        logRow(i, out);
        VectorExp.exp(out, 0, m, scratch);
    }

    private static void arguments(double[] c, double[] g, double f, double scale, int m) {
        for (int j = 0; j < m; j++) {
            c[j] = ((g[j] - c[j]) + f) * scale;
        }
    }

    /**
     * Computes s = K w row by row, asks {@code step} for x_i of each s_i, and writes Kᵀ x to {@code
     * out}.
     */
    @Override
    public void pass(double[] w, RowStep step, double[] out) {
        team.run(p -> pass(p, w, step));
        System.arraycopy(work[0].sums, 0, out, 0, m);
        for (int p = 1; p < work.length; p++) {
            add(out, work[p].sums, m);
        }
    }

    private void pass(int p, double[] w, RowStep step) {
        Part part = work[p];
        Arrays.fill(part.sums, 0);
        if (sparse != null) {
            for (int i = team.from(p, n); i < team.from(p + 1, n); i++) {
                sparse.addTo(part.sums, i, step.apply(p, i, sparse.dot(i, w)));
            }
            return;
        }
        double[] four = part.four;
        int to = team.from(p + 1, n);
        for (int i = team.from(p, n); i < to; i += BLOCK) {
            int count = Math.min(BLOCK, to - i);
            // A short last block reads its first row again, with weight 0.
            double[] k0 = row(part, i, 0);
            double[] k1 = count > 1 ? row(part, i, 1) : k0;
            double[] k2 = count > 2 ? row(part, i, 2) : k0;
            double[] k3 = count > 3 ? row(part, i, 3) : k0;
            dot4(k0, k1, k2, k3, w, m, four);
            for (int r = 0; r < BLOCK; r++) {
                four[r] = r < count ? step.apply(p, i + r, four[r]) : 0;
            }
            axpy4(part.sums, k0, k1, k2, k3, four[0], four[1], four[2], four[3], m);
        }
    }

    private double[] row(Part part, int i, int r) {
        if (stored != null) {
            return stored[i + r];
        }
        compute(i + r, part.rows[r], part.scratch);
        return part.rows[r];
    }

    // Eight independent sums keep the adders busy; a single one would wait for itself.
    private static void dot4(
            double[] p, double[] q, double[] r, double[] s, double[] w, int m, double[] out) {
        double p0 = 0;
        double p1 = 0;
        double q0 = 0;
        double q1 = 0;
        double r0 = 0;
        double r1 = 0;
        double s0 = 0;
        double s1 = 0;
        int j = 0;
        for (; j < m - 1; j += 2) {
            double w0 = w[j];
            double w1 = w[j + 1];
            p0 += p[j] * w0;
            p1 += p[j + 1] * w1;
            q0 += q[j] * w0;
            q1 += q[j + 1] * w1;
            r0 += r[j] * w0;
            r1 += r[j + 1] * w1;
            s0 += s[j] * w0;
            s1 += s[j + 1] * w1;
        }
        if (j < m) {
            p0 += p[j] * w[j];
            q0 += q[j] * w[j];
            r0 += r[j] * w[j];
            s0 += s[j] * w[j];
        }
        out[0] = p0 + p1;
        out[1] = q0 + q1;
        out[2] = r0 + r1;
        out[3] = s0 + s1;
    }

    private static void axpy4(
            double[] y,
            double[] p,
            double[] q,
            double[] r,
            double[] s,
            double xp,
            double xq,
            double xr,
            double xs,
            int m) {
        for (int j = 0; j < m; j++) {
            y[j] += (p[j] * xp + q[j] * xq) + (r[j] * xr + s[j] * xs);
        }
    }

    private static double dot(double[] x, double[] y, int m) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int j = 0;
        for (; j < m - 3; j += 4) {
            s0 += x[j] * y[j];
            s1 += x[j + 1] * y[j + 1];
            s2 += x[j + 2] * y[j + 2];
            s3 += x[j + 3] * y[j + 3];
        }
        for (; j < m; j++) {
            s0 += x[j] * y[j];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private static double greatest(double[] x, int m) {
        double g0 = x[0];
        double g1 = x[0];
        double g2 = x[0];
        double g3 = x[0];
        int j = 0;
        for (; j < m - 3; j += 4) {
            g0 = Math.max(g0, x[j]);
            g1 = Math.max(g1, x[j + 1]);
            g2 = Math.max(g2, x[j + 2]);
            g3 = Math.max(g3, x[j + 3]);
        }
        for (; j < m; j++) {
            g0 = Math.max(g0, x[j]);
        }
        return Math.max(Math.max(g0, g1), Math.max(g2, g3));
    }

    private static void add(double[] y, double[] x, int m) {
        for (int j = 0; j < m; j++) {
            y[j] += x[j];
        }
    }

    /**
     * The c,ε-transform of f over the sources, with a log-sum-exp that cannot overflow: g_j = -ε
     * log Σ_i a_i exp((f_i - c_ij) / ε).
     */
    @Override
    public double[] columnTransform(double epsilon, double[] f) {
        var greatest = new double[m];
        Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
        team.run(p -> columnMaxima(p, f));
        for (Part part : work) {
            max(greatest, part.sums, m);
        }
        var sums = new double[m];
        team.run(p -> columnSums(p, epsilon, f, greatest));
        for (Part part : work) {
            add(sums, part.sums, m);
        }
        for (int j = 0; j < m; j++) {
            sums[j] = -greatest[j] - epsilon * Math.log(sums[j]);
        }
        return sums;
    }

    /**
     * Builds the kernel around potentials to set out from, at the price of one exponential an
     * entry: g_j = min_i c_ij and f_i = min_j (c_ij - g_j). No entry is above 1 then, and each row
     * and each column has one that is 1.
     */
    @Override
    public void absorbFeasible(double epsilon) {
        complete();
        var greatest = new double[m];
        Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
        var f = new double[n];
        team.run(p -> columnMaxima(p, f));
        for (Part part : work) {
            max(greatest, part.sums, m);
        }
        var g = new double[m];
        for (int j = 0; j < m; j++) {
            g[j] = -greatest[j];
        }
        double scale = 1 / epsilon;
        team.run(
                p -> {
                    Part part = work[p];
                    for (int i = team.from(p, n); i < team.from(p + 1, n); i++) {
                        double[] row = stored != null ? stored[i] : buffer(part);
                        costs.row(i, 0, m, row, 0);
                        for (int j = 0; j < m; j++) {
                            row[j] = g[j] - row[j];
                        }
                        f[i] = -greatest(row, m);
                        if (stored != null) {
                            arguments(row, f[i], scale, m);
                            VectorExp.exp(row, 0, m, part.scratch);
                        }
                    }
                });
        this.epsilon = epsilon;
        this.f = f;
        this.g = g;
    }

    private static void arguments(double[] row, double f, double scale, int m) {
        for (int j = 0; j < m; j++) {
            row[j] = (row[j] + f) * scale;
        }
    }

    private void columnMaxima(int p, double[] f) {
        Part part = work[p];
        Arrays.fill(part.sums, Double.NEGATIVE_INFINITY);
        double[] row = buffer(part);
        for (int i = team.from(p, n); i < team.from(p + 1, n); i++) {
            costs.row(i, 0, m, row, 0);
            double fi = f[i];
            for (int j = 0; j < m; j++) {
                row[j] = fi - row[j];
            }
            max(part.sums, row, m);
        }
    }

    private void columnSums(int p, double epsilon, double[] f, double[] greatest) {
        Part part = work[p];
        Arrays.fill(part.sums, 0);
        double[] row = buffer(part);
        double scale = 1 / epsilon;
        for (int i = team.from(p, n); i < team.from(p + 1, n); i++) {
            costs.row(i, 0, m, row, 0);
            double fi = f[i];
            for (int j = 0; j < m; j++) {
                row[j] = ((fi - row[j]) - greatest[j]) * scale;
            }
            VectorExp.exp(row, 0, m, part.scratch);
            double ai = a[i];
            for (int j = 0; j < m; j++) {
                part.sums[j] += ai * row[j];
            }
        }
    }

    private double[] buffer(Part part) {
        if (part.rows[0] == null) {
            part.rows[0] = new double[m];
        }
        return part.rows[0];
    }

    private static void max(double[] y, double[] x, int m) {
        for (int j = 0; j < m; j++) {
            y[j] = Math.max(y[j], x[j]);
        }
    }

    /**
     * The c,ε-transform of g over the targets, f_i = -ε log Σ_j b_j exp((g_j - c_ij) / ε), times
     * {@code factor} and more by {@code offset}; then builds the kernel around both. One
     * exponential an entry does for all.
     */
    @Override
    public void transformRowsAndAbsorb(double epsilon, double[] g, double factor, double offset) {
        complete();
        var f = new double[n];
        boolean reuse = stored != null && factor == 1 && offset == 0;
        team.run(
                p -> {
                    Part part = work[p];
                    for (int i = team.from(p, n); i < team.from(p + 1, n); i++) {
                        double[] row = reuse ? stored[i] : buffer(part);
                        double own = transformRow(i, epsilon, g, row, part.scratch, reuse);
                        f[i] = factor * own + offset;
                    }
                });
        if (reuse) {
            this.epsilon = epsilon;
            this.f = f;
            this.g = g;
        } else {
            absorb(epsilon, f, g);
        }
    }

    private double transformRow(
            int i, double epsilon, double[] g, double[] row, double[] scratch, boolean normalize) {
        costs.row(i, 0, m, row, 0);
        for (int j = 0; j < m; j++) {
            row[j] = g[j] - row[j];
        }
        double greatest = greatest(row, m);
        double scale = 1 / epsilon;
        for (int j = 0; j < m; j++) {
            row[j] = (row[j] - greatest) * scale;
        }
        VectorExp.exp(row, 0, m, scratch);
        double sum = dot(b, row, m);
        if (normalize) {
            double inverse = 1 / sum;
            for (int j = 0; j < m; j++) {
                row[j] *= inverse;
            }
        }
        return -greatest - epsilon * Math.log(sum);
    }

    /** The greatest cost in a sample of the rows: a scale to set out from. */
    double greatestCostOfSome() {
        var row = new double[m];
        double greatest = 0;
        int step = Math.max(1, n / 50);
        for (int i = 0; i < n; i += step) {
            costs.row(i, 0, m, row, 0);
            for (double c : row) {
                greatest = Math.max(greatest, Math.abs(c));
            }
        }
        return greatest;
    }

    /** Σ_ij c_ij P_ij for the plan P_ij = x_i K_ij y_j. */
    @Override
    public double linearCost(double[] x, double[] y) {
        var of = new double[n];
        team.run(
                p -> {
                    Part part = work[p];
                    var cost = new double[m];
                    for (int i = team.from(p, n); i < team.from(p + 1, n); i++) {
                        double[] k = stored != null ? stored[i] : buffer(part);
                        costs.row(i, 0, m, cost, 0);
                        if (stored == null) {
                            compute(i, k, part.scratch);
                        }
                        for (int j = 0; j < m; j++) {
                            cost[j] *= k[j];
                        }
                        of[i] = dot(cost, y, m) * x[i];
                    }
                });
        return Vectors.sum(of);
    }
}
