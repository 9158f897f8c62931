package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.ot4j.network.Network;
import org.ot4j.network.Weights;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;

/**
 * A dual of the transport between data and prior (C-VAE Eq. 13): what the potentials raise, and
 * what the decoder lowers in Algorithm 2.
 */
sealed interface CouplingDual permits SemiDual, Dual {
    /** u at the data of a round, held. */
    double[] u(Atoms data);

    /** v at the codes of a plan, held: [m]. */
    NDArray v(Round round, PlanBlocks plan, double[] u, Codes z);

    /**
     * Its value at potentials.
     *
     * @param mass of the plan of these potentials, Σ_ij P_ij
     */
    double value(Round round, double[] u, Codes z, NDArray v, double mass);

    /** One step of the ascent in Algorithms 1 and 2: its value and slope at fresh codes. */
    Terms ascent(Step step, Round round);

    /** All that an ascent moves. */
    List<Weights> weights();

    /** The potentials' networks. */
    List<Network> networks();
}
