package org.ot4j.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.ot4j.base.Progress;
import org.ot4j.data.DataSource;
import org.ot4j.network.EngineNoise;
import org.ot4j.network.Network;
import org.ot4j.network.Tensors;
import org.ot4j.network.Turns;
import org.ot4j.network.Weights;

/** Plays a game round by round. */
final class Loop<M extends Game> {
    private final Training<M> training;
    private final Settings settings;
    private final Game game;
    private final DataSource data;
    private final State state;
    private final List<Player> players;
    private final Turns turns;
    private final Batches batches;
    private final int extraSteps;
    private final Map<Weights, float[][]> scratch = new HashMap<>();
    private double loss;

    Loop(Training<M> training, State state) {
        this.training = training;
        this.state = state;
        settings = training.settings();
        game = training.game();
        data = training.data();
        players = game.players();
        turns = game.turns();
        batches = new Batches(data.size(), settings.batchSize(), settings.seed());
        extraSteps = players.stream().mapToInt(Player::steps).max().orElse(1) - 1;
    }

    Run<M> play() {
        long start = System.nanoTime();
        long total = settings.total(batches.perEpoch());
        var end = Run.End.FINISHED;
        checkWatched();
        turns.changing(this::putBackRawWeights);
        try (var progress = Progress.start("training " + game.name(), total)) {
            progress.update(state.round);
            while (state.round < total) {
                turns.changing(() -> nextRound(total));
                progress.update(state.round, () -> String.format("loss %.4g", loss));
                boolean epochOver = state.round % batches.perEpoch() == 0;
                if (epochOver || state.round == total) {
                    boolean stalled = closeEpoch(total);
                    if (stalled) {
                        end = Run.End.NO_PROGRESS;
                        break;
                    }
                }
                if (state.round < total && training.checkpointDue(state.round, epochOver)) {
                    training.save(this::underWay);
                }
                if (Progress.stopRequested()) {
                    end = Run.End.INTERRUPTED;
                    break;
                }
                if (training.outOfTime(System.nanoTime() - start)) {
                    end = Run.End.OUT_OF_TIME;
                    break;
                }
            }
        } finally {
            turns.changing(this::showAverages);
        }
        training.save(() -> training.snapshot(state));
        return new Run<>(training, state, end, Duration.ofNanos(System.nanoTime() - start));
    }

    /** What a checkpoint of now holds: the averages, where there are any. */
    private Blocks underWay() {
        var content = new AtomicReference<Blocks>();
        turns.changing(
                () -> {
                    showAverages();
                    content.set(training.snapshot(state));
                    putBackRawWeights();
                });
        return content.get();
    }

    private void nextRound(long total) {
        if (training.watches() && state.history.terms().isEmpty()) {
            playFirstRound(total);
        } else {
            playRound(total);
        }
    }

    /**
     * An objective tells the names of its terms only when it is evaluated: where early stopping has
     * been given another name, the round is taken back and an error names those.
     */
    private void playFirstRound(long total) {
        Map<Weights, float[]> before = new LinkedHashMap<>();
        turns.weights().forEach(weights -> before.put(weights, weights.values()));
        playRound(total);
        if (training.watchesInVain(state.history.terms())) {
            before.forEach(Weights::set);
            state.averages.clear();
            checkWatched();
        }
    }

    private void checkWatched() {
        Set<String> terms = state.history.terms();
        if (!terms.isEmpty() && training.watchesInVain(terms)) {
            throw training.unknownTerm(terms);
        }
    }

    private void playRound(long total) {
        List<Network> networks = game.networks();
        networks.forEach(network -> network.training(true));
        try {
            playPlayers(total);
        } finally {
            networks.forEach(network -> network.training(false));
        }
        average();
        state.round++;
    }

    private void playPlayers(long total) {
        double rate = rate(total);
        boolean settled = (double) state.round / total >= settings.settle();
        game.networks().forEach(network -> network.settled(settled));
        for (int p = 0; p < players.size(); p++) {
            Player player = players.get(p);
            for (int turn = 0; turn < player.steps(); turn++) {
                int[] indices =
                        turn == 0
                                ? batches.shared(state.round)
                                : batches.extra(state.round * extraSteps + turn - 1);
                long seed = Seeds.mix(settings.seed(), state.round, p, turn);
                try (NDManager manager = Tensors.newManager()) {
                    seedNoise(seed);
                    play(
                            player,
                            new Step(
                                    manager,
                                    data.batch(manager, indices),
                                    indices,
                                    new SplittableRandom(seed),
                                    (int) (state.round / batches.perEpoch()),
                                    state.round,
                                    (double) state.round / total,
                                    turn),
                            rate);
                }
            }
        }
    }

    /** Dropout follows the seed, and what an objective draws from the engine where it is alone. */
    private void seedNoise(long seed) {
        EngineNoise.seed(seed);
        int at = 0;
        for (Network network : game.networks()) {
            network.noise(Seeds.mix(seed, at++));
        }
    }

    private void play(Player player, Step step, double rate) {
        if (player.goal() == Player.Goal.MOVE) {
            record(player, player.objective().evaluate(step));
            return;
        }
        JniUtils.setGradMode(true);
        try {
            player.weights().forEach(weights -> weights.record(step.manager()));
            Terms terms = player.objective().evaluate(step);
            record(player, terms);
            var sum = (PtNDArray) terms.sum();
            float sign = player.goal() == Player.Goal.MAXIMISE ? -1 : 1;
            var direction = (PtNDArray) step.manager().create(sign);
            JniUtils.backward(sum, direction, false, false);
            JniUtils.setGradMode(false);
            update(player, rate);
        } finally {
            JniUtils.setGradMode(false);
            player.weights().forEach(Weights::rest);
        }
    }

    /** Notes the values of all terms, and stops at the first that is not finite. */
    private void record(Player player, Terms terms) {
        String prefix = players.size() == 1 ? "" : player.name() + ".";
        double sum = 0;
        int count = 0;
        for (Terms.Term term : terms.all()) {
            double value = scalar(term.value());
            if (!Double.isFinite(value)) {
                throw diverged(player, "term " + term.name() + " = " + value);
            }
            state.history.add(prefix + term.name(), value);
            if (term.counts()) {
                sum += value;
                count++;
            }
        }
        if (count > 1) {
            state.history.add(prefix + "loss", sum);
        }
        loss = sum;
    }

    private static double scalar(NDArray value) {
        return value.getDataType() == ai.djl.ndarray.types.DataType.FLOAT64
                ? value.getDouble()
                : value.getFloat();
    }

    private void update(Player player, double rate) {
        double norm = 0;
        for (Weights weights : player.weights()) {
            float[] gradient = scratch(weights)[1];
            weights.gradient(gradient);
            checkFinite(player, weights, gradient);
            Gradients.clipValue(gradient, 0, gradient.length, settings.clipValue());
            norm += settings.clipNorm() > 0 ? Gradients.squaredNorm(gradient) : 0;
        }
        double scale = settings.clipNorm() > 0 ? settings.clipNorm() / Math.sqrt(norm) : 1;
        for (Weights weights : player.weights()) {
            if (scale < 1) {
                Gradients.scale(scratch(weights)[1], scale);
            }
            Optimizer.Running optimizer = optimizer(player, weights);
            optimizer.begin(
                    player.learningRate() > 0
                            ? player.learningRate() * rate / settings.learningRate()
                            : rate);
            move(weights, optimizer, player.weightBound());
        }
    }

    /** Block by block, so that what is read stays in the cache until it is written. */
    private void move(Weights weights, Optimizer.Running optimizer, double bound) {
        float[] values = scratch(weights)[0];
        float[] gradient = scratch(weights)[1];
        boolean shared = weights.sharesMemory();
        if (!shared) {
            weights.readInto(values);
        }
        Chunks.run(
                values.length,
                (from, to) -> {
                    if (shared) {
                        weights.read(values, from, to);
                    }
                    optimizer.apply(values, gradient, from, to);
                    Gradients.clipValue(values, from, to, bound);
                    if (shared) {
                        weights.write(values, from, to);
                    }
                });
        if (!shared) {
            weights.set(values);
        }
    }

    private void checkFinite(Player player, Weights weights, float[] gradient) {
        int bad = Gradients.firstNotFinite(gradient);
        if (bad >= 0) {
            int at = 0;
            int offset = 0;
            while (offset + weights.entries().get(at).size() <= bad) {
                offset += weights.entries().get(at++).size();
            }
            throw diverged(
                    player,
                    "gradient of "
                            + weights.name()
                            + " "
                            + weights.entries().get(at).name()
                            + " = "
                            + gradient[bad]);
        }
    }

    private Divergence diverged(Player player, String what) {
        return new Divergence(
                "step "
                        + state.round
                        + ", player "
                        + player.name()
                        + ": "
                        + what
                        + "; last good checkpoint: "
                        + training.lastCheckpoint());
    }

    private Optimizer.Running optimizer(Player player, Weights weights) {
        return state.optimizer(
                State.key(player, weights),
                player.optimizer() != null ? player.optimizer() : settings.optimizer(),
                weights.size());
    }

    private float[][] scratch(Weights weights) {
        return scratch.computeIfAbsent(weights, w -> new float[2][w.size()]);
    }

    private double rate(long total) {
        return settings.learningRate()
                * settings.schedule()
                        .factor(
                                (double) state.round / total,
                                (int) (state.round / batches.perEpoch()));
    }

    private boolean closeEpoch(long total) {
        int epoch = (int) ((state.round + batches.perEpoch() - 1) / batches.perEpoch());
        var row = state.history.close(epoch, state.round, rate(total));
        return training.epochEnded(state, row);
    }

    private void average() {
        if (settings.average() == 0) {
            return;
        }
        float keep = (float) settings.average();
        for (Player player : players) {
            for (Weights weights : player.weights()) {
                float[] values = scratch(weights)[0];
                weights.readInto(values);
                float[] mean = state.averages.get(weights.name());
                if (mean == null) {
                    state.averages.put(weights.name(), values.clone());
                } else {
                    Chunks.run(
                            mean.length,
                            (from, to) -> {
                                for (int i = from; i < to; i++) {
                                    mean[i] = keep * mean[i] + (1 - keep) * values[i];
                                }
                            });
                }
            }
        }
    }

    private void showAverages() {
        for (Player player : players) {
            for (Weights weights : player.weights()) {
                float[] mean = state.averages.get(weights.name());
                if (mean != null && !weights.closed()) {
                    state.raw.put(weights.name(), weights.values());
                    weights.set(mean);
                }
            }
        }
    }

    private void putBackRawWeights() {
        for (Player player : players) {
            for (Weights weights : player.weights()) {
                float[] values = state.raw.remove(weights.name());
                if (values != null) {
                    weights.set(values);
                }
            }
        }
    }
}
