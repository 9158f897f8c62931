package org.ot4j.transport.exact;

import java.util.Arrays;

/** Which source has which target so far, with potentials of the targets, which only fall. */
final class Matching {
    static final int NONE = -1;

    final int[] sourceOf;
    final int[] target;

    /** What a source pays for its target. */
    final double[] paid;

    final double[] g;

    Matching(int n) {
        sourceOf = new int[n];
        target = new int[n];
        paid = new double[n];
        g = new double[n];
        Arrays.fill(target, NONE);
    }

    int size() {
        return target.length;
    }

    void match(int i, int j, double cost) {
        sourceOf[j] = i;
        target[i] = j;
        paid[i] = cost;
    }

    /** The sources without a target. */
    int[] free() {
        var free = new int[target.length];
        int count = 0;
        for (int i = 0; i < target.length; i++) {
            if (target[i] == NONE) {
                free[count++] = i;
            }
        }
        return Arrays.copyOf(free, count);
    }
}
