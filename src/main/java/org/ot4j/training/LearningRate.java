package org.ot4j.training;

import org.ot4j.internal.Check;

/** What is taken for a learning rate, wherever one is given. */
public final class LearningRate {
    /** Rates above are taken for a mistake. */
    public static final double MAX = 10;

    private LearningRate() {}

    /**
     * The rate itself.
     *
     * @param rate in (0, {@value #MAX}]
     * @param name of the option, for the error
     * @throws IllegalArgumentException if it is out of that range
     */
    public static double check(double rate, String name) {
        Check.that(rate > 0 && rate <= MAX, name, rate, "a number in (0, " + MAX + "]");
        return rate;
    }
}
