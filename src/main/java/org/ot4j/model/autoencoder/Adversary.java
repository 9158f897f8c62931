package org.ot4j.model.autoencoder;

import ai.djl.ndarray.NDArray;
import java.util.random.RandomGenerator;
import org.ot4j.network.Activation;
import org.ot4j.network.Network;
import org.ot4j.training.Objective;
import org.ot4j.training.Player;

/**
 * The critic of an {@link AdversarialPenalty}, Q standing for its codes and P for the prior. Where
 * it tells the two apart for D_GAN, D = 1 / (1 + exp v) of its output v is how sure it is of the
 * prior.
 */
record Adversary(AdversarialPenalty recipe, Network network) implements Discrepancy {
    /** What the critic raises, E_Q g(v) - E_P f*(g(v)): for D_GAN, E_Q log(1 - D) + E_P log D. */
    NDArray bound(NDArray codes, NDArray prior) {
        return recipe.divergence().bound(network.forward(codes), network.forward(prior));
    }

    @Override
    public NDArray between(NDArray codes, NDArray prior, RandomGenerator random) {
        return switch (recipe.estimate()) {
            case BOUND -> bound(codes, prior);
            case LOG_TRICK -> minusLogD(codes).mean();
            case LOG_RATIO -> network.forward(codes).mean();
        };
    }

    /** -log D = log(1 + exp v) of each code. */
    private NDArray minusLogD(NDArray codes) {
        return Activation.SOFTPLUS.apply(network.forward(codes));
    }

    /** The critic as a player. */
    Player player(Objective objective) {
        var player = Player.maximise(network.name(), objective, network).steps(recipe.steps());
        return recipe.learningRate() > 0 ? player.learningRate(recipe.learningRate()) : player;
    }
}
