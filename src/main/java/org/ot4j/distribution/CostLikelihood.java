package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import java.util.random.RandomGenerator;
import org.ot4j.internal.Check;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.Scalars;
import org.ot4j.tensor.Scope;

/**
 * A decoder judged by a cost: -c(x, G(z)) / scale in place of a log density.
 *
 * @param cost c
 * @param scale above 0
 * @param sigma standard deviation of the normal noise that draws add to G(z); 0 for none
 */
record CostLikelihood(Distortion cost, double scale, double sigma)
        implements ParameterFreeLikelihood {
    CostLikelihood {
        Check.notNull(cost, "cost");
        Check.positive(scale, "scale");
        Check.notNegative(sigma, "sigma");
    }

    @Override
    public String name() {
        return "cost " + cost.getClass().getSimpleName();
    }

    @Override
    public boolean isDensity() {
        return false;
    }

    @Override
    public NDArray mean(NDArray output) {
        return output;
    }

    /** The decoder's output, with its noise. */
    @Override
    public NDArray sample(NDArray output, RandomGenerator random) {
        if (sigma == 0) {
            return output;
        }
        return Scope.of(
                output,
                mean -> {
                    long[] shape = mean.getShape().getShape();
                    NDArray noise = Tensors.normal(mean.getManager(), random, shape);
                    return mean.add(Scalars.mul(noise, sigma));
                });
    }

    @Override
    public NDArray logDensity(NDArray x, NDArray output) {
        return Scope.of(x, output, (a, b) -> Scalars.div(cost.rows(a, b), -scale));
    }

    @Override
    public NDArray pairwise(NDArray x, NDArray output) {
        return Scope.of(x, output, (a, b) -> Scalars.div(cost.pairwise(a, b), scale));
    }
}
