package org.ot4j.distribution;

import org.ot4j.internal.Check;
import org.ot4j.network.FlowSpec;
import org.ot4j.network.Recipe;

/**
 * The family of q(z | x): a recipe, from which {@link #build} makes the {@link Inference} of a
 * model.
 */
public interface Posterior extends Recipe {
    /** A readable name, for example {@code "diagonal Gaussian"}. */
    String name();

    /** The number of encoder outputs for a code of the given dimension. */
    int outputs(int latent);

    /**
     * The number of standard normal inputs that the encoder takes besides the (flattened) sample.
     */
    default int noise() {
        return 0;
    }

    /** Whether log q(z | x) is known at its draws, as required for a KL divergence. */
    default boolean hasDensity() {
        return true;
    }

    /**
     * Whether KL(q(z | x) | p(z)) can be finite: the prior must have a density where q has one. By
     * default, q fills space.
     */
    default boolean fits(Prior prior) {
        return prior.support() == Support.SPACE;
    }

    /** Builds the part of a model between encoder and code. */
    Inference build(int latent, long seed);

    /** One code for each sample: a Dirac at the encoder's output. */
    static Posterior deterministic() {
        return new Deterministic();
    }

    /** N(μ, diag σ²), where the encoder outputs μ and log σ². */
    static Posterior diagonal() {
        return new DiagonalPosterior();
    }

    /** N(μ, L L') with a full lower triangle L. */
    static Posterior full() {
        return new FullPosterior();
    }

    /**
     * A diagonal Gaussian sent through the given number of planar flows, the same for all samples.
     */
    static Posterior planarFlows(int count) {
        return new FlowPosterior(new FlowSpec(FlowSpec.Kind.PLANAR, count));
    }

    /**
     * A diagonal Gaussian sent through the given number of planar flows, whose parameters the
     * encoder outputs for each sample, as in Rezende and Mohamed (2015): q(z | x) changes its form
     * from one sample to the next, where {@link #planarFlows} bends all in the same way.
     */
    static Posterior amortisedFlows(int count) {
        return new AmortisedFlowPosterior(count);
    }

    /** A diagonal Gaussian sent through the given number of radial flows. */
    static Posterior radialFlows(int count) {
        return new FlowPosterior(new FlowSpec(FlowSpec.Kind.RADIAL, count));
    }

    /**
     * Von Mises–Fisher on the unit sphere, for {@link Prior#sphere} (Davidson et al. 2018): the
     * encoder outputs the mean direction and the concentration.
     */
    static Posterior vonMisesFisher() {
        return new VonMisesFisherPosterior();
    }

    /** The encoder's output for sample and noise: easy to sample, but without a known density. */
    static Posterior implicit(int noise) {
        return new Implicit(Check.atLeast(noise, 1, "noise"));
    }
}
