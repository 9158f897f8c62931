package org.ot4j.data;

import java.util.Random;
import java.util.SplittableRandom;

/** Random numbers that are reproducible on every machine and JDK. */
final class Seeds {
    private Seeds() {}

    /**
     * A generator for a seed. {@link Random}'s sequence, Gaussians included, is fixed by its
     * specification; the seed is mixed first, since its first draws hardly differ for nearby seeds.
     */
    static Random random(long seed) {
        return new Random(new SplittableRandom(seed).nextLong());
    }

    /**
     * A generator that chooses among rows that are there. It is another one than {@link #random}
     * for the same seed, with which the rows may have been put in order: the same permutation twice
     * would take them class by class.
     */
    static Random choice(long seed) {
        return random(~seed);
    }
}
