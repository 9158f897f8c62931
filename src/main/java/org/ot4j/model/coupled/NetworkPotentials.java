package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ot4j.model.internal.Chunks;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;

/** u a network of the sample and, on the dual, v a network of the code. */
final class NetworkPotentials implements Potentials {
    private final Network u;
    private final Network v;

    NetworkPotentials(
            NetworkSpec spec, Shape sample, int latent, boolean dual, SplittableRandom random) {
        u = spec.build("potential u", sample, 1, random.nextLong());
        v = dual ? spec.build("potential v", new Shape(latent), 1, random.nextLong()) : null;
    }

    @Override
    public double[] u(Atoms atoms) {
        try (NDManager scope = Tensors.newManager()) {
            NDArray all =
                    Chunks.each(atoms.block(scope, 0, atoms.size()), x -> u.forward(x).squeeze(1));
            return Tensors.doubles(all);
        }
    }

    @Override
    public NDArray v(NDArray z) {
        return v == null ? null : v.forward(z).squeeze(1);
    }

    @Override
    public NDArray live(NDManager manager, Atoms atoms) {
        return u.forward(atoms.block(manager, 0, atoms.size())).squeeze(1);
    }

    @Override
    public List<Weights> weights() {
        return networks().stream().map(Network::weights).toList();
    }

    @Override
    public List<Network> networks() {
        return Stream.of(u, v).filter(network -> network != null).toList();
    }

    @Override
    public void close() {
        networks().forEach(Network::close);
    }
}
