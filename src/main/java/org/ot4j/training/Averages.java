package org.ot4j.training;

import java.util.Map;
import java.util.function.Consumer;
import org.ot4j.network.Weights;
import org.ot4j.training.internal.Elements;
import org.ot4j.training.internal.Scratch;

/**
 * What the weights are replaced by between runs: those of the best epoch on held-out data if there
 * are any, otherwise their moving averages, which are updated in each round.
 */
final class Averages {
    private final Game game;
    private final double decay;
    private final State state;
    private final Scratch scratch;

    /**
     * @param decay in [0, 1); 0 for none
     */
    Averages(Game game, double decay, State state, Scratch scratch) {
        this.game = game;
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
        float share = (float) (1 - decay);
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
                        // in this form a constant, such as a coupled model's data, stays as it is
                        mean[i] += share * (values[i] - mean[i]);
                    }
                });
    }

    /** Replaces the weights by their averages, if there are any. */
    void showMeans() {
        show(state.averages);
    }

    /** Replaces weights and statistics by those of the best epoch, or weights by their averages. */
    void show() {
        boolean best = state.held != null && !state.held.weights.isEmpty();
        show(best ? state.held.weights : state.averages);
    }

    private void show(Map<String, float[]> others) {
        Snapshot.weights(game)
                .forEach(
                        (name, weights) -> {
                            float[] values = others.get(name);
                            if (values != null && !weights.closed()) {
                                state.raw.put(name, weights.values());
                                weights.set(values);
                            }
                        });
    }

    /** Restores weights and statistics. */
    void hide() {
        Snapshot.weights(game)
                .forEach(
                        (name, weights) -> {
                            float[] values = state.raw.remove(name);
                            if (values != null) {
                                weights.set(values);
                            }
                        });
    }

    private void each(Consumer<Weights> body) {
        game.players().forEach(player -> player.weights().forEach(body));
    }
}
