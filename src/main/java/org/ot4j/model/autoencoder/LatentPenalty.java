package org.ot4j.model.autoencoder;

import java.util.List;
import org.ot4j.divergence.FDivergence;
import org.ot4j.internal.Check;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Recipe;

/**
 * The penalty F(Q) on an encoder whose aggregated posterior Q_Z differs from the prior P_Z: 0 if
 * they are equal, and convex in Q (VEGAN Eq. 12). It is estimated in each step from a batch of
 * codes and the same number of draws from the prior; adversarial penalties also train a critic.
 */
public sealed interface LatentPenalty extends Recipe
        permits MmdPenalty, SlicedPenalty, SinkhornPenalty, AdversarialPenalty {
    /** A readable name, also for the history's column, for example {@code "MMD"}. */
    String name();

    /**
     * Squared MMD with the inverse multiquadratic kernel C / (C + |z - z'|²), C = E |z - z'|² under
     * the prior, which for N(0, σ² I) is the paper's C = 2 d σ² (WAE section 4), in the unbiased
     * form of WAE Algorithm 2.
     */
    static MmdPenalty imq() {
        return new MmdPenalty(MmdPenalty.Family.IMQ, 0, List.of(1.0));
    }

    /** The same with a given constant C. */
    static MmdPenalty imq(double c) {
        return new MmdPenalty(MmdPenalty.Family.IMQ, Check.positive(c, "c"), List.of(1.0));
    }

    /**
     * Squared MMD with the Gaussian kernel exp(-|z - z'|² / σ_k²), σ_k² = E |z - z'|² under the
     * prior, which for N(0, σ² I) is 2 d σ² (WAE section 4).
     */
    static MmdPenalty rbf() {
        return new MmdPenalty(MmdPenalty.Family.RBF, 0, List.of(1.0));
    }

    /** The same with exp(-|z - z'|² / 2h²). */
    static MmdPenalty rbf(double bandwidth) {
        double h = Check.positive(bandwidth, "bandwidth");
        return new MmdPenalty(MmdPenalty.Family.RBF, 2 * h * h, List.of(1.0));
    }

    /** The energy distance, squared MMD with the kernel -|z - z'|. */
    static MmdPenalty energy() {
        return new MmdPenalty(MmdPenalty.Family.ENERGY, 1, List.of(1.0));
    }

    /**
     * Squared sliced 2-Wasserstein distance, over the given number of fresh directions in each
     * step.
     */
    static LatentPenalty slicedWasserstein(int projections) {
        return new SlicedPenalty(projections);
    }

    /** Sinkhorn divergence at squared Euclidean cost with regularisation ε, in units of cost. */
    static LatentPenalty sinkhorn(double epsilon) {
        return new SinkhornPenalty(epsilon);
    }

    /**
     * D_GAN(Q_Z, P_Z) (VEGAN Eq. 4 and 13) by a discriminator of codes; the encoder minimises -log
     * D of its codes, the log trick of WAE Algorithm 1, unless {@link
     * AdversarialPenalty#saturating()} says otherwise.
     */
    static AdversarialPenalty gan(NetworkSpec discriminator) {
        return new AdversarialPenalty(
                discriminator, FDivergence.GAN, AdversarialPenalty.Estimate.LOG_TRICK, 1, 0);
    }

    /** D_f(Q_Z | P_Z) for any f, by the variational bound of f-GAN (VEGAN section 2.1). */
    static AdversarialPenalty fDivergence(FDivergence f, NetworkSpec critic) {
        return new AdversarialPenalty(critic, f, AdversarialPenalty.Estimate.BOUND, 1, 0);
    }

    /** The Jensen-Shannon divergence of Q_Z and P_Z, in [0, log 2], by the bound of f-GAN. */
    static AdversarialPenalty jensenShannon(NetworkSpec critic) {
        return fDivergence(FDivergence.JENSEN_SHANNON, critic);
    }

    /**
     * KL(Q_Z | P_Z) = E_Q log (q_Z / p_Z), where a discriminator trained by D_GAN estimates the
     * ratio: more stable than the bound (VEGAN, footnote 1).
     */
    static AdversarialPenalty kl(NetworkSpec discriminator) {
        return new AdversarialPenalty(
                discriminator, FDivergence.GAN, AdversarialPenalty.Estimate.LOG_RATIO, 1, 0);
    }
}
