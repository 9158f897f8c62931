package org.ot4j.transport.internal;

import java.util.Arrays;
import java.util.function.Supplier;
import org.ot4j.internal.Parallel;
import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.internal.ArcScan.Lists;
import org.ot4j.transport.internal.ArcScan.Prices;
import org.ot4j.transport.internal.ArcScan.Start;

/** The passes of {@link ArcScan} between points, by searches in trees of them. */
final class TreeScan {
    private static final int GRAIN = 256;

    private final CoordinateCost cost;
    private final double[] x;
    private final double[] y;
    private final int d;
    private final int n;
    private final int m;
    private final int threads;
    private final PointTree sources;
    private final PointTree targets;

    TreeScan(CoordinateCostMatrix costs, int threads) {
        this.cost = costs.cost();
        this.x = RawMeasures.points(costs.source());
        this.y = RawMeasures.points(costs.target());
        this.d = costs.source().dimension();
        this.n = costs.rows();
        this.m = costs.cols();
        this.threads = threads;
        this.sources = ReducedCosts.tree(costs.source());
        this.targets = ReducedCosts.tree(costs.target());
    }

    /** A search from the nodes of one side. */
    private interface Pass {
        void node(int v);
    }

    // Neighbours one after the other, so that what one search read is still in the cache.
    private void all(PointTree side, Supplier<Pass> pass) {
        Parallel.ranges(
                side.size(),
                GRAIN,
                threads,
                (lo, hi) -> {
                    Pass each = pass.get();
                    for (int k = lo; k < hi; k++) {
                        each.node(side.order[k]);
                    }
                });
    }

    /** See {@link ArcScan#start}. */
    Start start(double[] g, int rowWidth, int colWidth) {
        var f = new double[n];
        var rows = new Lists(n, Math.min(rowWidth, m));
        var ofTargets = new ReducedCosts(cost, targets, g);
        all(sources, () -> new RowStart(ofTargets, rows, f));
        var cols = new Lists(m, Math.min(colWidth, n));
        if (colWidth > 0) {
            var ofSources = new ReducedCosts(cost, sources, f);
            all(targets, () -> new ColumnStart(ofSources, cols, g));
        }
        return new Start(f, rows, cols, greatest(f, g));
    }

    private final class RowStart extends ReducedCosts.Search implements Pass {
        private final Lists rows;
        private final double[] f;
        private int i;

        RowStart(ReducedCosts among, Lists rows, double[] f) {
            super(among);
            this.rows = rows;
            this.f = f;
        }

        @Override
        public void node(int v) {
            i = v;
            f[i] = Double.POSITIVE_INFINITY;
            from(x, i * d, i);
            for (int t = rows.from(i); t < rows.to(i); t++) {
                rows.value[t] -= f[i];
            }
        }

        @Override
        double limit() {
            return rows.isEmpty() ? f[i] : rows.limit(i);
        }

        @Override
        void found(int j, double c, double reduced) {
            f[i] = Math.min(f[i], reduced);
            if (!rows.isEmpty()) {
                rows.insert(i, j, reduced);
            }
        }
    }

    private final class ColumnStart extends ReducedCosts.Search implements Pass {
        private final Lists cols;
        private final double[] g;
        private int j;

        ColumnStart(ReducedCosts among, Lists cols, double[] g) {
            super(among);
            this.cols = cols;
            this.g = g;
        }

        @Override
        public void node(int v) {
            j = v;
            from(y, j * d, j);
            for (int t = cols.from(j); t < cols.to(j); t++) {
                cols.value[t] -= g[j];
            }
        }

        @Override
        double limit() {
            return cols.limit(j);
        }

        @Override
        void found(int i, double c, double reduced) {
            cols.insert(j, i, reduced);
        }
    }

    // No pair is further apart than the corners of the box that holds all points.
    private double greatest(double[] f, double[] g) {
        var low = new double[d];
        var high = new double[d];
        for (int k = 0; k < d; k++) {
            low[k] = Math.min(sources.low(0, k), targets.low(0, k));
            high[k] = Math.max(sources.high(0, k), targets.high(0, k));
        }
        double least = Arrays.stream(f).min().orElseThrow() + Arrays.stream(g).min().orElseThrow();
        return Math.max(0, cost.between(low, 0, high, 0, 1, d) - least);
    }

    /** See {@link ArcScan#price}. */
    Prices price(double[] f, double[] g, int width, double[] tolerance) {
        var least = new double[n];
        var rows = new Lists(n, Math.min(width, m));
        var ofTargets = new ReducedCosts(cost, targets, g);
        all(sources, () -> new Pricing(ofTargets, rows, least, f, tolerance));
        return new Prices(least, rows);
    }

    private final class Pricing extends ReducedCosts.Search implements Pass {
        private final Lists rows;
        private final double[] least;
        private final double[] f;
        private final double[] tolerance;
        private int i;

        Pricing(ReducedCosts among, Lists rows, double[] least, double[] f, double[] tolerance) {
            super(among);
            this.rows = rows;
            this.least = least;
            this.f = f;
            this.tolerance = tolerance;
        }

        @Override
        public void node(int v) {
            i = v;
            least[i] = Double.POSITIVE_INFINITY;
            from(x, i * d, i);
        }

        @Override
        double limit() {
            return Math.max(least[i], f[i] + Math.min(-tolerance[i], rows.limit(i)));
        }

        @Override
        void found(int j, double c, double reduced) {
            least[i] = Math.min(least[i], reduced);
            double v = reduced - f[i];
            if (v < -tolerance[i] - tolerance[n + j] && v < rows.limit(i)) {
                rows.insert(i, j, v);
            }
        }
    }
}
