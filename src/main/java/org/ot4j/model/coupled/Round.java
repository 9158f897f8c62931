package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import org.ot4j.distribution.Observation;

/**
 * What holds for all players of a round, as the {@link Curriculum} has set it.
 *
 * @param problem ε, and how the marginals are held
 * @param data p_D at the round's resolution
 * @param observation p(x | z) as a function of the decoder's output
 * @param reference whose costs the coupling is solved for
 * @param lesson what the decoder follows
 * @param kept where costs lie between two players
 */
record Round(
        Coupling problem,
        Atoms data,
        Observation observation,
        Reference reference,
        Lesson lesson,
        KeptCosts kept) {
    /** The same on other data. */
    Round on(Atoms others) {
        return new Round(problem, others, observation, reference, lesson, kept);
    }

    /** The plan between the data and codes. */
    PlanBlocks plan(Codes z) {
        return planAt(reference.output(z.z()), z);
    }

    /**
     * The plan between the data and codes with its costs, for a solver.
     *
     * @param all whether the decoder will learn from all of these codes
     */
    PlanBlocks knownPlan(Codes z, boolean all) {
        // The likelihood's own weights are in a graph only while the decoder moves.
        return plan(z).knowing(all && reference.isDecoder() && observation.weights().isEmpty());
    }

    /** The plan between the data and codes whose output by the decoder is known. */
    PlanBlocks plan(Codes z, NDArray decoded) {
        NDArray output = reference.output(z.z(), decoded);
        PlanBlocks plan = planAt(output, z);
        PairCosts left = kept.take(output);
        if (left != null) {
            return plan.with(left);
        }
        // With more blocks, the gradient of each needs a computation of its own anyway.
        boolean own = output == decoded;
        return own && !plan.isOneBlock() ? plan : plan.knowing(own);
    }

    private PlanBlocks planAt(NDArray output, Codes z) {
        return new PlanBlocks(observation, data, output, z, problem.epsilon());
    }
}
