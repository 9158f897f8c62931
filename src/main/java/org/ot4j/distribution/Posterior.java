package org.ot4j.distribution;

import org.ot4j.internal.Check;
import org.ot4j.network.FlowSpec;
import org.ot4j.network.Recipe;

/**
 * The family that q(z | x) is chosen from: a recipe, from which {@link #build} makes the {@link
 * Inference} of a model.
 */
public interface Posterior extends Recipe {
    /** Name for people, for example {@code "diagonal Gaussian"}. */
    String name();

    /** Numbers that the encoder must put out for a code of a dimension. */
    int outputs(int latent);

    /** Numbers of standard normal noise that the encoder takes in beside the (flattened) sample. */
    default int noise() {
        return 0;
    }

    /** Whether log q(z | x) is known at its draws, as a KL divergence needs it. */
    default boolean hasDensity() {
        return true;
    }

    /** Makes the part of a model that stands between encoder and code. */
    Inference build(int latent, long seed);

    /** One code for each sample: a Dirac at the encoder's output. */
    static Posterior deterministic() {
        return new Deterministic();
    }

    /** N(μ, diag σ²), the encoder putting out μ and log σ². */
    static Posterior diagonal() {
        return new DiagonalPosterior();
    }

    /** N(μ, L L') with a full lower triangle L. */
    static Posterior full() {
        return new FullPosterior();
    }

    /** A diagonal Gaussian sent through so many planar flows. */
    static Posterior planarFlows(int count) {
        return new FlowPosterior(new FlowSpec(FlowSpec.Kind.PLANAR, count));
    }

    /** A diagonal Gaussian sent through so many radial flows. */
    static Posterior radialFlows(int count) {
        return new FlowPosterior(new FlowSpec(FlowSpec.Kind.RADIAL, count));
    }

    /** The encoder's output for sample and noise: easy to draw from, without a density. */
    static Posterior implicit(int noise) {
        return new Implicit(Check.atLeast(noise, 1, "noise"));
    }
}
