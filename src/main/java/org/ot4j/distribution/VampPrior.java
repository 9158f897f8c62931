package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.ot4j.internal.Check;
import org.ot4j.network.Weights;

/**
 * The variational mixture of posteriors, 1/K Σ q(z | u_k), with the model's own q at pseudo-inputs
 * u that are trained (Tomczak and Welling 2018); they start as samples of the data.
 *
 * @param dimension number of coordinates of a code
 * @param pseudoInputs K
 */
record VampPrior(int dimension, int pseudoInputs) implements LearnedPrior {
    VampPrior {
        Check.atLeast(dimension, 1, "dimension");
        Check.atLeast(pseudoInputs, 1, "pseudoInputs");
    }

    @Override
    public String name() {
        return "VampPrior of " + pseudoInputs;
    }

    @Override
    public String refusal(Posterior posterior) {
        return posterior.equals(Posterior.diagonal())
                ? null
                : "a diagonal Gaussian, whose density VampPrior mixes";
    }

    @Override
    public Prior build(Shape sample, UnaryOperator<NDArray> encoder, long seed) {
        var shape = new Shape(pseudoInputs).addAll(sample);
        var values = new float[Math.toIntExact(shape.size())];
        var entry = new Weights.Entry("pseudo-inputs", shape);
        var weights = new Weights("prior", List.of(entry), values);
        var shares = new float[pseudoInputs];
        Arrays.fill(shares, (float) -Math.log(pseudoInputs));
        return new TrainedMixture(name(), dimension, weights) {
            @Override
            DiagonalGaussian gaussians(NDManager scope) {
                return DiagonalGaussian.of(encoder.apply(view(scope, 0)));
            }

            @Override
            NDArray logShares(NDManager scope) {
                return scope.create(shares, new Shape(1, shares.length));
            }
        };
    }
}
