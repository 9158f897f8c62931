package org.ot4j.transport.exact;

import org.ot4j.base.Progress;
import org.ot4j.transport.cost.CostMatrix;

/**
 * As many sources as targets, all of the same mass: each source is sent to one target, along
 * shortest paths, one more source at a time (Jonker and Volgenant 1987, A shortest augmenting path
 * algorithm for dense and sparse linear assignment problems). For small problems this takes a
 * fraction of the time of the simplex; rounding cannot keep it from ending, for there is one path
 * for each source.
 */
final class Assignment {
    /** With more sources the simplex on the few arcs that can matter takes less time. */
    static final int MOST = 256;

    /** The same where costs are whole numbers, whose ties make the simplex turn on the spot. */
    static final int MOST_WHOLE = 1_024;

    /** Of random costs 0.37 of the sources are free at first, of clouds that are apart 0.5. */
    private static final double CROWDED = 0.47;

    private static final int CROWDED_FROM = 150;

    /** Of costs of low rank nearly all are. */
    private static final double HOPELESS = 0.9;

    private static final int HOPELESS_FROM = 64;

    /** Sums of many differences are to stay finite. */
    private static final double GREATEST = 0x1p999;

    private final SquareCosts costs;
    private final Matching matching;

    /** The target of each source. */
    final int[] target;

    /** Potentials; no pair violates them: f_i is the least c_ij - g_j. */
    final double[] f;

    final double[] g;

    /** How many times the costs of one source were looked through. */
    long looks;

    private Assignment(SquareCosts costs) {
        this.costs = costs;
        matching = new Matching(costs.n);
        target = matching.target;
        f = new double[costs.n];
        g = matching.g;
    }

    /**
     * The best assignment for costs [n, n], as far as rounding lets one tell; null if the costs are
     * not finite, too great for this method, have more rows than it is good for or are such that
     * paths would be long, or the thread was interrupted.
     */
    static Assignment of(CostMatrix matrix, Progress progress) {
        int n = matrix.rows();
        boolean large = n > MOST;
        if (n > MOST_WHOLE || (large && !areWhole(firstRow(matrix)))) {
            return null;
        }
        var assignment = new Assignment(new SquareCosts(matrix, !large));
        if (!assignment.reduceColumns(progress) || (!large && assignment.isCrowded())) {
            return null;
        }
        if (large) {
            assignment.solveByNearTargets();
        } else {
            assignment.solve();
        }
        assignment.transform();
        return assignment;
    }

    /**
     * Whether so many sources are nobody's nearest, as where two clouds are apart, that paths get
     * long and the simplex takes less time; but for whole costs, whose ties it would turn on.
     */
    private boolean isCrowded() {
        int n = costs.n;
        double most = n > CROWDED_FROM ? CROWDED : HOPELESS;
        return n > HOPELESS_FROM && matching.free().length > most * n && !areWhole(costs.rows()[0]);
    }

    /** Tells most costs that are not whole before a copy is made. */
    private static double[] firstRow(CostMatrix matrix) {
        var row = new double[matrix.cols()];
        matrix.row(0, row);
        return row;
    }

    private static boolean areWhole(double[] costs) {
        for (double c : costs) {
            if (!(c == Math.rint(c) && Math.abs(c) < GREATEST)) {
                return false;
            }
        }
        return true;
    }

    private static boolean areBounded(double[] costs) {
        for (double c : costs) {
            if (!(Math.abs(c) < GREATEST)) {
                return false;
            }
        }
        return true;
    }

    /** Each target takes the source nearest to it, if no other has; whether costs are suitable. */
    private boolean reduceColumns(Progress progress) {
        int n = costs.n;
        boolean read =
                costs.read(
                        progress,
                        (i, row) -> {
                            if (!(n > MOST ? areWhole(row) : areBounded(row))) {
                                return false;
                            }
                            if (i == 0) {
                                System.arraycopy(row, 0, g, 0, n);
                            } else {
                                lower(i, row);
                            }
                            return true;
                        });
        int[] sourceOf = matching.sourceOf;
        for (int j = 0; read && j < n; j++) {
            if (target[sourceOf[j]] == Matching.NONE) {
                matching.match(sourceOf[j], j, g[j]);
            } else {
                sourceOf[j] = Matching.NONE;
            }
        }
        return read;
    }

    private void lower(int i, double[] row) {
        double[] least = g;
        int[] sourceOf = matching.sourceOf;
        for (int j = 0; j < least.length; j++) {
            double c = row[j];
            if (c < least[j]) {
                least[j] = c;
                sourceOf[j] = i;
            }
        }
    }

    private void solve() {
        var paths = new DensePaths(costs.rows(), matching);
        for (int i : matching.free()) {
            looks += paths.augment(i);
        }
    }

    /** The same by the targets near each source, until these turn out to tell too little. */
    private void solveByNearTargets() {
        var near = new NearTargets(costs, g);
        looks = RowReduction.reduce(matching, near);
        var paths = new NearPaths(matching, near);
        for (int i : matching.free()) {
            looks += paths.augment(i);
            if (!paths.pay()) {
                solve();
                return;
            }
        }
    }

    /** Gives each source what all targets leave to it, at which its own is the first to look. */
    private void transform() {
        var row = new double[costs.n];
        for (int i = 0; i < costs.n; i++) {
            costs.row(i, row);
            f[i] = least(row, row[target[i]] - g[target[i]]);
        }
    }

    /** The least of c_j - g_j: a value of one target, which mostly is it, so no branch is taken. */
    private double least(double[] row, double ofOne) {
        double[] prices = g;
        double least = ofOne;
        for (int j = 0; j < prices.length; j++) {
            double v = row[j] - prices[j];
            if (v < least) {
                least = v;
            }
        }
        return least;
    }
}
