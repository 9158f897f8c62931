package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.ot4j.network.Network;
import org.ot4j.network.Weights;

/** The dual variables of a {@link CoupledVae}: u of the data and, on the dual, v of the codes. */
interface Potentials extends AutoCloseable {
    /** u at atoms of the data. */
    double[] u(Atoms atoms);

    /** v at codes, [m], or null where it is the transform of u. */
    NDArray v(NDArray z);

    /** What an ascent differentiates: u at atoms, [n], owned by {@code manager}. */
    NDArray live(NDManager manager, Atoms atoms);

    /** All of its numbers. */
    List<Weights> weights();

    /** Its networks. */
    List<Network> networks();

    @Override
    void close();
}
