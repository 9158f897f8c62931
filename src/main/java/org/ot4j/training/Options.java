package org.ot4j.training;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.ot4j.data.DataSource;
import org.ot4j.internal.Check;

/**
 * All options of a training, checked.
 *
 * @param settings the part that a checkpoint stores
 * @param timeBudget time budget of one run, or null
 * @param stopEarly when to stop early, or null
 * @param saving where and when to write checkpoints, or null
 * @param held held-out data, or null
 * @param patience number of epochs without a smaller validation loss that end the run, or 0
 * @param listeners called at the end of each epoch
 */
record Options(
        Settings settings,
        Duration timeBudget,
        EarlyStopping stopEarly,
        Saving saving,
        DataSource held,
        int patience,
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

    /** Whether the budget is used up after the given number of nanoseconds. */
    boolean outOfTime(long elapsed) {
        return timeBudget != null && Duration.ofNanos(elapsed).compareTo(timeBudget) >= 0;
    }
}
