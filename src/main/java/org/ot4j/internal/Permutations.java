package org.ot4j.internal;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The numbers 0 to n - 1 in random order (Fisher and Yates). There are two equally good ways; each
 * is kept for those uses whose recorded results depend on it.
 */
public final class Permutations {
    private Permutations() {}

    /** Builds the order from the first position up; used for the order of data. */
    public static int[] upward(int n, RandomGenerator random) {
        var order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Shuffles from the last position down; used for the order of batches. */
    public static int[] downward(int n, RandomGenerator random) {
        int[] order = IntStream.range(0, n).toArray();
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return order;
    }
}
