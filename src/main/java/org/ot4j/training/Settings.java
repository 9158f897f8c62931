package org.ot4j.training;

import org.ot4j.internal.Check;
import org.ot4j.network.Recipe;

/**
 * The numbers of a run that a checkpoint holds.
 *
 * @param epochs in all, or 0 when {@code steps} says it
 * @param steps rounds in all, or 0 when {@code epochs} says it
 * @param batchSize samples a step
 * @param learningRate before the schedule
 * @param schedule factor on the learning rate
 * @param optimizer of players without one of their own
 * @param seed decides everything
 * @param clipNorm bound on the norm of a player's gradient, or 0
 * @param clipValue bound on each value of the gradient, or 0
 * @param average decay of the weights' moving average, or 0
 * @param settle fraction of the run after which batch normalisation uses its running statistics
 */
record Settings(
        int epochs,
        long steps,
        int batchSize,
        double learningRate,
        Schedule schedule,
        Optimizer optimizer,
        long seed,
        double clipNorm,
        double clipValue,
        double average,
        double settle)
        implements Recipe {
    /** Checks every number, set by hand or read from a file. */
    Settings {
        Check.that(epochs >= (steps == 0 ? 1 : 0), "epochs", epochs, "at least 1");
        Check.that(steps >= 0, "steps", steps, "at least 1");
        Check.atLeast(batchSize, 1, "batchSize");
        LearningRate.check(learningRate, "learningRate");
        Check.notNull(schedule, "schedule");
        Check.notNull(optimizer, "optimizer");
        Check.notNegative(clipNorm, "clipNorm");
        Check.notNegative(clipValue, "clipValue");
        Check.that(average >= 0 && average < 1, "average", average, "a number in [0, 1)");
        Check.inRange(settle, 0, 1, "settleBatchNorm");
    }

    /** Rounds in all, for an epoch of so many. */
    long total(long roundsPerEpoch) {
        return steps > 0 ? steps : Math.multiplyExact((long) epochs, roundsPerEpoch);
    }
}
