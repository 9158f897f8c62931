package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.ot4j.network.Network;
import org.ot4j.network.Weights;

/**
 * One number v_k for each code of a finite prior, whose codes are the rows of the unit matrix.
 *
 * @param weights [k, 1]
 */
record FinitePotential(Weights weights) implements CodePotential {
    /** Zeros for k codes. */
    static FinitePotential zeros(int k) {
        return new FinitePotential(Weights.free("code potentials", new Shape(k, 1), new float[k]));
    }

    @Override
    public NDArray live(NDArray z) {
        return z.matMul(weights.value()).squeeze(1);
    }

    @Override
    public List<Network> networks() {
        return List.of();
    }
}
