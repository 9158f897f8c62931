package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * A prior that a model learns together with its networks: a recipe, from which {@link #build} makes
 * the prior of a model, whose weights are trained and stored with the model's. The recipe itself
 * cannot be sampled; the model's {@code prior()} can.
 */
public interface LearnedPrior extends Prior {
    /**
     * Whether it can be learned with codes of this family.
     *
     * @return what was expected, or null if it can
     */
    default String refusal(Posterior posterior) {
        return null;
    }

    /**
     * The number of samples of the data that its weights start as, one after the other; 0 if the
     * start does not depend on data.
     */
    default int pseudoInputs() {
        return 0;
    }

    /**
     * Builds the prior of a model.
     *
     * @param sample the shape of a sample of the data
     * @param encoder from samples to the parameters of q(z | x), as after training
     */
    Prior build(Shape sample, UnaryOperator<NDArray> encoder, long seed);

    @Override
    default NDArray sample(NDManager manager, int n, RandomGenerator random) {
        throw unbuilt();
    }

    @Override
    default NDArray logDensity(NDArray z) {
        throw unbuilt();
    }

    private IllegalStateException unbuilt() {
        return new IllegalStateException(
                name() + " has to be learned first: train a Vae with it and use model.prior()");
    }
}
