package org.ot4j.transport.exact;

import java.util.Arrays;

/**
 * Shortest paths by the near targets of the sources on the way. All costs of a source are read only
 * where the path gets as long as the bound of its other targets.
 */
final class NearPaths {
    /**
     * Where all costs of a source are read at more than one look of so many, dense paths are
     * faster.
     */
    private static final int LOOKS_PER_FULL_LOOK = 8;

    /** So many looks at all costs are no sign yet. */
    private static final int FEW = 64;

    private final Matching matching;
    private final NearTargets near;
    private final double[] g;

    // How far each target is, as far as is known, and the source from which, and its cost.
    private final double[] distance;
    private final int[] from;
    private final double[] fromCost;

    // Targets that have a distance; those that were reached since drop out where paths go on.
    private final int[] open;
    private int opened;

    // Targets reached, in order, and how far they are; the last of them are at the reach.
    private final int[] reached;
    private final double[] reachedAt;
    private int count;
    private double reach;

    // Sources looked at, the shift of their costs, and how far targets not listed are at least.
    private final int[] seen;
    private final double[] shift;
    private final double[] rest;
    private int looks;
    private double leastRest;

    private int end;

    // In all searches so far.
    private long allLooks;
    private long fullLooks;

    NearPaths(Matching matching, NearTargets near) {
        int n = matching.size();
        this.matching = matching;
        this.near = near;
        g = matching.g;
        distance = new double[n];
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        from = new int[n];
        fromCost = new double[n];
        open = new int[n];
        reached = new int[n];
        reachedAt = new double[n];
        seen = new int[n];
        shift = new double[n];
        rest = new double[n];
    }

    /** Sends along the shortest path from a source; at how many sources it looked. */
    int augment(int source) {
        opened = 0;
        count = 0;
        looks = 0;
        reach = Double.NEGATIVE_INFINITY;
        leastRest = Double.POSITIVE_INFINITY;
        end = Matching.NONE;
        look(source, 0);
        for (int next = 0; end == Matching.NONE; ) {
            if (next < count) {
                int j = reached[next++];
                int i = matching.sourceOf[j];
                look(i, matching.paid[i] - g[j] - reach);
            } else {
                advance();
            }
        }
        send(source);
        for (int k = 0; k < count; k++) {
            g[reached[k]] += reachedAt[k] - reach;
            distance[reached[k]] = Double.POSITIVE_INFINITY;
        }
        for (int k = 0; k < opened; k++) {
            distance[open[k]] = Double.POSITIVE_INFINITY;
        }
        allLooks += looks;
        return looks;
    }

    /** Whether most searches have found their way by the targets that are near. */
    boolean pay() {
        return fullLooks <= allLooks / LOOKS_PER_FULL_LOOK + FEW;
    }

    private void look(int i, double s) {
        int at = i * NearTargets.WIDTH;
        for (int k = at; k < at + NearTargets.WIDTH; k++) {
            int j = near.target[k];
            double v = near.cost[k] - g[j] - s;
            if (v < distance[j]) {
                approach(j, v, i, near.cost[k]);
            }
        }
        seen[looks] = i;
        shift[looks] = s;
        rest[looks] = near.bound[i] - s;
        leastRest = Math.min(leastRest, rest[looks++]);
    }

    /** Notes that a target is nearer by a source. */
    private void approach(int j, double v, int i, double c) {
        // Less than what is reached only by rounding.
        double d = Math.max(v, reach);
        if (d >= distance[j]) {
            return;
        }
        if (distance[j] == Double.POSITIVE_INFINITY) {
            open[opened++] = j;
        }
        distance[j] = d;
        from[j] = i;
        fromCost[j] = c;
        if (d == reach) {
            reach(j);
        }
    }

    private void reach(int j) {
        if (matching.sourceOf[j] == Matching.NONE) {
            end = j;
        } else {
            reached[count] = j;
            reachedAt[count++] = reach;
        }
    }

    /** Reaches the next nearest targets, or reads all costs of a source that may have a nearer. */
    private void advance() {
        double next = Double.POSITIVE_INFINITY;
        int kept = 0;
        for (int k = 0; k < opened; k++) {
            int j = open[k];
            if (distance[j] > reach) {
                open[kept++] = j;
                next = Math.min(next, distance[j]);
            }
        }
        opened = kept;
        if (next > leastRest) {
            lookAtAll();
            return;
        }
        reach = next;
        for (int k = 0; k < opened; k++) {
            if (distance[open[k]] == reach) {
                reach(open[k]);
            }
        }
    }

    /** Looks at all targets of the source that may have the nearest of those not listed. */
    private void lookAtAll() {
        fullLooks++;
        int k = 0;
        while (rest[k] != leastRest) {
            k++;
        }
        int i = seen[k];
        double s = shift[k];
        double[] costs = near.list(i);
        for (int j = 0; j < costs.length; j++) {
            double v = costs[j] - g[j] - s;
            if (v < distance[j]) {
                approach(j, v, i, costs[j]);
            }
        }
        rest[k] = Double.POSITIVE_INFINITY;
        leastRest = Double.POSITIVE_INFINITY;
        for (int l = 0; l < looks; l++) {
            leastRest = Math.min(leastRest, rest[l]);
        }
    }

    /** Sends along the path, back from its end. */
    private void send(int source) {
        int j = end;
        while (true) {
            int i = from[j];
            int before = matching.target[i];
            matching.match(i, j, fromCost[j]);
            if (i == source) {
                return;
            }
            j = before;
        }
    }
}
