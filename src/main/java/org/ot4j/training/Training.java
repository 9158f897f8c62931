package org.ot4j.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.ot4j.base.FreedMemory;
import org.ot4j.base.PyTorch;
import org.ot4j.data.DataSource;
import org.ot4j.internal.Check;
import org.ot4j.internal.WholeFile;
import org.ot4j.network.Recipes;
import org.ot4j.network.Tensors;

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
    public static final double MAX_LEARNING_RATE = 10;

    private static final int DEFAULT_BATCH = 100;
    private static final int CHECK_ROWS = 1024;

    /** The games that are being trained, each by one training. */
    private static final Set<Game> TRAINED =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    private final M game;
    private final DataSource data;
    private State state;

    private int epochs = 100;
    private long steps;
    private int batchSize;
    private double learningRate = 1e-3;
    private Schedule schedule = Schedule.constant();
    private Optimizer optimizer = Optimizer.adam();
    private long seed;
    private double clipNorm;
    private double clipValue;
    private double average;
    private double settle = 1;
    private Duration budget;
    private String watched;
    private int patience;
    private final List<Consumer<Moment>> listeners = new ArrayList<>();
    private Settings settings;
    private Provenance provenance;
    private Path file;
    private long saveEvery;
    private boolean saved;

    private Training(M game, DataSource data) {
        this.game = Check.notNull(game, "game");
        this.data = Check.notNull(data, "data");
        Check.that(data.size() > 0, "data.size", data.size(), "at least one sample");
        batchSize = Math.min(DEFAULT_BATCH, data.size());
    }

    /** Starts the sentence; models call this from their own {@code train}. */
    public static <M extends Game> Training<M> of(M game, DataSource data) {
        return new Training<>(game, data);
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
        checkData(checkpoint, data);
        game.prepare(data, checkpoint.provenance().seed());
        checkpoint.restore(game);
        return resume(checkpoint, game, data);
    }

    private static <M extends Game> Training<M> resume(
            Checkpoint checkpoint, M game, DataSource data) {
        checkData(checkpoint, data);
        Settings from = checkpoint.settings();
        Training<M> training =
                of(game, data)
                        .batchSize(from.batchSize())
                        .learningRate(from.learningRate())
                        .schedule(from.schedule())
                        .optimizer(from.optimizer())
                        .seed(from.seed())
                        .average(from.average())
                        .settleBatchNorm(from.settle());
        training.clipNorm = from.clipNorm();
        training.clipValue = from.clipValue();
        training.epochs = from.epochs();
        training.steps = from.steps();
        return training.resuming(checkpoint.state());
    }

    private static void checkData(Checkpoint checkpoint, DataSource data) {
        Check.that(
                data.fingerprint().equals(checkpoint.provenance().fingerprint()),
                "fingerprint of the data",
                data.fingerprint(),
                checkpoint.provenance().fingerprint() + ", that of the checkpoint's");
    }

    /** Passes over the data, in all. */
    public Training<M> epochs(int count) {
        epochs = Check.atLeast(count, 1, "epochs");
        steps = 0;
        return this;
    }

    /** Rounds in all, instead of epochs. */
    public Training<M> steps(long count) {
        Check.that(count >= 1, "steps", count, "at least 1");
        steps = count;
        return this;
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
        Check.that(
                size <= data.size(),
                "batchSize",
                size,
                "at most the size of the data, " + data.size());
        game.checkBatchSize(size, data);
        batchSize = size;
        return this;
    }

    /**
     * Learning rate before the schedule.
     *
     * @param rate in (0, {@value #MAX_LEARNING_RATE}]
     */
    public Training<M> learningRate(double rate) {
        learningRate = checkRate(rate, "learningRate");
        return this;
    }

    /** How the learning rate changes. */
    public Training<M> schedule(Schedule change) {
        schedule = Check.notNull(change, "schedule");
        return this;
    }

    /** The optimiser of players that bring none. */
    public Training<M> optimizer(Optimizer rule) {
        optimizer = Check.notNull(rule, "optimizer");
        return this;
    }

    /** The seed of everything; 0 without a word. */
    public Training<M> seed(long number) {
        seed = number;
        return this;
    }

    /** Scales a player's gradient down to a norm of at most {@code bound}. */
    public Training<M> clipNorm(double bound) {
        clipNorm = Check.positive(bound, "clipNorm");
        return this;
    }

    /** Limits each value of a gradient to [-bound, bound]. */
    public Training<M> clipValue(double bound) {
        clipValue = Check.positive(bound, "clipValue");
        return this;
    }

    /**
     * Keeps an exponential moving average of the weights with this decay, for example 0.999; after
     * the run the model has the averaged weights, and {@link Run#more()} goes on from the others.
     *
     * @param decay in [0, 1); 0 for none
     */
    public Training<M> average(double decay) {
        average = checkDecay(decay);
        return this;
    }

    /**
     * After this fraction of the run batch normalisation uses its running statistics in training,
     * too. The noise of batch statistics blurs what a network can draw sharply.
     */
    public Training<M> settleBatchNorm(double after) {
        settle = Check.inRange(after, 0, 1, "settleBatchNorm");
        return this;
    }

    /** Ends after the step in which this time is used up. */
    public Training<M> timeBudget(Duration time) {
        Check.notNull(time, "timeBudget");
        Check.that(!time.isNegative() && !time.isZero(), "timeBudget", time, "a time above 0");
        budget = time;
        return this;
    }

    /**
     * Ends when the mean of a term, a column of the history, has reached no new minimum for {@code
     * patience} epochs. A term that the model does not have is an {@link IllegalArgumentException}
     * of {@link #fit}, which names those that it has and leaves the model as it was.
     */
    public Training<M> stopEarly(String term, int patience) {
        watched = Check.notNull(term, "term");
        this.patience = Check.atLeast(patience, 1, "patience");
        return this;
    }

    /** Writes a {@link Checkpoint} at the end of each epoch and of the run. */
    public Training<M> checkpoint(Path path) {
        return checkpoint(path, 0);
    }

    /** Writes a {@link Checkpoint} every so many steps and at the end of the run. */
    public Training<M> checkpoint(Path path, long everySteps) {
        file = Check.notNull(path, "path");
        Check.that(everySteps >= 0, "everySteps", everySteps, "at least 1");
        saveEvery = everySteps;
        return this;
    }

    /** Calls {@code listener} at the end of each epoch. */
    public Training<M> onEpoch(Consumer<Moment> listener) {
        listeners.add(Check.notNull(listener, "listener"));
        return this;
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
        settings =
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
        check();
        game.checkData(data);
        if (!TRAINED.add(game)) {
            throw new IllegalStateException(
                    game.name()
                            + " is being trained already: let that training end, or stop it,"
                            + " before another");
        }
        try {
            game.prepare(data, Seeds.mix(seed, 1));
            game.checkBatchSize(batchSize, data);
            checkPlayers();
            provenance = describe();
            State from = state == null ? new State() : state;
            keepForSaving(from);
            return new Loop<>(this, from).play();
        } finally {
            TRAINED.remove(game);
            FreedMemory.giveBack();
        }
    }

    /** Lets the model write itself; not by this training, or it would hold on to its data. */
    private void keepForSaving(State current) {
        M model = game;
        Shape shape = data.sampleShape();
        Provenance origin = provenance;
        model.savedBy(
                path -> Checkpoint.write(path, Checkpoint.content(model, shape, origin, current)));
    }

    Training<M> resuming(State carried) {
        state = carried;
        return this;
    }

    M game() {
        return game;
    }

    DataSource data() {
        return data;
    }

    Settings settings() {
        return settings;
    }

    boolean outOfTime(long nanos) {
        return budget != null && Duration.ofNanos(nanos).compareTo(budget) >= 0;
    }

    String lastCheckpoint() {
        return saved ? file.toString() : "none";
    }

    Provenance provenance() {
        return provenance;
    }

    /** Whether a checkpoint is due after a step. */
    boolean checkpointDue(long round, boolean epochOver) {
        return file != null && (saveEvery > 0 ? round % saveEvery == 0 : epochOver);
    }

    /** Writes the checkpoint, if one was asked for. */
    void save(Supplier<Blocks> content) {
        if (file != null) {
            Checkpoint.write(file, content.get());
            saved = true;
        }
    }

    void save(Path path, State current) {
        Checkpoint.write(path, snapshot(current));
    }

    /** What a checkpoint of now would hold. */
    Blocks snapshot(State current) {
        return Checkpoint.content(game, data.sampleShape(), provenance, current);
    }

    private Provenance describe() {
        return new Provenance(
                game.name(),
                game.recipe() == null ? null : Recipes.toJson(game.recipe()),
                Recipes.toJson(settings),
                settings.seed(),
                data.name(),
                data.fingerprint(),
                versions());
    }

    /** Tells listeners, and whether early stopping wants the end. */
    boolean epochEnded(State current, History.Row row) {
        var moment = new Moment(game, row.epoch(), row.step(), row.means());
        listeners.forEach(listener -> listener.accept(moment));
        if (watched == null) {
            return false;
        }
        if (watchesInVain(row.means().keySet())) {
            throw unknownTerm(row.means().keySet());
        }
        double value = row.means().get(watched);
        if (!(value >= current.best)) {
            current.best = value;
            current.bestEpoch = row.epoch();
        }
        return row.epoch() - current.bestEpoch >= patience;
    }

    /** Whether early stopping looks at a term. */
    boolean watches() {
        return watched != null;
    }

    /** Whether there is nothing to look at among terms of these names. */
    boolean watchesInVain(Set<String> terms) {
        return watches() && !terms.contains(watched);
    }

    /** The error of a term that is not among those of the objective. */
    IllegalArgumentException unknownTerm(Set<String> terms) {
        return Check.error("stopEarly.term", watched, "one of " + terms);
    }

    static String versions() {
        String own = Training.class.getPackage().getImplementationVersion();
        return "ot4j "
                + (own == null ? "development" : own)
                + ", PyTorch "
                + PyTorch.engine().getVersion()
                + ", Java "
                + Runtime.version();
    }

    /** A learning rate as every part of the library takes it. */
    static double checkRate(double rate, String name) {
        Check.that(
                rate > 0 && rate <= MAX_LEARNING_RATE,
                name,
                rate,
                "a number in (0, " + MAX_LEARNING_RATE + "]");
        return rate;
    }

    /** A decay of a moving average. */
    static double checkDecay(double decay) {
        Check.that(decay >= 0 && decay < 1, "average", decay, "a number in [0, 1)");
        return decay;
    }

    private void check() {
        if (file != null) {
            WholeFile.checkWritable(file, "checkpoint");
        }
        int width = Math.toIntExact(data.sampleShape().size());
        for (int from = 0; from < data.size(); from += CHECK_ROWS) {
            int[] rows = IntStream.range(from, Math.min(data.size(), from + CHECK_ROWS)).toArray();
            var values = new float[rows.length * width];
            try (var manager = Tensors.newManager()) {
                NDArray batch = data.batch(manager, rows);
                Tensors.read(batch, values);
            }
            int bad = Gradients.firstNotFinite(values);
            Check.that(
                    bad < 0,
                    "data row " + (bad < 0 ? 0 : from + bad / width),
                    bad < 0 ? 0 : values[bad],
                    "finite values");
        }
    }

    private void checkPlayers() {
        List<Player> players = game.players();
        Check.that(!players.isEmpty(), "players", 0, "at least one");
        Set<String> names = new HashSet<>();
        for (Player player : players) {
            Check.that(names.add(player.name()), "player name", player.name(), "each once");
        }
    }
}
