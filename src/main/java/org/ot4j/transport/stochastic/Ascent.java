package org.ot4j.transport.stochastic;

import org.ot4j.internal.Check;

/**
 * How a dual is ascended.
 *
 * @param steps how many
 * @param batchSize samples in each
 * @param learningRate size of the first, in units that the solver says
 * @param seed of the samples; null where none was given, which is refused
 */
record Ascent(long steps, int batchSize, double learningRate, Long seed) {
    Ascent {
        Check.that(steps >= 1, "steps", steps, "at least 1");
        Check.atLeast(batchSize, 1, "batchSize");
        Check.positive(learningRate, "learningRate");
        Check.notNull(seed, "seed");
    }
}
