package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.ot4j.network.Network;
import org.ot4j.network.Weights;

/** One number for each data point, and on the dual of a finite prior one for each code. */
final class VectorPotentials implements Potentials {
    private final Weights u;
    private final Weights v;

    /** Zeros for n data and k codes; k = 0 where v is the transform of u. */
    VectorPotentials(int n, int k) {
        u = Weights.free("potentials", new Shape(n), new float[n]);
        v = k == 0 ? null : Weights.free("code potentials", new Shape(k, 1), new float[k]);
    }

    void set(Atoms atoms, double[] values) {
        u.set(atoms.scatter(values));
    }

    @Override
    public double[] u(Atoms atoms) {
        return atoms.gather(u.values());
    }

    /** The codes are the rows of the unit matrix. */
    @Override
    public NDArray v(NDArray z) {
        return v == null ? null : z.matMul(v.value()).squeeze(1);
    }

    @Override
    public NDArray live(NDManager manager, Atoms atoms) {
        return manager.zeros(u.value().getShape()).add(u.value());
    }

    @Override
    public List<Weights> weights() {
        return v == null ? List.of(u) : List.of(u, v);
    }

    @Override
    public List<Network> networks() {
        return List.of();
    }

    @Override
    public void close() {
        weights().forEach(Weights::close);
    }
}
