package org.ot4j.training;

import java.nio.file.Path;
import java.time.Duration;
import org.ot4j.internal.Check;
import tech.tablesaw.api.Table;

/**
 * A finished or stopped run: the model is usable as it is, and {@code Training.resume(run)}
 * continues from the same step.
 *
 * <pre>{@code
 * var run = vae.train(x).epochs(20).fit();
 * Plots.curves(run.history(), "epoch", "loss");
 * run.model().sample(100, 1);
 * Training.resume(run).epochs(40).fit();
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

    private final Job<M> job;
    private final State state;
    private final End end;
    private final Duration elapsed;

    Run(Job<M> job, State state, End end, Duration elapsed) {
        this.job = job;
        this.state = state;
        this.end = end;
        this.elapsed = elapsed;
    }

    /** The trained model, with its own type: a {@code Vae} from {@code Vae.train}. */
    public M model() {
        return job.game();
    }

    /** The trained model, as the training loop sees it. */
    public Game game() {
        return job.game();
    }

    /** Mean of each term in each epoch, with the learning rate; one row per epoch. */
    public Table history() {
        return state.history.table(job.game().name());
    }

    /** Number of rounds played, including earlier runs that this one continued. */
    public long steps() {
        return state.round;
    }

    /**
     * The epoch whose weights the model has, that of the smallest validation loss; 0 if the run has
     * not been validated.
     */
    public int bestEpoch() {
        return state.held == null ? 0 : state.held.epoch;
    }

    /** Why the run ended. */
    public End end() {
        return end;
    }

    /** Duration of this run. */
    public Duration elapsed() {
        return elapsed;
    }

    /** The origin of the trained model. */
    public Provenance provenance() {
        return job.provenance();
    }

    /** Writes a {@link Checkpoint} of the model and its training as they are now. */
    public void save(String path) {
        save(Path.of(Check.notNull(path, "path")));
    }

    /** Writes a {@link Checkpoint} of the model and its training as they are now. */
    public void save(Path path) {
        Checkpoint.write(Check.notNull(path, "path"), job.snapshot(state));
    }

    /** The job of this run. */
    Job<M> job() {
        return job;
    }

    /** The state at the end of this run. */
    State state() {
        return state;
    }

    @Override
    public String toString() {
        String text =
                String.format(
                        "%s: %s after %d steps in %.1f s",
                        job.game().name(), end, steps(), elapsed.toMillis() / 1e3);
        return bestEpoch() == 0
                ? text
                : text
                        + String.format(
                                ", validation loss %.4g of epoch %d",
                                state.held.loss, state.held.epoch);
    }
}
