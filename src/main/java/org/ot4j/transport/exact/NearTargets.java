package org.ot4j.transport.exact;

import java.util.Arrays;

/**
 * The few targets of each source that are nearest to it, and a bound for the others. Potentials of
 * targets only fall, so c_ij - g_j only rises: a bound holds until its source is listed anew, and a
 * search that stays below it need not read the costs of the others.
 */
final class NearTargets {
    /** Each source has so many here, of more; those of source i begin at i times this. */
    static final int WIDTH = 10;

    /** Lists end before so many times the mean of where others end, if that is far enough. */
    private static final double LIMIT = 2;

    private final SquareCosts costs;
    private final double[] g;

    // The source that is listed: its costs, and how far its near targets are, rising.
    private final double[] row;
    private final double[] value;

    final int[] target;

    /** What they cost. */
    final double[] cost;

    /** For each source, the least that c_ij - g_j can be of the other targets. */
    final double[] bound;

    NearTargets(SquareCosts costs, double[] g) {
        int n = costs.n;
        this.g = g;
        this.costs = costs;
        row = new double[n];
        value = new double[WIDTH];
        target = new int[n * WIDTH];
        cost = new double[n * WIDTH];
        bound = new double[n];
        double ends = 0;
        for (int i = 0; i < n; i++) {
            // Most lists end where others do: what is far from there need not be sorted in.
            if (i == 0 || !list(i, Math.nextUp(LIMIT * ends / i))) {
                list(i);
            }
            ends += bound[i];
        }
    }

    /** Lists the targets of a source; gives all of its costs, until the next call. */
    double[] list(int i) {
        list(i, Double.POSITIVE_INFINITY);
        return row;
    }

    /** Lists targets that are nearer than a limit, if there are enough of them. */
    private boolean list(int i, double limit) {
        costs.row(i, row);
        int at = i * WIDTH;
        Arrays.fill(value, limit);
        // Sources begin at different places, lest equal costs all list the same targets.
        int found = scan(at, i, row.length) + scan(at, 0, i);
        for (int k = at; k < at + WIDTH; k++) {
            cost[k] = row[target[k]];
        }
        bound[i] = value[WIDTH - 1];
        return found >= WIDTH;
    }

    /** Lists what is nearer than the last in the list; how many it found. */
    private int scan(int at, int from, int to) {
        // In local variables, which what is stored on the way cannot change.
        double[] row = this.row;
        double[] g = this.g;
        double last = value[WIDTH - 1];
        int found = 0;
        // None is nearer than 0, for potentials began as the least cost of each target.
        for (int j = from; j < to && last > 0; j++) {
            double v = row[j] - g[j];
            if (v < last) {
                last = insert(at, j, v);
                found++;
            }
        }
        return found;
    }

    /** Lists one target in place of the last; the value of what is last then. */
    private double insert(int at, int j, double v) {
        int k = WIDTH - 1;
        for (; k > 0 && value[k - 1] > v; k--) {
            value[k] = value[k - 1];
            target[at + k] = target[at + k - 1];
        }
        value[k] = v;
        target[at + k] = j;
        return value[WIDTH - 1];
    }
}
