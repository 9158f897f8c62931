package org.ot4j.training;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ot4j.internal.Check;
import org.ot4j.network.Network;
import org.ot4j.network.Weights;

/**
 * One player of a {@link Game}: weights, an objective that it minimises or maximises with its own
 * optimiser, and the number of steps it takes per round.
 *
 * @param name unique in its game, for example {@code "critic"}
 * @param objective what it minimises or maximises; for a player without gradients, its move
 * @param weights the weights that it changes
 * @param goal whether it minimises or maximises
 * @param steps number of steps per round
 * @param optimizer its own optimiser, or null for the run's
 * @param learningRate its own learning rate, or 0 for the run's
 * @param weightBound weights are clipped to [-weightBound, weightBound] after each step; 0 for no
 *     clipping
 */
public record Player(
        String name,
        Objective objective,
        List<Weights> weights,
        Goal goal,
        int steps,
        Optimizer optimizer,
        double learningRate,
        double weightBound) {
    /** What a player does with its objective. */
    public enum Goal {
        /** Gradient descent. */
        MINIMISE,
        /** Gradient ascent. */
        MAXIMISE,
        /** No gradients: the objective itself changes the weights, as an inner solver does. */
        MOVE
    }

    /** Checks the arguments. */
    public Player {
        Check.that(name != null && !name.isBlank(), "name", name, "a name");
        Check.notNull(objective, "objective");
        weights = List.copyOf(weights);
        Check.that(
                goal == Goal.MOVE || !weights.isEmpty(),
                name + ".weights",
                weights,
                "at least one");
        Check.atLeast(steps, 1, name + ".steps");
        if (learningRate != 0) {
            LearningRate.check(learningRate, name + ".learningRate");
        }
        Check.notNegative(weightBound, name + ".weightBound");
    }

    /** A player that minimises over the weights of networks. */
    public static Player minimise(String name, Objective objective, Network... networks) {
        return minimise(name, objective, weights(networks));
    }

    /** A player that minimises over weights. */
    public static Player minimise(String name, Objective objective, List<Weights> weights) {
        return new Player(name, objective, weights, Goal.MINIMISE, 1, null, 0, 0);
    }

    /** A player that maximises over the weights of networks. */
    public static Player maximise(String name, Objective objective, Network... networks) {
        return maximise(name, objective, weights(networks));
    }

    /** A player that maximises over weights. */
    public static Player maximise(String name, Objective objective, List<Weights> weights) {
        return new Player(name, objective, weights, Goal.MAXIMISE, 1, null, 0, 0);
    }

    /**
     * A player that changes weights itself, without gradients, for example by solving an inner
     * problem from where it left off. The value it returns is recorded, not optimised.
     */
    public static Player move(String name, Objective move, Weights... weights) {
        return new Player(name, move, Arrays.asList(weights), Goal.MOVE, 1, null, 0, 0);
    }

    /** With the given number of steps per round, each on its own batch. */
    public Player steps(int count) {
        return new Player(
                name, objective, weights, goal, count, optimizer, learningRate, weightBound);
    }

    /** With its own optimiser. */
    public Player optimizer(Optimizer own) {
        return new Player(name, objective, weights, goal, steps, own, learningRate, weightBound);
    }

    /** With its own learning rate, still subject to the run's schedule. */
    public Player learningRate(double own) {
        LearningRate.check(own, name + ".learningRate");
        return new Player(name, objective, weights, goal, steps, optimizer, own, weightBound);
    }

    /** With weights clipped to [-bound, bound] after each step, as in WGAN's Algorithm 1. */
    public Player weightBound(double bound) {
        return new Player(name, objective, weights, goal, steps, optimizer, learningRate, bound);
    }

    private static List<Weights> weights(Network... networks) {
        return Stream.of(networks).map(Network::weights).toList();
    }
}
