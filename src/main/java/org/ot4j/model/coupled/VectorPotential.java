package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.ot4j.network.Network;
import org.ot4j.network.Weights;
import org.ot4j.training.Step;

/**
 * One number u_i for each data point, as in C-VAE Eq. 18.
 *
 * @param weights [n]
 */
record VectorPotential(Weights weights) implements DataPotential {
    /** Zeros for n data. */
    static VectorPotential zeros(int n) {
        return new VectorPotential(Weights.free("potentials", new Shape(n), new float[n]));
    }

    void set(Atoms data, double[] values) {
        weights.set(data.scatter(values));
    }

    @Override
    public double[] at(Atoms data) {
        return data.gather(weights.values());
    }

    @Override
    public NDArray live(NDManager manager, Atoms data) {
        return manager.zeros(weights.value().getShape()).add(weights.value());
    }

    @Override
    public Atoms sampled(Step step, Atoms all) {
        return all;
    }

    @Override
    public List<Network> networks() {
        return List.of();
    }
}
