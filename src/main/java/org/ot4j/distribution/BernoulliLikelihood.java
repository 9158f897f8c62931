package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ot4j.network.Activation;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.Scope;

/**
 * Independent values in {0, 1} with logits o: log p(x | z) = Σ x o - log(1 + exp o). Values between
 * 0 and 1 are allowed, as is customary for grey pictures.
 */
record BernoulliLikelihood() implements ParameterFreeLikelihood {
    @Override
    public String name() {
        return "Bernoulli";
    }

    @Override
    public Optional<String> refusal(float value) {
        return value >= 0 && value <= 1
                ? Optional.empty()
                : Optional.of("a number in [0, 1], as the Bernoulli likelihood needs");
    }

    @Override
    public NDArray mean(NDArray output) {
        return Scope.of(output, Activation.SIGMOID::apply);
    }

    @Override
    public NDArray sample(NDArray output, RandomGenerator random) {
        return Scope.of(
                output,
                logits -> {
                    long[] shape = logits.getShape().getShape();
                    NDArray dice = Tensors.uniform(logits.getManager(), random, shape);
                    return mean(logits).gt(dice).toType(logits.getDataType(), false);
                });
    }

    @Override
    public NDArray logDensity(NDArray x, NDArray output) {
        return Scope.of(x, output, (a, b) -> Rows.sum(a.mul(b).sub(Activation.SOFTPLUS.apply(b))));
    }

    @Override
    public NDArray pairwise(NDArray x, NDArray output) {
        return Scope.of(x, output, BernoulliLikelihood::minusLog);
    }

    private static NDArray minusLog(NDArray x, NDArray output) {
        NDArray logits = Rows.flat(output);
        NDArray own = Activation.SOFTPLUS.apply(logits).sum(new int[] {1}, true).transpose();
        return Rows.flat(x).matMul(logits.transpose()).neg().add(own);
    }
}
