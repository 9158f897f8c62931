package org.ot4j.model.flow;

import java.util.random.RandomGenerator;

/** Couples points of the source with data. */
@FunctionalInterface
interface Matcher {
    /**
     * Couples a batch.
     *
     * @param noise points drawn from the source, [n, d], row by row
     * @param batch samples, [n, d], row by row
     */
    Pairs pair(float[] noise, float[] batch, int n, RandomGenerator random);
}
