package org.ot4j.training.internal;

/** Seeds derived from a seed: one for each purpose and step, so no state need be saved. */
public final class Seeds {
    private Seeds() {}

    /** Mixes numbers into one by SplitMix64's finaliser. */
    public static long mix(long seed, long... more) {
        long mixed = finish(seed + 0x9E3779B97F4A7C15L);
        for (long value : more) {
            mixed = finish(mixed ^ finish(value + 0x9E3779B97F4A7C15L));
        }
        return mixed;
    }

    private static long finish(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
