package org.ot4j.training;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.ot4j.data.DataSource;
import org.ot4j.internal.Check;
import org.ot4j.network.Recipes;

/**
 * How a model is trained, written as a sentence: {@code
 * vae.train(x).epochs(200).batchSize(500).learningRate(1e-3).seed(42).fit()}. One seed decides
 * weights, shuffles and noise. The default is 100 epochs of Adam at 1e-3 with batches of 100.
 *
 * <p>A step is one round of the game. An epoch has as many rounds as there are full batches in the
 * data. A player that takes several steps per round gets a fresh batch for each step after the
 * first.
 *
 * <p>Every option is checked where it is set, so that a mistake shows before anything is computed.
 *
 * @param <M> the kind of model, which the {@link Run} returns
 */
public final class Training<M extends Game> {
    private static final int DEFAULT_BATCH = 100;

    private final M game;
    private final DataSource data;
    private final State from;
    private Options options;

    private Training(M game, DataSource data, State from, Options options) {
        this.game = game;
        this.data = data;
        this.from = from;
        this.options = options;
    }

    /** Starts the sentence; models call this in their own {@code train}. */
    public static <M extends Game> Training<M> of(M game, DataSource data) {
        Check.notNull(game, "game");
        DataChecks.notEmpty(data);
        var said = new Draft(Math.min(DEFAULT_BATCH, data.size()));
        return new Training<>(game, data, null, said.options());
    }

    /**
     * Continues a run with all its settings, from the step where it ended: set {@code epochs} or
     * {@code steps} to the new total and call {@code fit()}. A run that was stopped early continues
     * to its old total.
     */
    public static <M extends Game> Training<M> resume(Run<M> run) {
        Check.notNull(run, "run");
        Job<M> job = run.job();
        return new Training<>(job.game(), job.data(), run.state(), job.options());
    }

    /**
     * Continues from a checkpoint, with its model, settings and seed: an interrupted run gives the
     * same bits as an uninterrupted one.
     *
     * @throws IllegalArgumentException if the data are not those of the checkpoint
     */
    public static Training<Game> resume(Path path, DataSource data) {
        Checkpoint checkpoint = Checkpoint.read(path);
        return resume(checkpoint, checkpoint.game(), data);
    }

    /** Continues from a checkpoint with a model built by the caller, which receives the weights. */
    public static <M extends Game> Training<M> resume(Path path, M game, DataSource data) {
        Checkpoint checkpoint = Checkpoint.read(path);
        DataChecks.same(data, checkpoint.provenance());
        game.prepare(data, checkpoint.provenance().seed());
        checkpoint.restore(game);
        return resume(checkpoint, game, data);
    }

    private static <M extends Game> Training<M> resume(
            Checkpoint checkpoint, M game, DataSource data) {
        DataChecks.same(data, checkpoint.provenance());
        Settings settings = checkpoint.settings();
        DataChecks.batchSize(settings.batchSize(), data);
        game.checkBatchSize(settings.batchSize(), data);
        var draft = new Draft(settings);
        Held held = checkpoint.state().held;
        draft.patience = held == null ? 0 : held.patience;
        return new Training<>(game, data, checkpoint.state(), draft.options());
    }

    /** Total number of passes over the data. */
    public Training<M> epochs(int count) {
        return told(
                draft -> {
                    draft.epochs = count;
                    draft.steps = 0;
                });
    }

    /** Total number of rounds, instead of epochs. */
    public Training<M> steps(long count) {
        Check.that(count >= 1, "steps", count, "at least 1");
        return told(draft -> draft.steps = count);
    }

    /**
     * Samples per batch; by default 100, or all of the data if there are fewer.
     *
     * @param size in [1, size of the data]
     * @throws IllegalArgumentException if it is out of that range, or if the model cannot learn
     *     from it
     */
    public Training<M> batchSize(int size) {
        Check.atLeast(size, 1, "batchSize");
        DataChecks.batchSize(size, data);
        game.checkBatchSize(size, data);
        return told(draft -> draft.batchSize = size);
    }

    /**
     * Learning rate before the schedule.
     *
     * @param rate in (0, {@value LearningRate#MAX}]
     */
    public Training<M> learningRate(double rate) {
        return told(draft -> draft.learningRate = rate);
    }

    /** How the learning rate changes. */
    public Training<M> schedule(Schedule change) {
        return told(draft -> draft.schedule = change);
    }

    /** The optimiser of players without their own. */
    public Training<M> optimizer(Optimizer rule) {
        return told(draft -> draft.optimizer = rule);
    }

    /** The seed of everything; 0 by default. */
    public Training<M> seed(long number) {
        return told(draft -> draft.seed = number);
    }

    /** Scales a player's gradient down to a norm of at most {@code bound}. */
    public Training<M> clipNorm(double bound) {
        Check.positive(bound, "clipNorm");
        return told(draft -> draft.clipNorm = bound);
    }

    /** Limits each value of a gradient to [-bound, bound]. */
    public Training<M> clipValue(double bound) {
        Check.positive(bound, "clipValue");
        return told(draft -> draft.clipValue = bound);
    }

    /**
     * Keeps an exponential moving average of the weights with this decay, for example 0.999; after
     * the run the model has the averaged weights, and {@link #resume(Run)} continues from the
     * others.
     *
     * @param decay in [0, 1); 0 for none
     */
    public Training<M> average(double decay) {
        return told(draft -> draft.average = decay);
    }

    /**
     * After this fraction of the run, batch normalisation also uses its running statistics in
     * training: the noise of batch statistics blurs sharp outputs.
     */
    public Training<M> settleBatchNorm(double after) {
        return told(draft -> draft.settle = after);
    }

    /** Ends after the step in which this time runs out. */
    public Training<M> timeBudget(Duration time) {
        Check.notNull(time, "timeBudget");
        return told(draft -> draft.timeBudget = time);
    }

    /**
     * Ends when the mean of a term, a column of the history, has reached no new minimum for {@code
     * patience} epochs. If there is no such term, {@link #fit} throws an {@link
     * IllegalArgumentException} that names the terms that there are, and leaves the model
     * unchanged.
     */
    public Training<M> stopEarly(String term, int patience) {
        return told(draft -> draft.stopEarly = new EarlyStopping(term, patience));
    }

    /**
     * Measures the objective on held-out data at the end of each epoch. The history gets a column
     * for each term and their sum, {@code "validation loss"}; after the run, the model has the
     * weights of the epoch with the smallest, and {@link #resume(Run)} continues from the last.
     *
     * <pre>{@code
     * var parts = data.split(0.9, 1);
     * var run = vae.train(parts.train()).validate(parts.test()).patience(5).fit();
     * Plots.curves(run.history(), "epoch", "loss", "validation loss");
     * }</pre>
     *
     * All of the held-out data count, in parts of at least a batch, with batch normalisation and
     * dropout as in use after training and with the averaged weights if there are any. Where an
     * adversary is part of the objective, it changes from epoch to epoch, and the loss with it:
     * rather watch another column with {@link #stopEarly}. A checkpoint stores what validation has
     * found, but not the data: a run that is resumed from a file needs them again.
     *
     * @param held samples of the shape of the training data
     * @throws IllegalArgumentException if they are the training data, empty or of another shape, or
     *     if the model has no objective for samples that it was not trained on
     */
    public Training<M> validate(DataSource held) {
        DataChecks.held(held, data);
        Check.that(
                game.validation() != null,
                "validate",
                game.name(),
                "a model whose objective is a mean over samples, such as a VAE or a WAE");
        return told(draft -> draft.held = held);
    }

    /**
     * Ends when the validation loss has reached no new minimum for this number of epochs; needs
     * {@link #validate}.
     *
     * @param epochs at least 1
     */
    public Training<M> patience(int epochs) {
        Check.atLeast(epochs, 1, "patience");
        return told(draft -> draft.patience = epochs);
    }

    /** Writes a {@link Checkpoint} at the end of each epoch and of the run. */
    public Training<M> checkpoint(Path path) {
        return checkpoint(path, 0);
    }

    /**
     * Writes a {@link Checkpoint} every {@code everySteps} steps and at the end of the run.
     *
     * @param everySteps at least 1, or 0 for the end of each epoch
     */
    public Training<M> checkpoint(Path path, long everySteps) {
        return checkpoint(path, everySteps, file -> {});
    }

    /**
     * Writes a {@link Checkpoint} every {@code everySteps} steps and at the end of the run.
     *
     * @param everySteps at least 1, or 0 for the end of each epoch
     * @param written called with the file after each, for example to copy it to where other
     *     machines see it
     */
    public Training<M> checkpoint(Path path, long everySteps, Consumer<Path> written) {
        return told(draft -> draft.saving = new Saving(path, everySteps, written));
    }

    /**
     * Calls {@code listener} at the end of each epoch. If it is {@link AutoCloseable}, it is closed
     * when the training has ended, also where it failed.
     */
    public Training<M> onEpoch(Consumer<Moment> listener) {
        Check.notNull(listener, "listener");
        return told(draft -> draft.listeners.add(listener));
    }

    /**
     * Trains. If the user stops it, it ends after the current step, and the model is usable.
     *
     * <p>Meanwhile other threads, and listeners, may sample, encode with or save the model: they
     * see its state between two steps.
     *
     * @throws IllegalArgumentException if something does not fit, the checkpoint's file included,
     *     before any training
     * @throws IllegalStateException if the model is closed, or another training of it is in
     *     progress
     * @throws Divergence if a term or gradient is NaN or infinite
     */
    public Run<M> fit() {
        Run<M> run;
        try {
            run = Start.run(game, data, options, from == null ? new State() : from);
        } catch (RuntimeException | Error e) {
            try {
                closeListeners();
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        closeListeners();
        return run;
    }

    private void closeListeners() {
        for (Consumer<Moment> listener : options.listeners()) {
            if (listener instanceof AutoCloseable resource) {
                close(resource);
            }
        }
    }

    private static void close(AutoCloseable listener) {
        try {
            listener.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a listener of the training cannot be closed", e);
        }
    }

    /**
     * The settings that a checkpoint stores, as JSON, for {@link #settings(String)} on another
     * machine.
     *
     * @throws IllegalArgumentException if an option is set that they do not have: a time budget,
     *     early stopping, validation, a checkpoint or a listener
     */
    public String settings() {
        Options plain = new Draft(options.settings()).options();
        Check.that(
                options.equals(plain),
                "settings",
                this,
                "none but those of a checkpoint: steps or epochs, batchSize, learningRate,"
                        + " schedule, optimizer, clipNorm, clipValue, average and settleBatchNorm");
        return Recipes.toJson(options.settings());
    }

    /**
     * Takes the settings of another training, the seed included.
     *
     * @param json what {@link #settings()} gave
     * @throws IllegalArgumentException if it is not, or if they do not fit these data
     */
    public Training<M> settings(String json) {
        var draft = new Draft(Recipes.fromJson(json, Settings.class));
        batchSize(draft.batchSize);
        options = draft.options();
        return this;
    }

    /** The settings, and which other options are set. */
    @Override
    public String toString() {
        return options.toString();
    }

    M game() {
        return game;
    }

    /** Takes one more option; what is refused leaves the others as they were. */
    private Training<M> told(Consumer<Draft> option) {
        var draft = new Draft(options);
        option.accept(draft);
        options = draft.options();
        return this;
    }
}
