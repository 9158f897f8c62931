package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import java.util.random.RandomGenerator;
import org.ot4j.internal.Check;
import org.ot4j.network.Flow;

/**
 * A diagonal Gaussian draw z₀ sent through planar flows whose parameters the encoder outputs for
 * each sample (Rezende and Mohamed 2015, section 4.2), after μ and log σ²: log q(z) = log q₀(z₀) -
 * Σ log |det|.
 *
 * @param count number of flows
 */
record AmortisedFlowPosterior(int count) implements Posterior {
    AmortisedFlowPosterior {
        Check.atLeast(count, 1, "count");
    }

    @Override
    public String name() {
        return count + " amortised planar flows";
    }

    @Override
    public int outputs(int latent) {
        return 2 * latent + count * (2 * latent + 1);
    }

    @Override
    public Inference build(int latent, long seed) {
        return new Family(latent);
    }

    private record Family(int d) implements Inference {
        @Override
        public Draw draw(NDArray output, RandomGenerator random) {
            var gaussian = DiagonalGaussian.of(output.get(":, 0:{}", 2 * d));
            NDArray start = gaussian.sample(random);
            Flow.Image image = Flow.planar(start, output.get(":, {}:", 2 * d));
            return new Draw(image.z(), gaussian.logDensity(start).sub(image.logDeterminant()));
        }

        @Override
        public NDArray centre(NDArray output) {
            return Flow.planar(output.get(":, 0:{}", d), output.get(":, {}:", 2 * d)).z();
        }
    }
}
