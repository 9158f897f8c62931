package org.ot4j.training.internal;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ot4j.internal.Permutations;

/**
 * Shuffled batches as a function of seed and position alone, so any step can be replayed. Rows left
 * over at the end of an epoch are skipped; the next shuffle leaves over different ones.
 */
public final class Batches {
    private final int size;
    private final int batchSize;
    private final long seed;
    private final long[] cachedEpoch = {-1, -1};
    private final int[][] cached = new int[2][];

    public Batches(int size, int batchSize, long seed) {
        this.size = size;
        this.batchSize = batchSize;
        this.seed = seed;
    }

    public long perEpoch() {
        return size / batchSize;
    }

    /** The batch of a round. */
    public int[] shared(long round) {
        return at(0, round);
    }

    /** The batch at a position of a second stream, for players that take several steps. */
    public int[] extra(long position) {
        return at(1, position);
    }

    private int[] at(int stream, long position) {
        long epoch = position / perEpoch();
        if (cachedEpoch[stream] != epoch) {
            cached[stream] =
                    Permutations.downward(
                            size, new SplittableRandom(Seeds.mix(seed, 101 + stream, epoch)));
            cachedEpoch[stream] = epoch;
        }
        int from = (int) (position % perEpoch()) * batchSize;
        return Arrays.copyOfRange(cached[stream], from, from + batchSize);
    }
}
