package org.ot4j.transport.exact;

import java.util.Arrays;

/**
 * Sorts keys whose upper half is the bits of a float of at least 0: as many buckets as keys, then a
 * sort of what fell together. Costs spread over few powers of 2, so most buckets hold few keys, and
 * a half of the time of small problems, which a comparison sort takes, is saved.
 */
final class CostOrder {
    private static final int FEW = 48;

    private CostOrder() {}

    /** Sorts in place. */
    static void sort(long[] keys) {
        int n = keys.length;
        if (n <= FEW) {
            Arrays.sort(keys);
            return;
        }
        // Zeros, of which each row has one, would leave most buckets empty.
        long least = Long.MAX_VALUE;
        long greatest = 0;
        for (long key : keys) {
            long bits = key >>> 32;
            greatest = Math.max(greatest, bits);
            if (bits > 0) {
                least = Math.min(least, bits);
            }
        }
        if (least > greatest) {
            least = greatest;
        }
        double scale = (n - 1) / (greatest - least + 1.0);
        var ends = new int[n + 1];
        for (long key : keys) {
            ends[bucket(key, least, scale) + 1]++;
        }
        for (int b = 0; b < n; b++) {
            ends[b + 1] += ends[b];
        }
        var sorted = new long[n];
        for (long key : keys) {
            sorted[ends[bucket(key, least, scale)]++] = key;
        }
        int from = 0;
        for (int b = 0; b < n; b++) {
            if (ends[b] - from > 1) {
                Arrays.sort(sorted, from, ends[b]);
            }
            from = ends[b];
        }
        System.arraycopy(sorted, 0, keys, 0, n);
    }

    private static int bucket(long key, long least, double scale) {
        long bits = key >>> 32;
        return bits < least ? 0 : 1 + (int) ((bits - least) * scale);
    }
}
