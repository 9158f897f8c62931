package org.ot4j.model;

import org.ot4j.distribution.Prior;
import org.ot4j.network.NetworkSpec;

/**
 * The common settings of all models whose network from codes to data is called generator.
 *
 * @param <B> the builder of the model
 */
public abstract class GeneratorBuilder<B extends GeneratorBuilder<B>> {
    private Prior prior;
    private NetworkSpec generator;

    /** This builder. */
    protected abstract B self();

    /** The prior of the codes z; there is no default. */
    public final B prior(Prior distribution) {
        prior = distribution;
        return self();
    }

    /** Hidden layers of the network from z to x; there is no default. */
    public final B generator(NetworkSpec spec) {
        generator = spec;
        return self();
    }

    /** The prior, or null if not set. */
    protected final Prior prior() {
        return prior;
    }

    /** The layers, or null if not set. */
    protected final NetworkSpec generator() {
        return generator;
    }
}
