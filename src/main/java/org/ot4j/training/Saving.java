package org.ot4j.training;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.ot4j.internal.Check;

/**
 * Where and when a run writes checkpoints; it always writes one at its end.
 *
 * @param path path of the file
 * @param everySteps number of steps between checkpoints, or 0 for one at the end of each epoch
 * @param written called with the file after each
 */
record Saving(Path path, long everySteps, Consumer<Path> written) {
    Saving {
        Check.notNull(path, "path");
        Check.notNull(written, "written");
        Check.that(
                everySteps >= 0,
                "everySteps",
                everySteps,
                "at least 1, or 0 for the end of each epoch");
    }

    /** Whether a checkpoint is due after a step. */
    boolean due(long round, boolean epochOver) {
        return everySteps > 0 ? round % everySteps == 0 : epochOver;
    }
}
