package org.ot4j.training;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.ot4j.internal.Check;

/**
 * All that a training was told, checked.
 *
 * @param settings what a checkpoint holds of it
 * @param timeBudget of one run, or null
 * @param stopEarly when to give up, or null
 * @param saving of checkpoints, or null
 * @param listeners are called at the end of each epoch
 */
record Options(
        Settings settings,
        Duration timeBudget,
        EarlyStopping stopEarly,
        Saving saving,
        List<Consumer<Moment>> listeners) {
    Options {
        Check.notNull(settings, "settings");
        Check.that(
                timeBudget == null || !timeBudget.isNegative() && !timeBudget.isZero(),
                "timeBudget",
                timeBudget,
                "a time above 0");
        listeners = List.copyOf(listeners);
    }

    /** Whether the budget is used up after so many nanoseconds. */
    boolean outOfTime(long elapsed) {
        return timeBudget != null && Duration.ofNanos(elapsed).compareTo(timeBudget) >= 0;
    }
}
