package org.ot4j.model.flow;

import org.ot4j.internal.Check;
import org.ot4j.network.Recipe;

/**
 * The way from a point x₀ of the source to the sample x₁ that it is coupled with, in time 0 to 1.
 * The network learns the mean velocity of all ways that pass a place at a time.
 *
 * @param kind straight, or a Brownian bridge
 * @param sigma standard deviation of the noise about the straight line, in units of the data
 */
public record FlowPath(Kind kind, double sigma) implements Recipe {
    /** The kinds of ways. */
    public enum Kind {
        /** x_t = (1 - t) x₀ + t x₁ + σ e. */
        STRAIGHT,
        /** x_t = (1 - t) x₀ + t x₁ + σ √(t (1 - t)) e. */
        BRIDGE
    }

    /** Checks the arguments. */
    public FlowPath {
        Check.notNull(kind, "kind");
        Check.notNegative(sigma, "sigma");
        Check.that(
                kind != Kind.BRIDGE || sigma > 0,
                "sigma",
                sigma,
                "above 0: a bridge without noise is FlowPath.straight()");
    }

    /** Straight lines, at constant velocity x₁ - x₀ (Liu et al. 2023). */
    public static FlowPath straight() {
        return straight(0);
    }

    /**
     * Straight lines with noise of the same size all the way (Tong et al. 2024): samples are the
     * data plus that noise.
     *
     * @param sigma at least 0, in units of the data
     */
    public static FlowPath straight(double sigma) {
        return new FlowPath(Kind.STRAIGHT, sigma);
    }

    /**
     * Brownian bridges (Tong et al. 2023). With couplings of ε = 2σ² they make a Schrödinger
     * bridge, and samples can also be drawn by its stochastic equation: the network learns the
     * score, too, and has twice as many outputs.
     *
     * @param sigma above 0, in units of the data
     */
    public static FlowPath bridge(double sigma) {
        return new FlowPath(Kind.BRIDGE, sigma);
    }

    boolean isBridge() {
        return kind == Kind.BRIDGE;
    }

    /** How many arrays of the size of a sample the network returns. */
    int heads() {
        return isBridge() ? 2 : 1;
    }

    /** Standard deviation of the noise at a time. */
    double spread(double t) {
        return isBridge() ? sigma * Math.sqrt(t * (1 - t)) : sigma;
    }

    /**
     * What the second head counts for in the objective, |√(t (1 - t)) s - e|²: the best s is E[e |
     * x_t] / √(t (1 - t)), which is finite at both ends, and -s / σ the score of x_t.
     */
    static double scoreWeight(double t) {
        return Math.sqrt(t * (1 - t));
    }

    /**
     * What of the second head belongs to the velocity. The bridge's is x₁ - x₀ + σ (1 - 2t) / (2
     * √(t (1 - t))) e.
     */
    double scoreInVelocity(double t) {
        return sigma * (0.5 - t);
    }

    /** What of the second head belongs to the drift: the velocity and σ²/2 times the score. */
    double scoreInDrift(double t) {
        return -sigma * t;
    }
}
