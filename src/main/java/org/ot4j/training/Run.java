package org.ot4j.training;

import java.nio.file.Path;
import java.time.Duration;
import org.ot4j.internal.Check;
import tech.tablesaw.api.Table;

/**
 * A run that is over, for whatever reason: the model is usable as it stands, and {@link #more()}
 * trains on from the very step.
 *
 * <pre>{@code
 * var run = vae.train(x).epochs(20).fit();
 * Plots.curves(run.history(), "epoch", "loss");
 * run.model().sample(100, 1);
 * }</pre>
 *
 * @param <M> the kind of model
 */
public final class Run<M extends Game> {
    /** Why a run ended. */
    public enum End {
        /** All steps were taken. */
        FINISHED,
        /** Ctrl-C, or the Stop button of a notebook. */
        INTERRUPTED,
        /** Early stopping saw no progress. */
        NO_PROGRESS,
        /** The time budget was used up. */
        OUT_OF_TIME
    }

    private final Training<M> training;
    private final State state;
    private final End end;
    private final Duration elapsed;

    Run(Training<M> training, State state, End end, Duration elapsed) {
        this.training = training;
        this.state = state;
        this.end = end;
        this.elapsed = elapsed;
    }

    /** The model that was trained, as what it is: a {@code Vae} from {@code Vae.train}. */
    public M model() {
        return training.game();
    }

    /** The model that was trained, as the training loop sees it. */
    public Game game() {
        return training.game();
    }

    /** Mean of each term in each epoch, with the learning rate; one row an epoch. */
    public Table history() {
        return state.history.table(training.game().name());
    }

    /** Rounds played since the very start. */
    public long steps() {
        return state.round;
    }

    /** Why the run ended. */
    public End end() {
        return end;
    }

    /** Time this run took. */
    public Duration elapsed() {
        return elapsed;
    }

    /** Where the trained model came from. */
    public Provenance provenance() {
        return training.provenance();
    }

    /** Writes a {@link Checkpoint} of the model and its training as they are now. */
    public void save(String path) {
        save(Path.of(Check.notNull(path, "path")));
    }

    /** Writes a {@link Checkpoint} of the model and its training as they are now. */
    public void save(Path path) {
        training.save(Check.notNull(path, "path"), state);
    }

    /**
     * The same training with its state, to go on with: set {@code epochs} or {@code steps} to the
     * new total and call {@code fit()}. A run stopped early goes on to its old total.
     */
    public Training<M> more() {
        return training.resuming(state);
    }

    @Override
    public String toString() {
        return String.format(
                "%s: %s after %d steps in %.1f s",
                training.game().name(), end, steps(), elapsed.toMillis() / 1e3);
    }
}
