package org.ot4j.transport.lowrank;

import java.util.Arrays;
import org.ot4j.internal.Team;
import org.ot4j.internal.VectorExp;

/**
 * How much of each point belongs to each cluster: Q [n, r] with Q_ik = u_i K_ik v_k + e_i s_k,
 * where the last term is what rounding adds. Sums over rows are added up part by part, so that it
 * is the sizes alone, and not the number of threads, that decide the last digit.
 */
final class Factor {
    /** Writes a row of a matrix [n, r]. */
    @FunctionalInterface
    interface RowWriter {
        void row(int i, double[] out);
    }

    /** Takes one row of Q, which is valid during the call only. */
    @FunctionalInterface
    interface RowReader {
        void row(int part, int i, double[] row);
    }

    /**
     * What a look at all slopes G_ik of an objective says.
     *
     * @param f min_k (G_ik - h_k): [n]
     * @param sums Σ_i Q_ik G_ik: [r]
     * @param range the greatest difference of slopes in a row
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Slopes(double[] f, double[] sums, double range) {}

    private static final int ROWS_PER_PART = 64;
    private static final int MOST_PARTS = 64;

    private final double[] weights;
    private final int n;
    private final int r;
    private final double[] log;
    private final double[] kernel;
    private final double[] u;
    private final double[] v;
    private final double[] e;
    private final double[] s;
    private final Team team;

    /**
     * A factor with one row for each weight.
     *
     * @param team of as many parts as {@link #parts} says
     */
    Factor(double[] weights, int r, Team team) {
        this.weights = weights;
        this.n = weights.length;
        this.r = r;
        this.team = team;
        log = new double[Math.multiplyExact(n, r)];
        kernel = new double[n * r];
        u = new double[n];
        v = new double[r];
        e = new double[n];
        s = new double[r];
        Arrays.fill(v, 1);
    }

    /** Into how many parts n rows are cut. */
    static int parts(int n) {
        return Math.max(1, Math.min(MOST_PARTS, n / ROWS_PER_PART));
    }

    int rows() {
        return n;
    }

    int rank() {
        return r;
    }

    double[] weights() {
        return weights;
    }

    /** The logarithm of v, [r]. */
    double[] logOfScaling() {
        return Arrays.stream(v).map(Math::log).toArray();
    }

    /** Sets K to exp(-(D_ik - min_l D_il) / width), with a width that fits the distances. */
    void start(RowWriter distances) {
        var seconds = new double[team.parts()];
        each(
                (part, i, row) -> {
                    distances.row(i, row);
                    double least = Double.POSITIVE_INFINITY;
                    double second = Double.POSITIVE_INFINITY;
                    for (double t : row) {
                        second = Math.min(second, Math.max(least, t));
                        least = Math.min(least, t);
                    }
                    seconds[part] += r > 1 ? second - least : 0;
                });
        double width = Arrays.stream(seconds).sum() / n / 2;
        double slope = width > 0 ? 1 / width : 0;
        Arrays.fill(log, 0);
        Arrays.fill(v, 1);
        step(distances, slope);
    }

    /** K_ik ← K_ik v_k exp(-γ G_ik), up to factors of rows: a step of mirror descent. */
    void step(RowWriter slopes, double gamma) {
        double[] logV = logOfScaling();
        var scratch = new double[team.parts()][r];
        each(
                (part, i, row) -> {
                    slopes.row(i, row);
                    int at = i * r;
                    double most = Double.NEGATIVE_INFINITY;
                    for (int k = 0; k < r; k++) {
                        double t = log[at + k] + logV[k] - gamma * row[k];
                        log[at + k] = t;
                        most = Math.max(most, t);
                    }
                    for (int k = 0; k < r; k++) {
                        // What is too small to be seen may come back, but not from infinity.
                        double t = Math.max(log[at + k] - most, VectorExp.LEAST);
                        log[at + k] = t;
                        row[k] = t;
                    }
                    VectorExp.exp(row, 0, r, scratch[part]);
                    System.arraycopy(row, 0, kernel, at, r);
                });
    }

    void scale(double[] scaling) {
        System.arraycopy(scaling, 0, v, 0, r);
    }

    /** Makes the rows sum to the weights; the sums over rows of u_i K_ik: [r]. */
    double[] balance() {
        var sums = new double[team.parts()][r];
        team.run(
                part -> {
                    double[] own = sums[part];
                    int to = team.from(part + 1, n);
                    for (int i = team.from(part, n); i < to; i++) {
                        int at = i * r;
                        double ui = weights[i] / product(at);
                        u[i] = ui;
                        for (int k = 0; k < r; k++) {
                            own[k] += kernel[at + k] * ui;
                        }
                    }
                });
        return total(sums);
    }

    // Σ_k K_ik v_k in four sums, which need not wait for each other.
    private double product(int at) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int k = 0;
        for (; k + 3 < r; k += 4) {
            s0 += kernel[at + k] * v[k];
            s1 += kernel[at + k + 1] * v[k + 1];
            s2 += kernel[at + k + 2] * v[k + 2];
            s3 += kernel[at + k + 3] * v[k + 3];
        }
        for (; k < r; k++) {
            s0 += kernel[at + k] * v[k];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /**
     * Makes columns sum to g, too, exactly: columns that are too heavy are scaled down, and what
     * rows then lack goes to the columns that lack it (Altschuler et al. 2017, Algorithm 2).
     */
    void round(double[] g) {
        double[] sums = balance();
        double lacking = 0;
        for (int k = 0; k < r; k++) {
            double sum = sums[k] * v[k];
            v[k] *= Math.min(1, g[k] / sum);
            s[k] = Math.max(0, g[k] - sum);
            lacking += s[k];
        }
        for (int k = 0; k < r && lacking > 0; k++) {
            s[k] /= lacking;
        }
        team.run(
                part -> {
                    int to = team.from(part + 1, n);
                    for (int i = team.from(part, n); i < to; i++) {
                        e[i] = Math.max(0, weights[i] - u[i] * product(i * r));
                    }
                });
    }

    /** Writes row i of Q. */
    void row(int i, double[] out) {
        int at = i * r;
        double ui = u[i];
        double ei = e[i];
        for (int k = 0; k < r; k++) {
            out[k] = ui * kernel[at + k] * v[k] + ei * s[k];
        }
    }

    /** All of Q, row by row. */
    double[] toArray() {
        var all = new double[n * r];
        forEach((part, i, row) -> System.arraycopy(row, 0, all, i * r, r));
        return all;
    }

    /** Visits all rows of Q, the parts at the same time. */
    void forEach(RowReader reader) {
        each(
                (part, i, row) -> {
                    row(i, row);
                    reader.row(part, i, row);
                });
    }

    int parts() {
        return team.parts();
    }

    Slopes slopes(RowWriter slopes, double[] h) {
        var f = new double[n];
        var sums = new double[team.parts()][r];
        var ranges = new double[team.parts()];
        var scratch = new double[team.parts()][r];
        forEach(
                (part, i, row) -> {
                    double[] g = scratch[part];
                    slopes.row(i, g);
                    double low = Double.POSITIVE_INFINITY;
                    double high = Double.NEGATIVE_INFINITY;
                    double least = Double.POSITIVE_INFINITY;
                    for (int k = 0; k < r; k++) {
                        sums[part][k] += row[k] * g[k];
                        low = Math.min(low, g[k]);
                        high = Math.max(high, g[k]);
                        least = Math.min(least, g[k] - h[k]);
                    }
                    f[i] = least;
                    ranges[part] = Math.max(ranges[part], high - low);
                });
        return new Slopes(f, total(sums), Arrays.stream(ranges).max().orElseThrow());
    }

    private void each(RowReader reader) {
        team.run(
                part -> {
                    var row = new double[r];
                    int to = team.from(part + 1, n);
                    for (int i = team.from(part, n); i < to; i++) {
                        reader.row(part, i, row);
                    }
                });
    }

    /** The sum of rows, in their order. */
    static double[] total(double[][] parts) {
        double[] total = parts[0].clone();
        for (int part = 1; part < parts.length; part++) {
            for (int k = 0; k < total.length; k++) {
                total[k] += parts[part][k];
            }
        }
        return total;
    }
}
