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
 * of the others. Stratified, each of them weighs as much as the examples for which it stands, so
 * that weighted means over the choice are unbiased for means over all.
 *
 * @param fraction of what is chosen that is taken by its loss, in [0, 1]
 * @param stratified whether weights make up for the choice
 */
record HardCodes(double fraction, boolean stratified) {
    /**
     * The choice that a C-VAE was built with.
     *
     * @param stratified the fraction of stratified codes, or null for none
     */
    static HardCodes of(double hard, Double stratified) {
        return stratified == null ? new HardCodes(hard, false) : new HardCodes(stratified, true);
    }

    /** Refuses a fraction that leaves nothing to choose from. */
    void check(Prior prior, InnerSolver inner) {
        String name = stratified ? "stratifiedCodes" : "hardCodes";
        Check.inRange(fraction, 0, 1, name);
        Check.that(
                !stratified || fraction < 1,
                name,
                fraction,
                "below 1: some codes have to stand for those that are not hard");
        Check.that(
                fraction == 0 || (inner instanceof InnerSolver.BySinkhorn s && s.batches() > 1),
                name,
                fraction,
                "0, or inner(error, maxIterations, batches) with 2 batches or more to choose from");
        Check.that(
                fraction == 0 || !(prior instanceof Categorical),
                name,
                fraction,
                "0 for a categorical prior, whose codes all take part");
    }

    /**
     * The weights of {@code count} chosen of {@code all} examples of equal weight. The hard ones
     * are all that there are in their stratum, each 1 / all; the others, drawn at random, share the
     * rest.
     */
    double[] weights(int count, int all) {
        var weights = new double[count];
        Arrays.fill(weights, 1.0 / count);
        int hard = hard(count);
        if (stratified && hard > 0) {
            Arrays.fill(weights, 0, hard, 1.0 / all);
            Arrays.fill(weights, hard, count, (all - hard) / ((double) all * (count - hard)));
        }
        return weights;
    }

    private int hard(int count) {
        // Some are left for the stratum of those that are not hard.
        return Math.min((int) Math.round(fraction * count), stratified ? count - 1 : count);
    }

    /** Indices of {@code count} examples: the first ones where none is taken by its loss. */
    int[] choose(Supplier<double[]> losses, int count, RandomGenerator random) {
        int hard = hard(count);
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
