package org.ot4j.model.autoencoder;

import ai.djl.ndarray.types.Shape;
import org.ot4j.divergence.FDivergence;
import org.ot4j.internal.Check;
import org.ot4j.network.Conditioned;
import org.ot4j.network.NetworkSpec;
import org.ot4j.training.LearningRate;

/**
 * A divergence estimated by a critic that is trained beside the model; made by {@link
 * LatentPenalty}.
 *
 * @param critic hidden layers of the network from code to one number
 * @param divergence whose variational bound the critic raises
 * @param estimate what the encoder minimises
 * @param steps of the critic in a round
 * @param learningRate of the critic; 0 for the run's
 */
public record AdversarialPenalty(
        NetworkSpec critic,
        FDivergence divergence,
        Estimate estimate,
        int steps,
        double learningRate)
        implements LatentPenalty {
    /** What is read off a critic v; for D_GAN, D = 1 / (1 + exp v) says "from the prior". */
    public enum Estimate {
        /** The bound E_Q g(v) - E_P f*(g(v)) itself, as in VEGAN Eq. 13. */
        BOUND,
        /** -E_Q log D, which has a gradient where D is sure (WAE Algorithm 1). */
        LOG_TRICK,
        /** E_Q v, the KL divergence where v has become log q / p (VEGAN, footnote 1). */
        LOG_RATIO
    }

    /** Checks the arguments. */
    public AdversarialPenalty {
        Check.notNull(critic, "critic");
        Check.notNull(divergence, "divergence");
        Check.notNull(estimate, "estimate");
        Check.that(
                estimate == Estimate.BOUND || divergence == FDivergence.GAN,
                "divergence",
                divergence,
                "GAN, for the estimate " + estimate);
        Check.atLeast(steps, 1, "steps");
        Check.inRange(learningRate, 0, LearningRate.MAX, "learningRate");
    }

    /** Without the log trick: the encoder minimises log(1 - D), D_GAN itself. */
    public AdversarialPenalty saturating() {
        Check.that(
                divergence == FDivergence.GAN && estimate != Estimate.LOG_RATIO,
                "penalty",
                name(),
                "gan(...), which alone has a log trick");
        return new AdversarialPenalty(critic, divergence, Estimate.BOUND, steps, learningRate);
    }

    /** With so many steps of the critic in a round. */
    public AdversarialPenalty steps(int count) {
        return new AdversarialPenalty(critic, divergence, estimate, count, learningRate);
    }

    /** With a learning rate of its own for the critic. */
    public AdversarialPenalty learningRate(double rate) {
        LearningRate.check(rate, "learningRate");
        return new AdversarialPenalty(critic, divergence, estimate, steps, rate);
    }

    @Override
    public String name() {
        return switch (estimate) {
            case LOG_RATIO -> "KL";
            case LOG_TRICK -> "-log D";
            case BOUND -> divergence == FDivergence.GAN ? "D_GAN" : "D_" + divergence;
        };
    }

    /** With a critic that is told classes, where there are any. */
    AdversarialPenalty told(Integer classes) {
        return new AdversarialPenalty(
                Conditioned.of(critic, classes), divergence, estimate, steps, learningRate);
    }

    Adversary build(String label, Shape input, long seed) {
        return new Adversary(this, critic.build(label, input, 1, seed));
    }
}
