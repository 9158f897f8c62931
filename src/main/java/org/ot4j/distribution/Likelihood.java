package org.ot4j.distribution;

import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import org.ot4j.network.Recipe;

/**
 * How data are generated from a decoder's output: a recipe, from which {@link #build} makes the
 * {@link Observation} of a model.
 */
public interface Likelihood extends Recipe {
    /** A readable name, for example {@code "Gaussian, σ = 0.05"}. */
    String name();

    /**
     * The shape that a decoder's output must have for samples of a given shape, both without batch
     * axis.
     */
    Shape outputShape(Shape sampleShape);

    /** Whether p(x | z) is a density or probability, so that data have a likelihood. */
    default boolean isDensity() {
        return true;
    }

    /** Builds the part of a model between decoder and data. */
    Observation build(Shape sampleShape);

    /**
     * Why a number cannot be a value of a sample, as a text such as {@code "a number in [0, 1]"}
     * that says what was expected; empty if it can. By default every finite number can.
     */
    default Optional<String> refusal(float value) {
        return Optional.empty();
    }

    /** Gaussian around the decoder's output; choose the variance next. */
    static GaussianLikelihood.Choice gaussian() {
        return new GaussianLikelihood.Choice();
    }

    /** Each value is Bernoulli (or in [0, 1]); the decoder's output is the logits. */
    static Likelihood bernoulli() {
        return new BernoulliLikelihood();
    }

    /** Laplace around the decoder's output with scale {@code b}. */
    static Likelihood laplace(double b) {
        return new LaplaceLikelihood(b);
    }

    /**
     * A deterministic decoder judged by a cost: log p(x | z) stands for -c(x, G(z)) / scale, which
     * is not a density, because it need not integrate to 1.
     */
    static Likelihood cost(Distortion cost, double scale) {
        return new CostLikelihood(cost, scale, 0);
    }

    /**
     * The same for a random decoder, N(G(z), σ² I): its centre is judged by the cost, and draws
     * contain the noise.
     */
    static Likelihood cost(Distortion cost, double scale, double sigma) {
        return new CostLikelihood(cost, scale, sigma);
    }
}
