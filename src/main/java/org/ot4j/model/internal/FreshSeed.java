package org.ot4j.model.internal;

import java.util.concurrent.ThreadLocalRandom;

/** A seed for who names none, and the line that says which it was. */
public final class FreshSeed {
    private static final int END = 1_000_000;

    private FreshSeed() {}

    /** Draws a seed and tells how to repeat what it gives. */
    public static long tell(String model, String method, int n) {
        return tell(model, method + "(" + n + ", ");
    }

    /**
     * Draws a seed and tells how to repeat what it gives.
     *
     * @param call the call up to its last argument, the seed
     */
    public static long tell(String model, String call) {
        long seed = ThreadLocalRandom.current().nextInt(1, END);
        System.out.printf(
                "%s: a fresh seed, %d; %s%d) draws the same again%n", model, seed, call, seed);
        return seed;
    }
}
