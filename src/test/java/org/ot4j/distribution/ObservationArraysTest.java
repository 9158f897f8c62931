package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.network.Leftovers;
import org.ot4j.network.Tensors;

/** What p(x | z) and q(z | x) are asked in each step leaves no array but the answer. */
class ObservationArraysTest {
    static Stream<Likelihood> likelihoods() {
        return Stream.of(
                Likelihood.gaussian().fixed(0.3),
                Likelihood.gaussian().learnedVariance(),
                Likelihood.gaussian().predictedVariance(),
                Likelihood.bernoulli(),
                Likelihood.laplace(0.5),
                Likelihood.cost(Distortion.squaredEuclidean(), 2),
                Likelihood.cost(Distortion.absolute(), 2, 0.1));
    }

    @ParameterizedTest
    @MethodSource("likelihoods")
    void ofSamples(Likelihood likelihood) {
        var shape = new Shape(3, 2, 2);
        long[] sides = likelihood.outputShape(shape).getShape();
        Observation observation = likelihood.build(shape);
        var random = new SplittableRandom(1);
        try (NDManager manager = Tensors.newManager()) {
            NDArray x = Tensors.uniform(manager, random, 5, 3, 2, 2);
            NDArray output = Tensors.normal(manager, random, 5, sides[0], 2, 2);
            String name = likelihood.name();
            Leftovers.none("mean, " + name, () -> observation.mean(output));
            Leftovers.none("sample, " + name, () -> observation.sample(output, random));
            Leftovers.none("density, " + name, () -> observation.logDensity(x, output));
            Leftovers.none("pairwise, " + name, () -> observation.pairwise(x, output));
        }
    }

    @Test
    void ofCodes() {
        var random = new SplittableRandom(1);
        try (NDManager manager = Tensors.newManager()) {
            NDArray z = Tensors.normal(manager, random, 5, 2);
            NDArray mean = Tensors.normal(manager, random, 5, 2);
            NDArray logVariance = Tensors.normal(manager, random, 5, 2);
            var gaussian = new DiagonalGaussian(mean, logVariance);
            var other = new DiagonalGaussian(logVariance, mean);
            Leftovers.none("sample", () -> gaussian.sample(random));
            Leftovers.none("density", () -> gaussian.logDensity(z));
            Leftovers.none("KL to N(0, I)", gaussian::klToStandardNormal);
            Leftovers.none("KL", () -> gaussian.klTo(other));
        }
    }
}
