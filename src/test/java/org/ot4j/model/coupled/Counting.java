package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Observation;
import org.ot4j.network.Weights;

/**
 * A likelihood that counts how often costs of pairs are computed.
 *
 * @param own computes them
 * @param computed the count
 */
record Counting(Likelihood own, AtomicInteger computed) implements Likelihood {
    Counting(Likelihood own) {
        this(own, new AtomicInteger());
    }

    @Override
    public String name() {
        return own.name();
    }

    @Override
    public Shape outputShape(Shape sampleShape) {
        return own.outputShape(sampleShape);
    }

    @Override
    public Observation build(Shape sampleShape) {
        Observation built = own.build(sampleShape);
        return new Observation() {
            @Override
            public NDArray mean(NDArray output) {
                return built.mean(output);
            }

            @Override
            public NDArray sample(NDArray output, RandomGenerator random) {
                return built.sample(output, random);
            }

            @Override
            public NDArray logDensity(NDArray x, NDArray output) {
                return built.logDensity(x, output);
            }

            @Override
            public NDArray pairwise(NDArray x, NDArray output) {
                computed.incrementAndGet();
                return built.pairwise(x, output);
            }

            @Override
            public List<Weights> weights() {
                return built.weights();
            }
        };
    }
}
