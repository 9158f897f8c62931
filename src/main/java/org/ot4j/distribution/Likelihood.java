package org.ot4j.distribution;

import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import org.ot4j.network.Recipe;

/**
 * How data come from a decoder's output: a recipe, from which {@link #build} makes the {@link
 * Observation} of a model.
 */
public interface Likelihood extends Recipe {
    /** Name for people, for example {@code "Gaussian, σ = 0.05"}. */
    String name();

    /** Shape that a decoder's output must have for samples of a shape, both without batch axis. */
    Shape outputShape(Shape sampleShape);

    /** Makes the part of a model that stands between decoder and data. */
    Observation build(Shape sampleShape);

    /**
     * What keeps a number from being a value of a sample, in words such as {@code "a number in [0,
     * 1]"} for what was expected; empty where it may be one, as every finite number may unless a
     * likelihood says otherwise.
     */
    default Optional<String> refusal(float value) {
        return Optional.empty();
    }

    /** Gaussian around the decoder's output; say next where the variance comes from. */
    static GaussianLikelihood.Choice gaussian() {
        return new GaussianLikelihood.Choice();
    }

    /** Each value Bernoulli (or in [0, 1]), the decoder's output being logits. */
    static Likelihood bernoulli() {
        return new BernoulliLikelihood();
    }

    /** Laplace around the decoder's output with scale {@code b}. */
    static Likelihood laplace(double b) {
        return new LaplaceLikelihood(b);
    }

    /**
     * A deterministic decoder judged by a cost: log p(x | z) stands for -c(x, G(z)) / scale, which
     * is no density, for nothing makes it integrate to 1.
     */
    static Likelihood cost(Distortion cost, double scale) {
        return new CostLikelihood(cost, scale, 0);
    }

    /**
     * The same for a random decoder, N(G(z), σ² I): its centre is judged by the cost, and draws
     * have the noise.
     */
    static Likelihood cost(Distortion cost, double scale, double sigma) {
        return new CostLikelihood(cost, scale, sigma);
    }
}
