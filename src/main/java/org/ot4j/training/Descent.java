package org.ot4j.training;

import org.ot4j.network.Weights;
import org.ot4j.training.internal.Elements;
import org.ot4j.training.internal.Gradients;
import org.ot4j.training.internal.Scratch;

/** The step of a player whose gradients are known: clips them and applies the optimiser. */
final class Descent {
    private final Settings settings;
    private final State state;
    private final Scratch scratch;

    Descent(Settings settings, State state, Scratch scratch) {
        this.settings = settings;
        this.state = state;
        this.scratch = scratch;
    }

    /**
     * Updates the weights of a player.
     *
     * @param rate the run's learning rate in this round
     * @throws Divergence if a gradient is NaN or infinite
     */
    void update(Player player, double rate) {
        double norm = 0;
        for (Weights weights : player.weights()) {
            float[] gradient = scratch.gradient(weights);
            weights.gradient(gradient);
            checkFinite(player, weights, gradient);
            Gradients.clipValue(gradient, 0, gradient.length, settings.clipValue());
            norm += settings.clipNorm() > 0 ? Gradients.squaredNorm(gradient) : 0;
        }
        double scale = settings.clipNorm() > 0 ? settings.clipNorm() / Math.sqrt(norm) : 1;
        for (Weights weights : player.weights()) {
            if (scale < 1) {
                Gradients.scale(scratch.gradient(weights), scale);
            }
            Optimizer.Running optimizer = optimizer(player, weights);
            optimizer.begin(
                    player.learningRate() > 0
                            ? player.learningRate() * rate / settings.learningRate()
                            : rate);
            move(weights, optimizer, player.weightBound());
        }
    }

    /** Works block by block, so values stay in the cache from reading to writing. */
    private void move(Weights weights, Optimizer.Running optimizer, double bound) {
        float[] values = scratch.values(weights);
        float[] gradient = scratch.gradient(weights);
        boolean shared = weights.sharesMemory();
        if (!shared) {
            weights.readInto(values);
        }
        Elements.run(
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
            throw state.diverged(
                    player,
                    "gradient of "
                            + weights.name()
                            + " "
                            + weights.entries().get(at).name()
                            + " = "
                            + gradient[bad]);
        }
    }

    private Optimizer.Running optimizer(Player player, Weights weights) {
        return state.optimizer(
                State.key(player, weights),
                player.optimizer() != null ? player.optimizer() : settings.optimizer(),
                weights.size());
    }
}
