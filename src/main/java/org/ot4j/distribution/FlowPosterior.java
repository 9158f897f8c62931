package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.ot4j.network.Flow;
import org.ot4j.network.FlowSpec;
import org.ot4j.network.Weights;

/**
 * A diagonal Gaussian draw z₀ sent through flows: log q(z) = log q₀(z₀) - Σ log |det|.
 *
 * @param flows the chain
 */
record FlowPosterior(FlowSpec flows) implements Posterior {
    @Override
    public String name() {
        return flows.count() + " " + flows.kind().name().toLowerCase(Locale.ROOT) + " flows";
    }

    @Override
    public int outputs(int latent) {
        return 2 * latent;
    }

    @Override
    public Inference build(int latent, long seed) {
        Flow flow = flows.build("posterior flow", latent, seed);
        return new Inference() {
            @Override
            public Draw draw(NDArray output, RandomGenerator random) {
                var gaussian = DiagonalGaussian.of(output);
                NDArray start = gaussian.sample(random);
                Flow.Image image = flow.forward(start);
                return new Draw(image.z(), gaussian.logDensity(start).sub(image.logDeterminant()));
            }

            @Override
            public NDArray centre(NDArray output) {
                return flow.forward(output.split(2, 1).get(0)).z();
            }

            @Override
            public List<Weights> weights() {
                return List.of(flow.weights());
            }
        };
    }
}
