package org.ot4j.transport.exact;

import java.util.Arrays;

/** Shortest paths by all costs of the sources on the way. */
final class DensePaths {
    private static final int NONE = Matching.NONE;

    // So few numbers are compared one by one.
    private static final int FEW = 8;

    private final int n;

    // An array for each row: where a row lies within another array, loops over it and the distances
    // are no vector instructions, in four times the time.
    private final double[][] costs;
    private final Matching matching;
    private final int[] sourceOf;
    private final double[] g;

    // One search: the distance of each target that is not reached yet, and its price, infinite once
    // it is; what becomes of the distances on the way to the least; the targets reached, and how
    // far they were; the sources looked at, and the shift of their costs.
    private final double[] distance;
    private final double[] pairs;
    private final double[] folded;
    private final double[] upper;
    private final double[] price;
    private final int[] reached;
    private final double[] reachedAt;
    private final int[] seen;
    private final double[] shift;

    DensePaths(double[][] costs, Matching matching) {
        n = matching.size();
        this.costs = costs;
        this.matching = matching;
        sourceOf = matching.sourceOf;
        g = matching.g;
        distance = new double[n];
        pairs = new double[(n + 1) / 2];
        folded = new double[(n + 3) / 4];
        upper = new double[(n + 1) / 2];
        price = new double[n];
        reached = new int[n];
        reachedAt = new double[n];
        seen = new int[n];
        shift = new double[n];
    }

    /** Sends along the shortest path from a source; at how many sources it looked. */
    int augment(int source) {
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
            reach = look(costs[i], s);
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
            s = costs[i][j] - g[j] - reach;
        }
        send(count, end, reach);
        for (int k = 0; k < count; k++) {
            g[reached[k]] += reachedAt[k] - reach;
        }
        return count + 1;
    }

    /**
     * Brings the targets nearer that are nearer by a source with these costs; the least distance.
     */
    private double look(double[] row, double shift) {
        double[] distance = this.distance;
        double[] price = this.price;
        int n = this.n;
        for (int j = 0; j < n; j++) {
            distance[j] = Math.min(distance[j], row[j] - shift - price[j]);
        }
        lesser(distance, n, pairs);
        double[] from = pairs;
        int count = pairs.length;
        while (count > FEW) {
            lesser(from, count, folded);
            from = folded;
            count = (count + 1) / 2;
        }
        double least = from[0];
        for (int j = 1; j < count; j++) {
            least = Math.min(least, from[j]);
        }
        return least;
    }

    /**
     * Lays the second half of some numbers on the first, of which the lesser remain. A minimum is
     * found sooner so than one by one: by vector instructions, and no branch is guessed.
     */
    private void lesser(double[] from, int count, double[] to) {
        double[] upper = this.upper;
        int half = (count + 1) / 2;
        System.arraycopy(from, half, upper, 0, count - half);
        if (count % 2 == 1) {
            upper[half - 1] = Double.POSITIVE_INFINITY;
        }
        for (int j = 0; j < half; j++) {
            to[j] = Math.min(from[j], upper[j]);
        }
    }

    /** A target at the least distance, a free one if there is one. */
    private int place(double least) {
        double[] pairs = this.pairs;
        int place = NONE;
        for (int j = 0; j < pairs.length; j++) {
            if (pairs[j] == least) {
                for (int k = j; k < n; k += pairs.length) {
                    if (distance[k] == least) {
                        if (sourceOf[k] == NONE) {
                            return k;
                        }
                        place = place == NONE ? k : place;
                    }
                }
            }
        }
        return place;
    }

    /**
     * Sends along the path, back from its end and the last source looked at: by the last one from
     * which a target was as near, so that all of the path takes one way back through the sources.
     */
    private void send(int last, int end, double reach) {
        int j = end;
        double at = reach;
        for (int k = last; k >= 0; k--) {
            int i = seen[k];
            double cost = costs[i][j];
            if (cost - shift[k] - g[j] == at) {
                matching.match(i, j, cost);
                if (k > 0) {
                    j = reached[k - 1];
                    at = reachedAt[k - 1];
                }
            }
        }
    }
}
