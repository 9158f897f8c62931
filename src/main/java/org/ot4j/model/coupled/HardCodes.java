package org.ot4j.model.coupled;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ot4j.distribution.Categorical;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.internal.Order;

/**
 * Online hard example mining (Shrivastava et al. 2016): examples with the greatest loss, and some
 * of the others.
 *
 * @param fraction of what is chosen that is taken by its loss, in [0, 1]
 */
record HardCodes(double fraction) {
    /** Refuses a fraction that leaves nothing to choose from. */
    static void check(double fraction, Prior prior, InnerSolver inner) {
        Check.inRange(fraction, 0, 1, "hardCodes");
        Check.that(
                fraction == 0 || (inner instanceof InnerSolver.BySinkhorn s && s.batches() > 1),
                "hardCodes",
                fraction,
                "0, or inner(error, maxIterations, batches) with 2 batches or more to choose from");
        Check.that(
                fraction == 0 || !(prior instanceof Categorical),
                "hardCodes",
                fraction,
                "0 for a categorical prior, whose codes all take part");
    }

    /** Indices of {@code count} examples: the first ones where none is taken by its loss. */
    int[] choose(Supplier<double[]> losses, int count, RandomGenerator random) {
        int hard = (int) Math.round(fraction * count);
        return hard == 0
                ? IntStream.range(0, count).toArray()
                : pick(losses.get(), count, hard, random);
    }

    /** Indices without repetition: the {@code hard} greatest, and random others up to a count. */
    static int[] pick(double[] losses, int count, int hard, RandomGenerator random) {
        int[] order = Order.descending(losses);
        for (int j = hard; j < count; j++) {
            int other = random.nextInt(j, order.length);
            int swap = order[j];
            order[j] = order[other];
            order[other] = swap;
        }
        return Arrays.copyOf(order, count);
    }
}
