package org.ot4j.transport.exact;

import java.util.Arrays;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.transport.cost.CTransform;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.ArcScan;
import org.ot4j.transport.internal.CoordinateCostMatrix;

/**
 * Solves a balanced problem from coarse to fine. Neighbours are grouped, the small problem between
 * the groups is solved first, and its potentials tell which arcs of the large one can matter: a few
 * for each node. The simplex runs on those; then a pass over all costs prices the others and adds
 * the arcs that would lower the cost, until there is none (Gerber and Maggioni 2017, Multiscale
 * strategies for computing optimal transport; Schmitzer 2016, A sparse multiscale algorithm for
 * dense optimal transport).
 */
final class Multiscale {
    /** Problems with no more arcs than this are solved with all their arcs. */
    private static final int ALL_ARCS = 20_000;

    /** But not those with more nodes on one side than this and far fewer on the other. */
    private static final int ALL_NODES = 300;

    private static final int GROUP = 4;
    private static final int LEAST_GROUPED = 64;
    private static final int ARCS_PER_ROW = 10;
    private static final int ARCS_PER_COLUMN = 6;
    private static final int ARCS_ADDED_PER_ROW = 8;

    /** Reduced costs are differences of potentials: known up to their rounding and no better. */
    private static final double LEAST_SLACK = 0x1p-48;

    /** Sums along a path through the tree are to stay finite. */
    private static final double GREATEST_RANGE = 0x1p1020;

    /** So many pivots without an end are a sign of rounding. */
    private static final long PIVOTS_PER_NODE = 30;

    private final Scene scene;
    private final Flows masses;
    private final int threads;
    private final boolean finest;
    private final Progress progress;
    private final ArcScan scan;
    private final int n;
    private final int m;
    private final boolean all;

    // The duals with which arc costs are shifted, the tree's potentials being corrections to them.
    private double[] f0;
    private double[] g0;
    private SpanningTree tree;
    private Scene.Coarse coarse;
    private SpanningTree coarseTree;
    private final double[] tolerance;
    private int looks;

    /** Potentials that no pair violates by more than rounding. */
    double[] f;

    double[] g;
    boolean stopped;

    private Multiscale(Scene scene, Flows masses, int threads, boolean finest, Progress progress) {
        this.masses = masses;
        this.scene = scene;
        this.threads = threads;
        this.finest = finest;
        this.progress = progress;
        boolean keep = CoordinateCostMatrix.isWorthKeeping(scene.costs);
        scan = new ArcScan(scene.costs, keep, threads);
        n = scene.supply.length;
        m = scene.demand.length;
        tolerance = new double[n + m];
        all = (long) n * m <= ALL_ARCS && (Math.max(n, m) <= ALL_NODES || !Scene.isFar(n, m));
    }

    static Multiscale solve(Scene scene, int threads, Progress progress) {
        return solve(scene, scene.masses(), threads, progress);
    }

    /** Solves with masses other than the scene's whole numbers, which they are near. */
    static Multiscale solve(Scene scene, Flows masses, int threads, Progress progress) {
        var level = new Multiscale(scene, masses, threads, true, progress);
        level.solve();
        return level;
    }

    /** The flows of the plan; all mass is on its way. */
    SpanningTree tree() {
        return tree;
    }

    private void solve() {
        g0 = new double[m];
        if (!all && !Progress.stopRequested()) {
            descend();
        }
        var start = scan.start(g0, all ? 0 : ARCS_PER_ROW, all ? 0 : ARCS_PER_COLUMN);
        if (!(start.greatest() < GREATEST_RANGE)) {
            throw notFinite();
        }
        f0 = start.f();
        tree = new SpanningTree(n, m, start.greatest());
        if (all) {
            addAllArcs();
        } else {
            addArcs(start);
            if (coarse != null) {
                addArcsOfGroups(start);
            }
            coarse = null;
            coarseTree = null;
        }
        tree.start(masses, byCost());
        improve();
    }

    /**
     * Goes on with costs that are shifted by their row minima alone. Where costs span many orders
     * of magnitude, the potentials of the coarse problem may be so great that their rounding hides
     * the optimum; the flows found with them are a good start all the same.
     */
    void refine() {
        g0 = new double[m];
        var start = scan.start(g0, 0, 0);
        f0 = start.f();
        looks = 0;
        tree.restart(start.greatest(), (i, j) -> scene.costs.at(i, j) - f0[i]);
        improve();
    }

    /** Solves the coarse problem and takes its potentials over to the targets of this one. */
    private void descend() {
        coarse = scene.coarse(GROUP, LEAST_GROUPED);
        var level =
                new Multiscale(coarse.scene(), coarse.scene().masses(), threads, false, progress);
        level.solve();
        coarseTree = level.tree;
        stopped = level.stopped;
        CostMatrix across = CoordinateCostMatrix.kept(coarse.sourcesToTargets(), threads);
        g0 = CTransform.toTargets(across, level.f, threads);
    }

    private void improve() {
        f = new double[n];
        g = new double[m];
        progress.update(tree.pivots, () -> n + " x " + m);
        while (true) {
            long before = tree.pivots;
            pivot();
            stopped |= Progress.stopRequested();
            if (!finest && (all || stopped)) {
                return;
            }
            var prices = scan.price(f, g, ARCS_ADDED_PER_ROW, tolerance);
            // Arcs that led to no pivot were violated by rounding only.
            boolean last = stopped || (looks > 0 && tree.pivots == before);
            int added = last ? 0 : addArcs(prices);
            progress.update(tree.pivots, () -> n + " x " + m + ", " + added + " more arcs");
            if (added == 0) {
                f = prices.f();
                return;
            }
            looks++;
            if (!finest) {
                pivot();
                return;
            }
        }
    }

    /**
     * Pivots until the arcs of the tree are optimal, as far as rounding lets one tell.
     *
     * <p>Why it ends: a reduced cost that rounding made may let an arc enter that lowers no cost,
     * and then another, without end. When as many pivots as there are nodes were on such
     * {@linkplain SpanningTree#doubtful doubtful} arcs, or pivots are very many, tolerances grow
     * and potentials are computed afresh more often. In the end they are fresh before each pivot:
     * an error is then at most the number of nodes times half a unit in the last place of the
     * greatest potential on the path to the root, which some more growth exceeds. From then on all
     * arcs that enter have a reduced cost below 0 in exact arithmetic, too, and the simplex on a
     * strongly feasible tree never comes back to a tree that it has left, of which there are
     * finitely many.
     */
    private void pivot() {
        double slack = LEAST_SLACK;
        int nodes = n + m;
        int fresh = nodes;
        long patience = tree.pivots + PIVOTS_PER_NODE * nodes;
        long doubts = tree.doubtful + nodes;
        takePotentials(slack);
        while (true) {
            long before = tree.pivots;
            tree.improve(tolerance, fresh, progress);
            if (tree.pivots >= patience || tree.doubtful >= doubts) {
                slack *= 4;
                fresh = Math.max(1, fresh / 4);
                patience = tree.pivots + PIVOTS_PER_NODE * nodes;
                doubts = tree.doubtful + nodes;
            }
            // Fresh potentials have less rounding in them, and may show that there is more to do;
            // and the tolerances go by how great the potentials have become.
            takePotentials(slack);
            if (tree.pivots == before || Progress.stopRequested()) {
                return;
            }
        }
    }

    private void takePotentials(double slack) {
        tree.refresh();
        for (int i = 0; i < n; i++) {
            f[i] = f0[i] - tree.pi[i];
            tolerance[i] = slack * tree.rounding(i, f0[i]);
        }
        for (int j = 0; j < m; j++) {
            g[j] = g0[j] + tree.pi[n + j];
            tolerance[n + j] = slack * tree.rounding(n + j, g0[j]);
        }
    }

    private void addAllArcs() {
        var row = new double[m];
        for (int i = 0; i < n; i++) {
            scene.costs.row(i, row);
            for (int j = 0; j < m; j++) {
                tree.addArc(i, j, row[j] - f0[i] - g0[j]);
            }
        }
    }

    private void addArcs(ArcScan.Start start) {
        var rows = start.rows();
        var cols = start.cols();
        for (int i = 0; i < n; i++) {
            for (int t = rows.from(i); t < rows.to(i); t++) {
                tree.addArc(i, rows.other[t], rows.value[t]);
            }
        }
        for (int j = 0; j < m; j++) {
            for (int t = cols.from(j); t < cols.to(j); t++) {
                if (!rows.contains(cols.other[t], j)) {
                    tree.addArc(cols.other[t], j, cols.value[t]);
                }
            }
        }
    }

    /**
     * Adds the arcs between the members of groups between which mass flows. They can carry all
     * mass, so that the simplex never has to wait for arcs to be found one pass at a time.
     */
    private void addArcsOfGroups(ArcScan.Start start) {
        int[][] rowMembers = coarse.rowMembers();
        int[][] colMembers = coarse.colMembers();
        coarseTree.forEachFlow(
                (p, q, node) -> {
                    if (p < 0 || q < 0) {
                        return;
                    }
                    for (int i : rowMembers[p]) {
                        for (int j : colMembers[q]) {
                            if (!start.rows().contains(i, j) && !start.cols().contains(j, i)) {
                                tree.addArc(i, j, scene.costs.at(i, j) - f0[i] - g0[j]);
                            }
                        }
                    }
                });
    }

    private int addArcs(ArcScan.Prices prices) {
        var rows = prices.rows();
        int before = tree.arcs;
        for (int i = 0; i < n; i++) {
            double fi = f[i] - f0[i];
            for (int t = rows.from(i); t < rows.to(i); t++) {
                int j = rows.other[t];
                tree.addArc(i, j, rows.value[t] + fi + (g[j] - g0[j]));
            }
        }
        return tree.arcs - before;
    }

    /** The arcs in the order of their cost. */
    private int[] byCost() {
        var keys = new long[tree.arcs];
        for (int e = 0; e < keys.length; e++) {
            // The bits of floats of at least 0 are ordered as they are.
            float c = (float) Math.max(0, tree.cost[e]);
            keys[e] = ((long) Float.floatToRawIntBits(c) << 32) | e;
        }
        CostOrder.sort(keys);
        var order = new int[keys.length];
        Arrays.setAll(order, k -> (int) keys[k]);
        return order;
    }

    private IllegalArgumentException notFinite() {
        var row = new double[m];
        for (int i = 0; i < n; i++) {
            scene.costs.row(i, row);
            for (int j = 0; j < m; j++) {
                if (!Double.isFinite(row[j])) {
                    return Check.error("costs[" + i + "][" + j + "]", row[j], "a finite number");
                }
            }
        }
        return Check.error(
                "costs", "a range beyond " + GREATEST_RANGE, "costs with differences below that");
    }
}
