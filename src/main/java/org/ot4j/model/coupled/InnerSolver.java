package org.ot4j.model.coupled;

import org.ot4j.base.Check;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Recipe;
import org.ot4j.training.Training;

/**
 * How a {@link CoupledVae} takes its inner maximum over the potentials: how they are kept and what
 * moves them.
 */
public sealed interface InnerSolver extends Recipe {
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
            Check.that(
                    rate > 0 && rate <= Training.MAX_LEARNING_RATE,
                    "ascent.rate",
                    rate,
                    "a number in (0, " + Training.MAX_LEARNING_RATE + "]");
        }
    }
}
