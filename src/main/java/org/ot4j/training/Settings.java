package org.ot4j.training;

import org.ot4j.internal.Check;
import org.ot4j.network.Recipe;

/**
 * The settings of a run that a checkpoint stores.
 *
 * @param epochs total number of epochs, or 0 if {@code steps} is given
 * @param steps total number of rounds, or 0 if {@code epochs} is given
 * @param batchSize samples per step
 * @param learningRate learning rate before the schedule
 * @param schedule factor on the learning rate
 * @param optimizer optimiser of players without their own
 * @param seed determines all randomness
 * @param clipNorm bound on the norm of a player's gradient, or 0 for none
 * @param clipValue bound on each value of the gradient, or 0 for none
 * @param average decay of the weights' moving average, or 0 for none
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
    /** Checks every number, whether set by the user or read from a file. */
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

    /** Total number of rounds, given the number of rounds per epoch. */
    long total(long roundsPerEpoch) {
        return steps > 0 ? steps : Math.multiplyExact((long) epochs, roundsPerEpoch);
    }
}
