package org.ot4j.model.autoencoder;

import org.ot4j.distribution.Posterior;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.network.NetworkSpec;

/**
 * The common settings of all models with an encoder.
 *
 * @param <B> the builder of the model
 */
public abstract sealed class AutoEncoderBuilder<B extends AutoEncoderBuilder<B>>
        permits Vae.Builder, Wae.Builder {
    Prior prior;
    NetworkSpec encoder;
    Posterior posterior;
    NetworkSpec decoder;
    Integer classes;

    AutoEncoderBuilder() {}

    abstract B self();

    /** The prior p(z) of the codes; there is no default. */
    public final B prior(Prior distribution) {
        prior = distribution;
        return self();
    }

    /** Hidden layers of the network from x to the parameters of q(z | x); no default. */
    public final B encoder(NetworkSpec spec) {
        encoder = spec;
        return self();
    }

    /**
     * The family of q(z | x). Unless set, a {@link Vae} has a diagonal Gaussian, or an implicit one
     * where a critic estimates the KL term, and a {@link Wae} a map.
     */
    public final B posterior(Posterior family) {
        posterior = family;
        return self();
    }

    /**
     * Conditions the model on classes (Sohn et al. 2015): encoder, decoder and critics are told the
     * class of each sample, and codes of each class have the prior. The data need classes from 0 to
     * this number less one; {@link org.ot4j.model.GenerativeModel#given} is the model of one.
     *
     * @param count number of classes, at least 2
     */
    public final B condition(int count) {
        classes = Check.atLeast(count, 2, "condition");
        return self();
    }

    /** Hidden layers of the network from z to the parameters of p(x | z), or to x; no default. */
    public final B decoder(NetworkSpec spec) {
        decoder = spec;
        return self();
    }
}
