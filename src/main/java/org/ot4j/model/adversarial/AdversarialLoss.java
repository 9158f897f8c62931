package org.ot4j.model.adversarial;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ot4j.distribution.Distortion;
import org.ot4j.divergence.FDivergence;
import org.ot4j.network.Network;
import org.ot4j.network.Recipe;
import org.ot4j.training.Terms;

/**
 * What critic and generator of a {@link Gan} play for: the critic raises its objective, a bound on
 * a divergence between data and model, and the generator lowers its own, which may be the same. One
 * of your own is a record with this interface; as a record it can be saved with the model.
 */
public interface AdversarialLoss extends Recipe {
    /**
     * What a player sees in a step.
     *
     * @param critics the networks of the critic, as many as {@link AdversarialLoss#critics} says
     * @param data samples, [n, sample shape...]
     * @param generated G(z) of as many codes, differentiable when the generator moves
     * @param random source of further noise
     */
    record Match(List<Network> critics, NDArray data, NDArray generated, RandomGenerator random) {
        /** What a critic says of points: [n]. */
        public NDArray value(int critic, NDArray points) {
            return critics.get(critic).forward(points).reshape(-1);
        }
    }

    /** Name of the model with this loss, for example {@code "WGAN-GP"}. */
    String name();

    /** Number of networks that the critic consists of. */
    default int critics() {
        return 1;
    }

    /** The cost that the loss is about; null where it has none. */
    default Distortion cost() {
        return null;
    }

    /** What the critic maximises. */
    Terms critic(Match match);

    /** What the generator minimises; terms that do not depend on it may be left out. */
    Terms generator(Match match);

    /**
     * The bound on an f-divergence (f-GAN).
     *
     * @param saturating whether the generator lowers the bound itself; if not, it raises what the
     *     critic says of its samples
     */
    static AdversarialLoss divergence(FDivergence f, boolean saturating) {
        return new DivergenceLoss(f, saturating);
    }

    /** The 1-Wasserstein distance, with weight λ of the gradient penalty, or 0 for none. */
    static AdversarialLoss wasserstein(double gradientPenalty) {
        return new WassersteinLoss(gradientPenalty);
    }

    /** Transport at any cost, one potential being the c-transform of the other. */
    static AdversarialLoss cTransform(Distortion cost) {
        return new CTransformLoss(cost);
    }

    /** Transport at any cost with two networks as potentials and entropy of weight ε. */
    static AdversarialLoss entropic(Distortion cost, double epsilon) {
        return new TwoSidedLoss(cost, epsilon, TwoSidedLoss.Relaxation.ENTROPY);
    }

    /** Transport at any cost with two networks as potentials and a quadratic term of weight ε. */
    static AdversarialLoss quadratic(Distortion cost, double epsilon) {
        return new TwoSidedLoss(cost, epsilon, TwoSidedLoss.Relaxation.QUADRATIC);
    }
}
