package org.ot4j.transport.exact;

/**
 * A source without a target takes the one that is nearest to it, whose potential falls until the
 * second nearest is as near, and the source that had it looks on: most sources find a target in one
 * look or two (augmenting row reduction, in the paper of {@link Assignment}).
 */
final class RowReduction {
    /** As the authors have it. */
    private static final int PASSES = 2;

    /**
     * Looks of a pass for each source, after which nobody is sent on: a potential may fall little.
     */
    private static final int TURNS = 8;

    private final Matching matching;
    private final NearTargets near;
    private final double[] g;

    // What the last look found: places in the list, and how far those targets are.
    private int first;
    private int second;
    private double least;
    private double after;

    private RowReduction(Matching matching, NearTargets near) {
        this.matching = matching;
        this.near = near;
        g = matching.g;
    }

    /** Matches what can be matched so; how many times it looked at a source. */
    static long reduce(Matching matching, NearTargets near) {
        var reduction = new RowReduction(matching, near);
        long looks = 0;
        for (int pass = 0; pass < PASSES; pass++) {
            looks += reduction.pass(matching.free());
        }
        return looks;
    }

    private long pass(int[] free) {
        long mostTurns = (long) TURNS * matching.size();
        long turns = 0;
        for (int next = 0; next < free.length; turns++) {
            int i = free[next++];
            look(i);
            if (after > near.bound[i]) {
                near.list(i);
                look(i);
            }
            boolean falls = least < after;
            if (falls) {
                g[near.target[first]] -= after - least;
            } else if (matching.sourceOf[near.target[first]] != Matching.NONE) {
                first = second;
            }
            int j = near.target[first];
            int before = matching.sourceOf[j];
            matching.match(i, j, near.cost[first]);
            if (before != Matching.NONE) {
                matching.target[before] = Matching.NONE;
                if (falls && turns < mostTurns) {
                    free[--next] = before;
                }
            }
        }
        return turns;
    }

    /** Finds the nearest target of a source and the one after it. */
    private void look(int i) {
        int at = i * NearTargets.WIDTH;
        first = at;
        least = near.cost[at] - g[near.target[at]];
        after = Double.POSITIVE_INFINITY;
        for (int k = at + 1; k < at + NearTargets.WIDTH; k++) {
            double c = near.cost[k] - g[near.target[k]];
            if (c < least) {
                after = least;
                second = first;
                least = c;
                first = k;
            } else if (c < after) {
                after = c;
                second = k;
            }
        }
    }
}
