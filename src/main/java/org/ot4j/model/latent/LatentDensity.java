package org.ot4j.model.latent;

import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.model.PriorFit;

/**
 * Distributions that are fitted to the codes of a trained auto-encoder, so that it is sampled where
 * its codes are. Few auto-encoders fill their prior: codes drawn from its holes decode to samples
 * like no data. {@code Metrics.holes} measures these.
 *
 * <pre>{@code
 * vae.fitPrior(LatentDensity.gaussianMixture(10), data);
 * vae.fitPrior(LatentDensity.flow(), data);
 * vae.fitPrior(LatentDensity.transport(), data);
 * Plots.scatter(vae.sample(2_000, 1));
 * }</pre>
 */
public final class LatentDensity {
    private static final int FLOW_STEPS = 2_000;
    private static final long ASCENT_STEPS = 4_000;

    private LatentDensity() {}

    /**
     * A mixture of Gaussians with full covariances, by {@link GaussianMixture#fit} (Ghosh et al.
     * 2020, From variational to deterministic autoencoders).
     *
     * @param components at least 1, and at most as many as there are codes
     */
    public static PriorFit gaussianMixture(int components) {
        Check.atLeast(components, 1, "components");
        return (codes, seed) -> prior(GaussianMixture.fit(codes, components, seed));
    }

    private static Prior prior(GaussianMixture mixture) {
        var components = new Prior[mixture.modes()];
        for (int k = 0; k < components.length; k++) {
            components[k] = Prior.gaussian(mixture.mean(k), mixture.covariance(k));
        }
        return components.length == 1
                ? components[0]
                : Prior.mixture(mixture.weights(), components);
    }

    /** A flow, trained for 2,000 steps; see {@link #flow(int)}. */
    public static PriorFit flow() {
        return flow(FLOW_STEPS);
    }

    /**
     * A flow from normal noise to the codes, by flow matching with exact couplings of batches (Tong
     * et al. 2024), for codes in few dimensions.
     *
     * @param steps of training, each with 256 codes
     */
    public static PriorFit flow(int steps) {
        Check.atLeast(steps, 1, "steps");
        return (codes, seed) -> FlowPrior.fit(codes, steps, seed);
    }

    /** Transport from normal noise, by 4,000 steps of ascent; see {@link #transport(long)}. */
    public static PriorFit transport() {
        return transport(ASCENT_STEPS);
    }

    /**
     * Transport from normal noise to the codes (AE-OT, An et al. 2020): the semi-discrete map sends
     * noise to the code in whose Laguerre cell it is, with the cells' masses found by stochastic
     * ascent. Between cells of codes that are near each other the map is smoothed, so that samples
     * are not only the codes themselves; between codes that are far from each other it stays
     * discontinuous, and nothing is drawn between them. More than 4,096 codes are represented by so
     * many.
     *
     * @param steps of ascent, each with 32 points of noise
     */
    public static PriorFit transport(long steps) {
        Check.that(steps >= 1, "steps", steps, "at least 1");
        return (codes, seed) -> TransportPrior.fit(codes, steps, seed);
    }
}
