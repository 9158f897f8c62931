package org.ot4j.model.internal;

import java.util.concurrent.ThreadLocalRandom;

/** A seed for who names none, and the line that says which it was. */
public final class FreshSeed {
    private static final int END = 1_000_000;

    private FreshSeed() {}

    /** Draws a seed and tells how to repeat what it gives. */
    public static long tell(String model, String method, int n) {
        long seed = ThreadLocalRandom.current().nextInt(1, END);
        System.out.printf(
                "%s: a fresh seed, %d; %s(%d, %d) draws the same again%n",
                model, seed, method, n, seed);
        return seed;
    }
}
