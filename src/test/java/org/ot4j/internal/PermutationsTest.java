package org.ot4j.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermutationsTest {
    /** Splits of data and batches on record hang on these. */
    @Test
    void aSeedKeepsItsOrders() {
        assertArrayEquals(new int[] {5, 1, 0, 4, 3, 6, 2}, Permutations.upward(7, new Random(3)));
        assertArrayEquals(new int[] {6, 1, 4, 3, 0, 2, 5}, Permutations.downward(7, new Random(3)));
    }

    @Test
    void eachOrderIsAsLikely() {
        evenly(Permutations::upward);
        evenly(Permutations::downward);
    }

    private interface Rule {
        int[] of(int n, RandomGenerator random);
    }

    /** Each of 3! orders, 6,000 times in 36,000: within five standard deviations. */
    private static void evenly(Rule rule) {
        var random = new SplittableRandom(1);
        var counts = new int[27];
        for (int k = 0; k < 36_000; k++) {
            int[] order = rule.of(3, random);
            assertArrayEquals(
                    IntStream.range(0, 3).toArray(), Arrays.stream(order).sorted().toArray());
            counts[9 * order[0] + 3 * order[1] + order[2]]++;
        }
        int[] seen = Arrays.stream(counts).filter(c -> c > 0).toArray();
        assertArrayEquals(
                new int[] {6000, 6000, 6000, 6000, 6000, 6000},
                Arrays.stream(seen).map(c -> Math.abs(c - 6000) < 354 ? 6000 : c).toArray());
    }
}
