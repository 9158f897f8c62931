package org.ot4j.transport.internal;

import java.util.Arrays;
import org.ot4j.internal.Parallel;
import org.ot4j.transport.cost.CostMatrix;

/**
 * Passes over all costs that keep, for each row and column, the few arcs of least reduced cost c_ij
 * - f_i - g_j. Costs are read row by row and forgotten, so memory is O(n + m). Between many points
 * in few dimensions most costs are not even computed: see {@link ReducedCosts}.
 */
public final class ArcScan {
    private final CostMatrix costs;
    private final int n;
    private final int m;
    private final int threads;
    private final TreeScan trees;

    /** Passes over costs, which are kept in memory where {@code keep} and if they are needed. */
    public ArcScan(CostMatrix costs, boolean keep, int threads) {
        boolean search = ReducedCosts.pay(costs);
        this.costs = keep && !search ? costs.stored(threads) : costs;
        this.trees = search ? new TreeScan((CoordinateCostMatrix) costs, threads) : null;
        this.n = costs.rows();
        this.m = costs.cols();
        this.threads = threads;
    }

    /** A short list of arcs for each node, least value first. */
    public static final class Lists {
        private final int width;
        private final int[] count;

        /** The other end of each listed arc, from place {@link #from} of a node on. */
        public final int[] other;

        /** The value of each listed arc, rising within a node. */
        public final double[] value;

        Lists(int size, int width) {
            this.width = width;
            count = new int[size];
            other = new int[size * width];
            value = new double[size * width];
        }

        /** The first place of a node's arcs. */
        public int from(int node) {
            return node * width;
        }

        /** The place after a node's last arc. */
        public int to(int node) {
            return node * width + count[node];
        }

        /** Whether the arc from a node to {@code index} is listed. */
        public boolean contains(int node, int index) {
            for (int t = from(node); t < to(node); t++) {
                if (other[t] == index) {
                    return true;
                }
            }
            return false;
        }

        /** Whether no arc can be listed. */
        boolean isEmpty() {
            return width == 0;
        }

        void insert(int node, int index, double v) {
            int slot = count[node] < width ? to(node) : to(node) - 1;
            count[node] = Math.min(count[node] + 1, width);
            while (slot > from(node) && value[slot - 1] > v) {
                value[slot] = value[slot - 1];
                other[slot] = other[slot - 1];
                slot--;
            }
            value[slot] = v;
            other[slot] = index;
        }

        /** The value that an arc has to undercut to be listed. */
        double limit(int node) {
            return count[node] < width ? Double.POSITIVE_INFINITY : value[to(node) - 1];
        }
    }

    /**
     * What the first pass finds.
     *
     * @param f min_j c_ij - g_j for each i, so that no pair is violated
     * @param greatest at least the greatest reduced cost
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Start(double[] f, Lists rows, Lists cols, double greatest) {}

    /** What a pricing pass finds: min_j c_ij - g_j for each i, and violated arcs of each row. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Prices(double[] f, Lists rows) {}

    /** Makes potentials feasible and lists the arcs of each row and column nearest to tight. */
    public Start start(double[] g, int rowWidth, int colWidth) {
        if (trees != null) {
            return trees.start(g, rowWidth, colWidth);
        }
        var f = new double[n];
        var rows = new Lists(n, Math.min(rowWidth, m));
        int parts = (long) n * m < 200_000 ? 1 : Math.min(threads, n);
        var cols = new Lists[parts];
        var greatest = new double[parts];
        Parallel.ranges(
                parts,
                1,
                threads,
                (lo, hi) -> {
                    for (int part = lo; part < hi; part++) {
                        int from = (int) ((long) n * part / parts);
                        int to = (int) ((long) n * (part + 1) / parts);
                        cols[part] = new Lists(m, Math.min(colWidth, n));
                        greatest[part] = start(g, f, rows, cols[part], from, to);
                    }
                });
        for (int part = 1; part < parts; part++) {
            merge(cols[0], cols[part]);
        }
        double most = 0;
        for (double v : greatest) {
            most = Math.max(most, v);
        }
        return new Start(f, rows, cols[0], most);
    }

    private double start(double[] g, double[] f, Lists rows, Lists cols, int from, int to) {
        var r = new double[m];
        var colLimit = new double[m];
        Arrays.fill(
                colLimit, cols.width == 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        double greatest = 0;
        for (int i = from; i < to; i++) {
            costs.row(i, r);
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < m; j++) {
                double v = r[j] - g[j];
                r[j] = v;
                // Math.min and max keep a NaN.
                least = Math.min(least, v);
                most = Math.max(most, v);
            }
            f[i] = least;
            greatest = Math.max(greatest, most - least);
            if (rows.width > 0) {
                // Rows begin at different places, lest equal costs all list the same columns.
                int begin = (int) ((long) m * i / n);
                list(r, i, begin, m, least, rows, cols, colLimit);
                list(r, i, 0, begin, least, rows, cols, colLimit);
            }
        }
        return greatest;
    }

    private static void list(
            double[] r,
            int i,
            int from,
            int to,
            double least,
            Lists rows,
            Lists cols,
            double[] colLimit) {
        double limit = rows.limit(i);
        for (int j = from; j < to; j++) {
            double v = r[j] - least;
            if (v < limit) {
                rows.insert(i, j, v);
                limit = rows.limit(i);
            }
            if (v < colLimit[j]) {
                cols.insert(j, i, v);
                colLimit[j] = cols.limit(j);
            }
        }
    }

    private void merge(Lists into, Lists part) {
        for (int j = 0; j < m; j++) {
            for (int t = part.from(j); t < part.to(j); t++) {
                if (part.value[t] < into.limit(j)) {
                    into.insert(j, part.other[t], part.value[t]);
                }
            }
        }
    }

    /**
     * Lists the arcs of each row, at most {@code width}, that potentials violate: with a reduced
     * cost below minus the tolerances of its ends.
     *
     * @param tolerance for each source and then for each target, [n + m]
     */
    public Prices price(double[] f, double[] g, int width, double[] tolerance) {
        if (trees != null) {
            return trees.price(f, g, width, tolerance);
        }
        var least = new double[n];
        var rows = new Lists(n, Math.min(width, m));
        Parallel.ranges(
                n,
                1 + 50_000 / m,
                threads,
                (lo, hi) -> {
                    var r = new double[m];
                    for (int i = lo; i < hi; i++) {
                        costs.row(i, r);
                        least[i] = subtract(r, g);
                        if (least[i] - f[i] < -tolerance[i]) {
                            int begin = (int) ((long) m * i / n);
                            price(r, i, f[i], begin, m, tolerance, rows);
                            price(r, i, f[i], 0, begin, tolerance, rows);
                        }
                    }
                });
        return new Prices(least, rows);
    }

    private void price(
            double[] r, int i, double fi, int from, int to, double[] tolerance, Lists rows) {
        double bound = Math.min(-tolerance[i], rows.limit(i));
        for (int j = from; j < to; j++) {
            double v = r[j] - fi;
            if (v < bound && v < -tolerance[i] - tolerance[n + j]) {
                rows.insert(i, j, v);
                bound = Math.min(-tolerance[i], rows.limit(i));
            }
        }
    }

    /** r -= g; gives the least of the differences. */
    public static double subtract(double[] r, double[] g) {
        double a = Double.POSITIVE_INFINITY;
        double b = a;
        double c = a;
        double d = a;
        int m = g.length;
        int j = 0;
        for (; j + 3 < m; j += 4) {
            double p = r[j] - g[j];
            double q = r[j + 1] - g[j + 1];
            double s = r[j + 2] - g[j + 2];
            double t = r[j + 3] - g[j + 3];
            r[j] = p;
            r[j + 1] = q;
            r[j + 2] = s;
            r[j + 3] = t;
            a = p < a ? p : a;
            b = q < b ? q : b;
            c = s < c ? s : c;
            d = t < d ? t : d;
        }
        for (; j < m; j++) {
            r[j] -= g[j];
            a = r[j] < a ? r[j] : a;
        }
        return Math.min(Math.min(a, b), Math.min(c, d));
    }
}
