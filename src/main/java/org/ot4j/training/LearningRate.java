package org.ot4j.training;

import org.ot4j.internal.Check;

/** The check for learning rates, wherever one is given. */
public final class LearningRate {
    /** Rates above this are taken to be mistakes. */
    public static final double MAX = 10;

    private LearningRate() {}

    /**
     * Returns the rate if it is in range.
     *
     * @param rate in (0, {@value #MAX}]
     * @param name name of the option, for the error message
     * @throws IllegalArgumentException if it is out of range
     */
    public static double check(double rate, String name) {
        Check.that(rate > 0 && rate <= MAX, name, rate, "a number in (0, " + MAX + "]");
        return rate;
    }
}
