package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.ot4j.network.Network;
import org.ot4j.network.Weights;
import org.ot4j.training.Step;

/** The dual variable u of the data: a number for each, or a network of the sample. */
interface DataPotential {
    /** u at atoms of the data, held. */
    double[] at(Atoms data);

    /** u at atoms, [n], for an ascent to differentiate; owned by {@code manager}. */
    NDArray live(NDManager manager, Atoms data);

    /**
     * The data that stand for p_D in a step of an ascent: a batch will do for a function of the
     * sample, a vector needs all.
     */
    Atoms sampled(Step step, Atoms all);

    /** All of its numbers. */
    Weights weights();

    /** Its networks. */
    List<Network> networks();
}
