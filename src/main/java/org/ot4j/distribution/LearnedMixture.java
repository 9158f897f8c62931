package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.ot4j.internal.Check;
import org.ot4j.network.Weights;

/**
 * Σ π_k N(μ_k, diag σ_k²) with π, μ and σ trained; it starts with equal shares and unit variances
 * about draws from N(0, I).
 *
 * @param dimension number of coordinates of a code
 * @param components number of Gaussians
 */
record LearnedMixture(int dimension, int components) implements LearnedPrior {
    LearnedMixture {
        Check.atLeast(dimension, 1, "dimension");
        Check.atLeast(components, 1, "components");
    }

    @Override
    public String name() {
        return "learned mixture of " + components;
    }

    @Override
    public Prior build(Shape sample, UnaryOperator<NDArray> encoder, long seed) {
        var centres = new Shape(components, dimension);
        var entries =
                List.of(
                        new Weights.Entry("means", centres),
                        new Weights.Entry("log variances", centres),
                        new Weights.Entry("logits", new Shape(1, components)));
        var values = new float[2 * components * dimension + components];
        var random = new SplittableRandom(seed);
        for (int k = 0; k < components * dimension; k++) {
            values[k] = (float) random.nextGaussian();
        }
        var weights = new Weights("prior", entries, values);
        return new TrainedMixture(name(), dimension, weights) {
            @Override
            DiagonalGaussian gaussians(NDManager scope) {
                return new DiagonalGaussian(view(scope, 0), view(scope, 1));
            }

            @Override
            NDArray logShares(NDManager scope) {
                return view(scope, 2).logSoftmax(1);
            }
        };
    }
}
