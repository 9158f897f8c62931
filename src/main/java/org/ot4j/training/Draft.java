package org.ot4j.training;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a {@link Training} was told so far; {@link #options} checks it. */
final class Draft {
    int epochs = 100;
    long steps;
    int batchSize;
    double learningRate = 1e-3;
    Schedule schedule = Schedule.constant();
    Optimizer optimizer = Optimizer.adam();
    long seed;
    double clipNorm;
    double clipValue;
    double average;
    double settle = 1;
    Duration timeBudget;
    EarlyStopping stopEarly;
    Saving saving;
    final List<Consumer<Moment>> listeners = new ArrayList<>();

    /** Nothing was said yet. */
    Draft(int batchSize) {
        this.batchSize = batchSize;
    }

    /** All that was said. */
    Draft(Options options) {
        this(options.settings());
        timeBudget = options.timeBudget();
        stopEarly = options.stopEarly();
        saving = options.saving();
        listeners.addAll(options.listeners());
    }

    /** What a checkpoint holds of it. */
    Draft(Settings settings) {
        epochs = settings.epochs();
        steps = settings.steps();
        batchSize = settings.batchSize();
        learningRate = settings.learningRate();
        schedule = settings.schedule();
        optimizer = settings.optimizer();
        seed = settings.seed();
        clipNorm = settings.clipNorm();
        clipValue = settings.clipValue();
        average = settings.average();
        settle = settings.settle();
    }

    /**
     * All that was said, for a run.
     *
     * @throws IllegalArgumentException if something is out of its range
     */
    Options options() {
        var settings =
                new Settings(
                        steps > 0 ? 0 : epochs,
                        steps,
                        batchSize,
                        learningRate,
                        schedule,
                        optimizer,
                        seed,
                        clipNorm,
                        clipValue,
                        average,
                        settle);
        return new Options(settings, timeBudget, stopEarly, saving, listeners);
    }
}
