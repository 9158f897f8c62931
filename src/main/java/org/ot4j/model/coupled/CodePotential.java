package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.ot4j.network.Network;
import org.ot4j.network.Weights;

/** The dual variable v of the codes: a number for each of finitely many, or a network. */
interface CodePotential {
    /** v at codes, [m], for an ascent to differentiate. */
    NDArray live(NDArray z);

    /** All of its numbers. */
    Weights weights();

    /** Its networks. */
    List<Network> networks();
}
