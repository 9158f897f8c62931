package org.ot4j.transport.exact;

import java.util.Arrays;

/** Shortest paths by all costs of the sources on the way. */
final class DensePaths {
    private static final int NONE = Matching.NONE;

    // Distances by the rest of their number, of which each has a minimum of its own.
    private static final int LANES = 4;

    private final int n;

    // An array for each row: where a row lies within another array, loops over it and the distances
    // are no vector instructions, in four times the time.
    private final double[][] costs;
    private final Matching matching;
    private final int[] sourceOf;
    private final double[] g;

    // One search: the distance of each target that is not reached yet, and its price, infinite once
    // it is; the targets reached, and how far they were; the sources looked at, and the shift of
    // their costs.
    private final double[] distance;
    private final double[] least = new double[LANES];
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
        distance = new double[(n + LANES - 1) / LANES * LANES];
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
        // Four at a time, for each minimum waits for the one before it.
        double a = Double.POSITIVE_INFINITY;
        double b = a;
        double c = a;
        double d = a;
        for (int j = 0; j + 3 < distance.length; j += LANES) {
            double p = distance[j];
            double q = distance[j + 1];
            double r = distance[j + 2];
            double t = distance[j + 3];
            a = p < a ? p : a;
            b = q < b ? q : b;
            c = r < c ? r : c;
            d = t < d ? t : d;
        }
        least[0] = a;
        least[1] = b;
        least[2] = c;
        least[3] = d;
        return Math.min(Math.min(a, b), Math.min(c, d));
    }

    /** A target at the least distance, a free one if there is one. */
    private int place(double reach) {
        double[] distance = this.distance;
        int place = NONE;
        for (int lane = 0; lane < LANES; lane++) {
            for (int j = lane; least[lane] == reach && j < n; j += LANES) {
                if (distance[j] == reach) {
                    if (sourceOf[j] == NONE) {
                        return j;
                    }
                    place = place == NONE ? j : place;
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
