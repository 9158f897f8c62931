package org.ot4j.internal;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The numbers 0 to n - 1 in random order (Fisher and Yates). There are two ways, as good as each
 * other; each stays where results that are on record were made by it.
 */
public final class Permutations {
    private Permutations() {}

    /** Grows from the first: the order of data. */
    public static int[] upward(int n, RandomGenerator random) {
        var order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Is shuffled from the last: the order of batches. */
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
