package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import java.util.random.RandomGenerator;

/** A Dirac at the encoder's output. */
record Deterministic() implements Posterior, Inference {
    @Override
    public String name() {
        return "deterministic";
    }

    @Override
    public int outputs(int latent) {
        return latent;
    }

    @Override
    public boolean hasDensity() {
        return false;
    }

    /** It can keep to a bounded part of space. */
    @Override
    public boolean fits(Prior prior) {
        return prior.support() == Support.SPACE || prior.support() == Support.BOUNDED;
    }

    @Override
    public Inference build(int latent, long seed) {
        return this;
    }

    @Override
    public Draw draw(NDArray output, RandomGenerator random) {
        return new Draw(output, null);
    }

    @Override
    public NDArray centre(NDArray output) {
        return output;
    }
}
