package org.ot4j.model.coupled;

import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.ot4j.distribution.Prior;
import org.ot4j.network.NetworkSpec;
import org.ot4j.training.Player;
import org.ot4j.training.Step;

/**
 * The inner maximum of a C-VAE: its dual, and the player that raises it.
 *
 * @param dual Eq. 18 or 16, with its potentials
 * @param player moves them
 */
record InnerMaximum(CouplingDual dual, Player player) {
    /** Where players find the prior and leave values for each other. */
    record Table(Prior prior, Handed<Round> round, Handed<Function<Step, Codes>> codes) {}

    /** On the semi-dual of n data, by Sinkhorn's algorithm. */
    static InnerMaximum of(InnerSolver.BySinkhorn options, HardCodes choice, int n, Table table) {
        var u = VectorPotential.zeros(n);
        return new InnerMaximum(
                new SemiDual(table.prior(), u),
                new InnerSinkhorn(options, table.prior(), u, choice, table.round(), table.codes())
                        .player());
    }

    /**
     * By ascent.
     *
     * @param both whether v is a variable of its own
     * @param sample shape of a sample
     * @param random decides the weights of networks
     */
    static InnerMaximum of(
            InnerSolver.ByAscent options,
            boolean both,
            int n,
            Shape sample,
            SplittableRandom random,
            Table table) {
        Prior prior = table.prior();
        NetworkSpec network = options.network();
        DataPotential u =
                network == null
                        ? VectorPotential.zeros(n)
                        : potential(network, "potential u", sample, random);
        CouplingDual dual =
                both
                        ? new Dual(prior, u, ofCodes(network, prior.dimension(), random))
                        : new SemiDual(prior, u);
        return new InnerMaximum(
                dual, new InnerAscent(options, prior, dual, table.round(), table.codes()).player());
    }

    private static CodePotential ofCodes(NetworkSpec network, int d, SplittableRandom random) {
        return network == null
                ? FinitePotential.zeros(d)
                : potential(network, "potential v", new Shape(d), random);
    }

    private static NetworkPotential potential(
            NetworkSpec spec, String name, Shape input, SplittableRandom random) {
        return new NetworkPotential(spec.build(name, input, 1, random.nextLong()));
    }
}
