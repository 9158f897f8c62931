package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.ot4j.model.internal.Chunks;
import org.ot4j.network.Network;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;
import org.ot4j.training.Step;

/** u(x) or v(z) as a network with one output. */
record NetworkPotential(Network network) implements DataPotential, CodePotential {
    @Override
    public double[] at(Atoms data) {
        try (NDManager scope = Tensors.newManager()) {
            NDArray all =
                    Chunks.each(
                            data.block(scope, 0, data.size()), x -> network.forward(x).squeeze(1));
            return Tensors.doubles(all);
        }
    }

    @Override
    public NDArray live(NDManager manager, Atoms data) {
        return live(data.block(manager, 0, data.size()));
    }

    @Override
    public NDArray live(NDArray z) {
        return network.forward(z).squeeze(1);
    }

    @Override
    public Atoms sampled(Step step, Atoms all) {
        return Atoms.of(step.batch());
    }

    @Override
    public Weights weights() {
        return network.weights();
    }

    @Override
    public List<Network> networks() {
        return List.of(network);
    }
}
