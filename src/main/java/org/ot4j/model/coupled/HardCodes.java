package org.ot4j.model.coupled;

import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Online hard example mining: examples with the greatest loss, and some of the others. */
final class HardCodes {
    private HardCodes() {}

    /** Indices without repetition: the {@code hard} greatest, and random others up to a count. */
    static int[] pick(double[] losses, int count, int hard, RandomGenerator random) {
        int[] order =
                IntStream.range(0, losses.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(j -> -losses[j]))
                        .mapToInt(j -> j)
                        .toArray();
        for (int j = hard; j < count; j++) {
            int other = random.nextInt(j, order.length);
            int swap = order[j];
            order[j] = order[other];
            order[other] = swap;
        }
        return Arrays.copyOf(order, count);
    }
}
