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
 */
record Round(
        Coupling problem, Atoms data, Observation observation, Reference reference, Lesson lesson) {
    /** The same on other data. */
    Round on(Atoms others) {
        return new Round(problem, others, observation, reference, lesson);
    }

    /** The plan between the data and codes. */
    PlanBlocks plan(Codes z) {
        return planAt(reference.output(z.z()), z);
    }

    /** The plan between the data and codes whose output by the decoder is known. */
    PlanBlocks plan(Codes z, NDArray decoded) {
        return planAt(reference.output(z.z(), decoded), z);
    }

    private PlanBlocks planAt(NDArray output, Codes z) {
        return new PlanBlocks(observation, data, output, z, problem.epsilon());
    }
}
