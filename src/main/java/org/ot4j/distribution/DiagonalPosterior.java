package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import java.util.random.RandomGenerator;

/** N(μ, diag σ²) from μ and log σ², the halves of the encoder's output. */
record DiagonalPosterior() implements Posterior, Inference {
    @Override
    public String name() {
        return "diagonal Gaussian";
    }

    @Override
    public int outputs(int latent) {
        return 2 * latent;
    }

    @Override
    public Inference build(int latent, long seed) {
        return this;
    }

    @Override
    public Draw draw(NDArray output, RandomGenerator random) {
        var gaussian = DiagonalGaussian.of(output);
        NDArray z = gaussian.sample(random);
        return new Draw(z, gaussian.logDensity(z));
    }

    @Override
    public NDArray centre(NDArray output) {
        return output.split(2, 1).get(0);
    }

    @Override
    public NDArray kl(NDArray output, Draw draw, Prior prior) {
        return prior instanceof StandardNormal
                ? DiagonalGaussian.of(output).klToStandardNormal()
                : Inference.super.kl(output, draw, prior);
    }
}
