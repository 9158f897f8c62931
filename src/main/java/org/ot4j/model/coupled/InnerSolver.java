package org.ot4j.model.coupled;

import java.util.function.Function;
import org.ot4j.distribution.Categorical;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Recipe;
import org.ot4j.training.LearningRate;

/**
 * How a C-VAE takes its inner maximum over the potentials: how they are kept and what moves them.
 */
sealed interface InnerSolver extends Recipe {
    /**
     * Refuses a formulation for which this has no variables.
     *
     * @param dual whether v is a variable of its own
     */
    void check(boolean dual, Prior prior);

    /** What the caller makes of either. */
    <T> T choose(Function<BySinkhorn, T> sinkhorn, Function<ByAscent, T> ascent);

    /**
     * A vector of potentials, moved by Sinkhorn's algorithm: block ascent, with no rate to choose.
     *
     * @param error the L1 error of the marginals at which it ends
     * @param iterations after so many it ends in any case
     * @param batches solves on so many batches of codes, of which the decoder learns from one
     */
    record BySinkhorn(double error, int iterations, int batches) implements InnerSolver {
        /** Checks the arguments. */
        public BySinkhorn {
            Check.positive(error, "inner.error");
            Check.atLeast(iterations, 1, "inner.maxIterations");
            Check.atLeast(batches, 1, "inner.batches");
        }

        @Override
        public void check(boolean dual, Prior prior) {
            Check.that(
                    !dual,
                    "formulation",
                    "DUAL",
                    "SEMI_DUAL, or potentials that ascend(...): Sinkhorn's algorithm has v at its"
                            + " maximum");
        }

        @Override
        public <T> T choose(Function<BySinkhorn, T> sinkhorn, Function<ByAscent, T> ascent) {
            return sinkhorn.apply(this);
        }
    }

    /**
     * Potentials moved by K steps of the run's optimiser on fresh codes, as the paper's Algorithms
     * 1 and 2 have it.
     *
     * @param steps K
     * @param rate learning rate, in units of cost where the potentials are a vector
     * @param network u as a network of the sample (and v of the code), or null for a vector
     */
    record ByAscent(int steps, double rate, NetworkSpec network) implements InnerSolver {
        /** Checks the arguments. */
        public ByAscent {
            Check.atLeast(steps, 1, "ascent.K");
            LearningRate.check(rate, "ascent.rate");
        }

        @Override
        public void check(boolean dual, Prior prior) {
            Check.that(
                    !dual || prior instanceof Categorical || network != null,
                    "formulation",
                    "DUAL",
                    "SEMI_DUAL, or a network as potential: v is a function of z, and "
                            + prior.name()
                            + " has infinitely many codes");
        }

        @Override
        public <T> T choose(Function<BySinkhorn, T> sinkhorn, Function<ByAscent, T> ascent) {
            return ascent.apply(this);
        }
    }
}
