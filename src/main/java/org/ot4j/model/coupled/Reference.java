package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.ot4j.network.Network;
import org.ot4j.network.Weights;
import org.ot4j.tensor.Autograd;

/** The network whose costs c_θ(x, z) the coupling is solved for: the decoder, or its teacher. */
interface Reference {
    /** What it makes of codes, without a graph: [m, ...]. */
    NDArray output(NDArray z);

    /** What it makes of codes, the decoder's own output for them being known. */
    NDArray output(NDArray z, NDArray decoded);

    /** Whether it is the decoder itself, whose own costs these are then. */
    boolean isDecoder();

    /** Goes on to a new round. */
    void follow();

    /** All that {@link #follow} changes. */
    List<Weights> weights();

    /** The decoder itself. */
    static Reference itself(Network decoder) {
        return new Reference() {
            @Override
            public NDArray output(NDArray z) {
                return Autograd.without(() -> decoder.forward(z));
            }

            @Override
            public NDArray output(NDArray z, NDArray decoded) {
                return decoded;
            }

            @Override
            public boolean isDecoder() {
                return true;
            }

            @Override
            public void follow() {}

            @Override
            public List<Weights> weights() {
                return List.of();
            }
        };
    }
}
