package org.ot4j.training;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.SplittableRandom;
import org.ot4j.data.DataSource;
import org.ot4j.network.ClassLabels;
import org.ot4j.network.EngineNoise;
import org.ot4j.network.Network;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;
import org.ot4j.tensor.Autograd;
import org.ot4j.training.internal.Batches;
import org.ot4j.training.internal.Scratch;
import org.ot4j.training.internal.Seeds;

/** The rounds of a game, in each of which the players move one after the other. */
final class Rounds {
    private final Game game;
    private final DataSource data;
    private final Settings settings;
    private final State state;
    private final List<Player> players;
    private final Batches batches;
    private final long total;
    private final int extraSteps;
    private final Descent descent;
    private final int[] classes;
    private double loss;

    Rounds(Game game, DataSource data, Settings settings, State state, Scratch scratch) {
        this.game = game;
        this.data = data;
        this.settings = settings;
        this.state = state;
        players = game.players();
        batches = new Batches(data.size(), settings.batchSize(), settings.seed());
        total = settings.total(batches.perEpoch());
        extraSteps = players.stream().mapToInt(Player::steps).max().orElse(1) - 1;
        descent = new Descent(settings, state, scratch);
        classes = data.labels();
    }

    /** Total number of rounds. */
    long total() {
        return total;
    }

    /** Number of epochs finished or begun. */
    int epochsBegun() {
        return (int) ((state.round + batches.perEpoch() - 1) / batches.perEpoch());
    }

    /** Whether the last round played ends an epoch. */
    boolean epochOver() {
        return state.round % batches.perEpoch() == 0;
    }

    /** The value of the objective of the player that moved last. */
    double loss() {
        return loss;
    }

    /** The learning rate of the next round. */
    double rate() {
        return settings.learningRate() * settings.schedule().factor(progress(), epoch());
    }

    /** Plays the next round. */
    void play() {
        List<Network> networks = game.networks();
        networks.forEach(network -> network.training(true));
        try {
            playPlayers();
        } finally {
            networks.forEach(network -> network.training(false));
        }
    }

    private void playPlayers() {
        double rate = rate();
        boolean settled = progress() >= settings.settle();
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
                                    epoch(),
                                    state.round,
                                    progress(),
                                    turn),
                            rate);
                }
            }
        }
    }

    /**
     * Seeds dropout, and what an objective draws from the engine if no other thread draws from it.
     */
    private void seedNoise(long seed) {
        EngineNoise.seed(seed);
        int at = 0;
        for (Network network : game.networks()) {
            network.noise(Seeds.mix(seed, at++));
        }
    }

    private void play(Player player, Step step, double rate) {
        if (player.goal() == Player.Goal.MOVE) {
            record(player, evaluated(player, step));
            return;
        }
        try {
            goBack(player, step);
            descent.update(player, rate);
        } finally {
            player.weights().forEach(Weights::rest);
        }
    }

    /** The objective, while networks that ask know the classes of the batch. */
    private Terms evaluated(Player player, Step step) {
        return ClassLabels.ofSamples(
                classes, step.indices(), () -> player.objective().evaluate(step));
    }

    /** Computes the gradients of a player's objective with respect to its weights. */
    private void goBack(Player player, Step step) {
        try (var recording = Autograd.on()) {
            player.weights().forEach(weights -> weights.record(step.manager()));
            Terms terms = evaluated(player, step);
            record(player, terms);
            Autograd.backward(terms.sum(), player.goal() == Player.Goal.MAXIMISE ? -1 : 1);
        }
    }

    /** Records the values of all terms, and stops at the first that is not finite. */
    private void record(Player player, Terms terms) {
        String prefix = players.size() == 1 ? "" : player.name() + ".";
        double sum = 0;
        int count = 0;
        for (Terms.Term term : terms.all()) {
            double value = term.number();
            if (!Double.isFinite(value)) {
                throw state.diverged(player, "term " + term.name() + " = " + value);
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

    /** Number of finished epochs. */
    private int epoch() {
        return (int) (state.round / batches.perEpoch());
    }

    /** The fraction of the run that is finished. */
    double progress() {
        return (double) state.round / total;
    }
}
