package org.ot4j.training;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ot4j.data.DataSource;

/** The options given to a {@link Training} so far; {@link #options} checks them. */
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
    DataSource held;
    int patience;
    final List<Consumer<Moment>> listeners = new ArrayList<>();

    /** Starts with the defaults. */
    Draft(int batchSize) {
        this.batchSize = batchSize;
    }

    /** Starts with all options of a run. */
    Draft(Options options) {
        this(options.settings());
        timeBudget = options.timeBudget();
        stopEarly = options.stopEarly();
        saving = options.saving();
        held = options.held();
        patience = options.patience();
        listeners.addAll(options.listeners());
    }

    /** Starts with the options stored in a checkpoint. */
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
     * Returns the options for a run.
     *
     * @throws IllegalArgumentException if an option is out of range
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
        return new Options(settings, timeBudget, stopEarly, saving, held, patience, listeners);
    }
}
