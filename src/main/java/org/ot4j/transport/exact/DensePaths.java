package org.ot4j.transport.exact;

import java.util.Arrays;

/** Shortest paths by all costs of the sources on the way. */
final class DensePaths {
    private static final int NONE = Matching.NONE;

    private final int n;

    // Row by row.
    private final double[] costs;
    private final Matching matching;
    private final int[] sourceOf;
    private final double[] g;

    // One search: the distance of each target that is not reached yet, and its price, infinite once
    // it is; the targets reached, and how far they were; the sources looked at, and the shift of
    // their costs.
    private final double[] distance;
    private final double[] price;
    private final int[] reached;
    private final double[] reachedAt;
    private final int[] seen;
    private final double[] shift;

    DensePaths(double[] costs, Matching matching) {
        n = matching.size();
        this.costs = costs;
        this.matching = matching;
        sourceOf = matching.sourceOf;
        g = matching.g;
        distance = new double[n];
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
        send(source, end, reach);
        for (int k = 0; k < count; k++) {
            g[reached[k]] += reachedAt[k] - reach;
        }
        return count + 1;
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
            matching.match(i, j, costs[i * n + j]);
            if (i == source) {
                return;
            }
            j = reached[k - 1];
            at = reachedAt[k - 1];
        }
    }
}
