package org.ot4j.training;

import java.util.List;
import java.util.function.Consumer;
import org.ot4j.network.Weights;
import org.ot4j.training.internal.Elements;
import org.ot4j.training.internal.Scratch;

/**
 * Moving averages of the weights: updated in each round, and substituted for the weights between
 * runs.
 */
final class Averages {
    private final List<Player> players;
    private final double decay;
    private final State state;
    private final Scratch scratch;

    /**
     * @param decay in [0, 1); 0 for none
     */
    Averages(List<Player> players, double decay, State state, Scratch scratch) {
        this.players = players;
        this.decay = decay;
        this.state = state;
        this.scratch = scratch;
    }

    /** Updates the averages with the weights after a round. */
    void add() {
        if (decay > 0) {
            each(this::add);
        }
    }

    private void add(Weights weights) {
        float keep = (float) decay;
        float[] values = scratch.values(weights);
        weights.readInto(values);
        float[] mean = state.averages.get(weights.name());
        if (mean == null) {
            state.averages.put(weights.name(), values.clone());
            return;
        }
        Elements.run(
                mean.length,
                (from, to) -> {
                    for (int i = from; i < to; i++) {
                        mean[i] = keep * mean[i] + (1 - keep) * values[i];
                    }
                });
    }

    /** Replaces the weights by their averages, if there are any. */
    void show() {
        each(
                weights -> {
                    float[] mean = state.averages.get(weights.name());
                    if (mean != null && !weights.closed()) {
                        state.raw.put(weights.name(), weights.values());
                        weights.set(mean);
                    }
                });
    }

    /** Restores the weights. */
    void hide() {
        each(
                weights -> {
                    float[] values = state.raw.remove(weights.name());
                    if (values != null) {
                        weights.set(values);
                    }
                });
    }

    private void each(Consumer<Weights> body) {
        players.forEach(player -> player.weights().forEach(body));
    }
}
