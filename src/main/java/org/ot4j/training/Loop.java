package org.ot4j.training;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.ot4j.base.Progress;
import org.ot4j.network.Turns;
import org.ot4j.network.Weights;
import org.ot4j.training.internal.Blocks;
import org.ot4j.training.internal.Scratch;

/** Plays a game round by round to the end of the run. */
final class Loop<M extends Game> {
    private final Job<M> job;
    private final Options options;
    private final State state;
    private final Turns turns;
    private final Rounds rounds;
    private final Averages averages;
    private final Validation validation;

    Loop(Job<M> job, State state) {
        this.job = job;
        this.state = state;
        options = job.options();
        turns = job.game().turns();
        var scratch = new Scratch();
        Settings settings = options.settings();
        rounds = new Rounds(job.game(), job.data(), settings, state, scratch);
        averages = new Averages(job.game(), settings.average(), state, scratch);
        validation =
                options.held() == null
                        ? null
                        : new Validation(job.game(), options.held(), settings, state);
    }

    Run<M> play() {
        long start = System.nanoTime();
        Run.End end;
        checkWatched();
        turns.changing(averages::hide);
        try {
            end = playAll(start);
        } finally {
            turns.changing(averages::show);
        }
        save(() -> job.snapshot(state));
        return new Run<>(job, state, end, Duration.ofNanos(System.nanoTime() - start));
    }

    private Run.End playAll(long start) {
        long total = rounds.total();
        try (var progress = Progress.start("training " + job.game().name(), total)) {
            progress.update(state.round);
            while (state.round < total) {
                turns.changing(this::nextRound);
                progress.update(state.round, this::losses);
                boolean epochOver = rounds.epochOver();
                if ((epochOver || state.round == total) && closeEpoch()) {
                    return Run.End.NO_PROGRESS;
                }
                if (state.round < total && checkpointDue(epochOver)) {
                    save(this::underWay);
                }
                if (Progress.stopRequested()) {
                    return Run.End.INTERRUPTED;
                }
                if (options.outOfTime(System.nanoTime() - start)) {
                    return Run.End.OUT_OF_TIME;
                }
            }
        }
        return Run.End.FINISHED;
    }

    private String losses() {
        String loss = String.format("loss %.4g", rounds.loss());
        return validation == null || Double.isNaN(validation.loss())
                ? loss
                : loss + String.format(", validation %.4g", validation.loss());
    }

    private void nextRound() {
        if (options.stopEarly() != null && state.history.terms().isEmpty()) {
            playFirstRound();
        } else {
            playRound();
        }
    }

    /**
     * The names of an objective's terms are known only once it has been evaluated: if early
     * stopping was given a different name, the round is undone and an error lists the names that
     * exist.
     */
    private void playFirstRound() {
        Map<Weights, float[]> before = new LinkedHashMap<>();
        turns.weights().forEach(weights -> before.put(weights, weights.values()));
        playRound();
        if (options.stopEarly().inVain(terms())) {
            before.forEach(Weights::set);
            state.averages.clear();
            checkWatched();
        }
    }

    private void playRound() {
        rounds.play();
        averages.add();
        state.round++;
    }

    private void checkWatched() {
        if (options.stopEarly() != null) {
            options.stopEarly().check(terms());
        }
    }

    /** The columns that a run has; none before its first round. */
    private Set<String> terms() {
        Set<String> terms = state.history.terms();
        if (validation != null && !terms.isEmpty()) {
            terms.addAll(validation.columns(rounds.progress()));
        }
        return terms;
    }

    private void validate() {
        averages.showMeans();
        try {
            validation.measure(rounds.epochsBegun(), rounds.progress());
        } finally {
            averages.hide();
        }
    }

    /** Notifies listeners and returns whether early stopping ends the run. */
    private boolean closeEpoch() {
        if (validation != null) {
            turns.changing(this::validate);
        }
        History.Row row = state.history.close(rounds.epochsBegun(), state.round, rounds.rate());
        var moment = new Moment(job.game(), row.epoch(), row.step(), row.means());
        options.listeners().forEach(listener -> listener.accept(moment));
        return options.stopEarly() != null && options.stopEarly().over(state, row)
                || validation != null && state.held.over(row.epoch());
    }

    private boolean checkpointDue(boolean epochOver) {
        return options.saving() != null && options.saving().due(state.round, epochOver);
    }

    /** Writes the checkpoint if one was requested. */
    private void save(Supplier<Blocks> content) {
        if (options.saving() != null) {
            Checkpoint.write(options.saving().path(), content.get());
            state.lastCheckpoint = options.saving().path();
            options.saving().written().accept(options.saving().path());
        }
    }

    /** The content of a checkpoint taken now, with the averages if there are any. */
    private Blocks underWay() {
        var content = new AtomicReference<Blocks>();
        turns.changing(
                () -> {
                    averages.show();
                    content.set(job.snapshot(state));
                    averages.hide();
                });
        return content.get();
    }
}
