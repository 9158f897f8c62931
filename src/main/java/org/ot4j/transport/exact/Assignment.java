package org.ot4j.transport.exact;

import java.util.Arrays;
import org.ot4j.base.Progress;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.ArcScan;

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

    private static final int NONE = -1;

    /** Of the reduction of rows, as its authors have it. */
    private static final int PASSES = 2;

    /**
     * Looks of a pass for each source, after which nobody is sent on: a potential may fall little.
     */
    private static final int TURNS = 8;

    /** Sums of many differences are to stay finite. */
    private static final double GREATEST_RANGE = 0x1p1000;

    private final int n;

    // Row by row.
    private final double[] costs;
    private final int[] sourceOf;

    // One search: the distance of each target that is not reached yet, and its price, infinite once
    // it is; the targets reached, and how far they were; the sources looked at, and the shift of
    // their costs.
    private final double[] distance;
    private final double[] price;
    private final int[] reached;
    private final double[] reachedAt;
    private final int[] seen;
    private final double[] shift;

    /** The target of each source. */
    final int[] target;

    /** Potentials; no pair violates them. */
    final double[] f;

    final double[] g;

    /** How many times the costs of one source were looked through. */
    long looks;

    private Assignment(double[] costs, int n) {
        this.n = n;
        this.costs = costs;
        target = new int[n];
        f = new double[n];
        g = new double[n];
        sourceOf = new int[n];
        distance = new double[n];
        price = new double[n];
        reached = new int[n];
        reachedAt = new double[n];
        seen = new int[n];
        shift = new double[n];
    }

    /**
     * The best assignment for costs [n, n], as far as rounding lets one tell; null if the costs are
     * not finite, lie too far apart for this method or have more rows than it is good for, or the
     * thread was interrupted.
     */
    static Assignment of(CostMatrix matrix, Progress progress) {
        int n = matrix.rows();
        if (n > MOST_WHOLE || (n > MOST && !whole(firstRow(matrix), 0, n))) {
            return null;
        }
        var costs = new double[n * n];
        for (int i = 0; i < n; i++) {
            if (matrix.isSlow()) {
                progress.update(i, () -> n + " x " + n);
            }
            if (Progress.stopRequested()) {
                return null;
            }
            matrix.row(i, 0, n, costs, i * n);
            if (n > MOST && !whole(costs, i * n, n)) {
                return null;
            }
        }
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (double c : costs) {
            // Math.min and max keep a NaN.
            least = Math.min(least, c);
            greatest = Math.max(greatest, c);
        }
        if (!(greatest - least < GREATEST_RANGE)) {
            return null;
        }
        var assignment = new Assignment(costs, n);
        assignment.solve();
        return assignment;
    }

    /** Tells most costs that are not whole before all are copied. */
    private static double[] firstRow(CostMatrix matrix) {
        var row = new double[matrix.cols()];
        matrix.row(0, 0, row.length, row, 0);
        return row;
    }

    private static boolean whole(double[] costs, int from, int n) {
        for (int k = from; k < from + n; k++) {
            if (costs[k] != Math.rint(costs[k])) {
                return false;
            }
        }
        return true;
    }

    private void solve() {
        reduceColumns();
        if (n > MOST) {
            reduceRows();
        }
        for (int i = 0; i < n; i++) {
            if (target[i] == NONE) {
                augment(i);
            }
        }
        var row = new double[n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(costs, i * n, row, 0, n);
            f[i] = ArcScan.subtract(row, g);
        }
    }

    /** Each target takes the source that is nearest to it, if no other target has. */
    private void reduceColumns() {
        System.arraycopy(costs, 0, g, 0, n);
        for (int i = 1; i < n; i++) {
            int at = i * n;
            for (int j = 0; j < n; j++) {
                double c = costs[at + j];
                if (c < g[j]) {
                    g[j] = c;
                    sourceOf[j] = i;
                }
            }
        }
        Arrays.fill(target, NONE);
        for (int j = 0; j < n; j++) {
            int i = sourceOf[j];
            if (target[i] == NONE) {
                target[i] = j;
            } else {
                sourceOf[j] = NONE;
            }
        }
    }

    /**
     * A source without a target takes the one that is nearest to it, whose potential falls until
     * the second nearest is as near, and the source that had it looks on: most sources find a
     * target in one look or two (augmenting row reduction, in the same paper).
     */
    private void reduceRows() {
        var free = new int[n];
        int waiting = 0;
        for (int i = 0; i < n; i++) {
            if (target[i] == NONE) {
                free[waiting++] = i;
            }
        }
        for (int pass = 0; pass < PASSES; pass++) {
            int left = 0;
            int next = 0;
            for (long turns = 0; next < waiting; turns++) {
                int i = free[next++];
                int at = i * n;
                looks++;
                int first = 0;
                int second = NONE;
                double least = costs[at] - g[0];
                double after = Double.POSITIVE_INFINITY;
                for (int j = 1; j < n; j++) {
                    double c = costs[at + j] - g[j];
                    if (c < after) {
                        if (c < least) {
                            after = least;
                            second = first;
                            least = c;
                            first = j;
                        } else {
                            after = c;
                            second = j;
                        }
                    }
                }
                boolean falls = least < after;
                if (falls) {
                    g[first] -= after - least;
                } else if (sourceOf[first] != NONE) {
                    first = second;
                }
                int before = sourceOf[first];
                sourceOf[first] = i;
                target[i] = first;
                if (before != NONE) {
                    target[before] = NONE;
                    if (falls && turns < (long) TURNS * n) {
                        free[--next] = before;
                    } else {
                        free[left++] = before;
                    }
                }
            }
            waiting = left;
        }
    }

    /** Finds the shortest path from a source to a target that is free, and sends along it. */
    private void augment(int source) {
        System.arraycopy(g, 0, price, 0, n);
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        int count = 0;
        int i = source;
        double s = 0;
        int end;
        double reach;
        while (true) {
            seen[count] = i;
            shift[count] = s;
            reach = look(i * n, s);
            int j = place(reach);
            if (sourceOf[j] == NONE) {
                end = j;
                break;
            }
            reached[count] = j;
            reachedAt[count++] = reach;
            price[j] = Double.NEGATIVE_INFINITY;
            distance[j] = Double.POSITIVE_INFINITY;
            i = sourceOf[j];
            s = costs[i * n + j] - g[j] - reach;
        }
        looks += count + 1;
        send(source, end, reach);
        for (int k = 0; k < count; k++) {
            g[reached[k]] += reachedAt[k] - reach;
        }
    }

    /**
     * Brings the targets nearer that are nearer by the source at {@code at}; the least distance.
     */
    private double look(int at, double shift) {
        double[] distance = this.distance;
        double[] price = this.price;
        double[] costs = this.costs;
        int n = this.n;
        for (int j = 0; j < n; j++) {
            distance[j] = Math.min(distance[j], costs[at + j] - shift - price[j]);
        }
        // Four at a time, for each minimum waits for the one before it.
        double a = Double.POSITIVE_INFINITY;
        double b = a;
        double c = a;
        double d = a;
        int j = 0;
        for (; j + 3 < n; j += 4) {
            double p = distance[j];
            double q = distance[j + 1];
            double r = distance[j + 2];
            double t = distance[j + 3];
            a = p < a ? p : a;
            b = q < b ? q : b;
            c = r < c ? r : c;
            d = t < d ? t : d;
        }
        for (; j < n; j++) {
            a = Math.min(a, distance[j]);
        }
        return Math.min(Math.min(a, b), Math.min(c, d));
    }

    /** A target at a distance, a free one if there is one. */
    private int place(double least) {
        int place = NONE;
        for (int j = 0; j < n; j++) {
            if (distance[j] == least) {
                if (sourceOf[j] == NONE) {
                    return j;
                }
                place = place == NONE ? j : place;
            }
        }
        return place;
    }

    /** Sends along the path, back from its end: by the first source from which it was as near. */
    private void send(int source, int end, double reach) {
        int j = end;
        double at = reach;
        while (true) {
            int k = 0;
            while (costs[seen[k] * n + j] - shift[k] - g[j] != at) {
                k++;
            }
            int i = seen[k];
            sourceOf[j] = i;
            target[i] = j;
            if (i == source) {
                return;
            }
            j = reached[k - 1];
            at = reachedAt[k - 1];
        }
    }
}
