package org.ot4j.training;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.ot4j.data.DataSource;
import org.ot4j.internal.Check;

/**
 * How a model is trained, written as a sentence: {@code
 * vae.train(x).epochs(200).batchSize(500).learningRate(1e-3).seed(42).fit()}. One seed decides
 * weights, shuffles and noise. Without a word, 100 epochs of Adam at 1e-3 with batches of 100.
 *
 * <p>A step is one round of the game. An epoch is as many rounds as there are whole batches in the
 * data. Players that take several steps in a round get a fresh batch for each after the first.
 *
 * <p>Every option is checked where it is set, so that a mistake shows before anything is computed.
 *
 * @param <M> the kind of model, which the {@link Run} gives back
 */
public final class Training<M extends Game> {
    /** Rates above are taken for a mistake. */
    public static final double MAX_LEARNING_RATE = LearningRate.MAX;

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

    /** Starts the sentence; models call this from their own {@code train}. */
    public static <M extends Game> Training<M> of(M game, DataSource data) {
        Check.notNull(game, "game");
        DataChecks.notEmpty(data);
        var said = new Draft(Math.min(DEFAULT_BATCH, data.size()));
        return new Training<>(game, data, null, said.options());
    }

    /**
     * Goes on from a run with all that it was told, from the very step: set {@code epochs} or
     * {@code steps} to the new total and call {@code fit()}. A run stopped early goes on to its old
     * total.
     */
    public static <M extends Game> Training<M> resume(Run<M> run) {
        Check.notNull(run, "run");
        Job<M> job = run.job();
        return new Training<>(job.game(), job.data(), run.state(), job.options());
    }

    /**
     * Goes on from a checkpoint, with its model, settings and seed: a run cut in two gives the same
     * bits as one that was not.
     *
     * @throws IllegalArgumentException when the data are not those of the checkpoint
     */
    public static Training<Game> resume(Path path, DataSource data) {
        Checkpoint checkpoint = Checkpoint.read(path);
        return resume(checkpoint, checkpoint.game(), data);
    }

    /** Goes on from a checkpoint with a model made by hand, into which the weights are put. */
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
        return new Training<>(game, data, checkpoint.state(), new Draft(settings).options());
    }

    /** Passes over the data, in all. */
    public Training<M> epochs(int count) {
        return told(
                draft -> {
                    draft.epochs = count;
                    draft.steps = 0;
                });
    }

    /** Rounds in all, instead of epochs. */
    public Training<M> steps(long count) {
        Check.that(count >= 1, "steps", count, "at least 1");
        return told(draft -> draft.steps = count);
    }

    /**
     * Samples in a batch; without a word 100, or all of the data where those are fewer.
     *
     * @param size in [1, size of the data]
     * @throws IllegalArgumentException when it is out of that range, or one that the model cannot
     *     learn from
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

    /** The optimiser of players that bring none. */
    public Training<M> optimizer(Optimizer rule) {
        return told(draft -> draft.optimizer = rule);
    }

    /** The seed of everything; 0 without a word. */
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
     * the run the model has the averaged weights, and {@link #resume(Run)} goes on from the others.
     *
     * @param decay in [0, 1); 0 for none
     */
    public Training<M> average(double decay) {
        return told(draft -> draft.average = decay);
    }

    /**
     * After this fraction of the run batch normalisation uses its running statistics in training,
     * too. The noise of batch statistics blurs what a network can draw sharply.
     */
    public Training<M> settleBatchNorm(double after) {
        return told(draft -> draft.settle = after);
    }

    /** Ends after the step in which this time is used up. */
    public Training<M> timeBudget(Duration time) {
        Check.notNull(time, "timeBudget");
        return told(draft -> draft.timeBudget = time);
    }

    /**
     * Ends when the mean of a term, a column of the history, has reached no new minimum for {@code
     * patience} epochs. A term that the model does not have is an {@link IllegalArgumentException}
     * of {@link #fit}, which names those that it has and leaves the model as it was.
     */
    public Training<M> stopEarly(String term, int patience) {
        return told(draft -> draft.stopEarly = new EarlyStopping(term, patience));
    }

    /** Writes a {@link Checkpoint} at the end of each epoch and of the run. */
    public Training<M> checkpoint(Path path) {
        return checkpoint(path, 0);
    }

    /**
     * Writes a {@link Checkpoint} every so many steps and at the end of the run.
     *
     * @param everySteps at least 1, or 0 for the end of each epoch
     */
    public Training<M> checkpoint(Path path, long everySteps) {
        return told(draft -> draft.saving = new Saving(path, everySteps));
    }

    /** Calls {@code listener} at the end of each epoch. */
    public Training<M> onEpoch(Consumer<Moment> listener) {
        Check.notNull(listener, "listener");
        return told(draft -> draft.listeners.add(listener));
    }

    /**
     * Trains. A stop from the user ends it after the step; the model is usable then, too.
     *
     * <p>Meanwhile other threads may draw samples from the model, encode, save it: they see it as
     * it is between two steps. So may listeners.
     *
     * @throws IllegalArgumentException when something does not fit, the checkpoint's file included,
     *     before any training
     * @throws IllegalStateException when the model is closed, or another training of it is under
     *     way
     * @throws Divergence when a term or gradient is NaN or infinite
     */
    public Run<M> fit() {
        return Start.run(game, data, options, from == null ? new State() : from);
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
