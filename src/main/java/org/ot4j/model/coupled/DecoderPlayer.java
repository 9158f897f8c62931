package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ot4j.distribution.Observation;
import org.ot4j.network.Network;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;

/** The decoder as the player that moves last, whatever it minimises. */
record DecoderPlayer(
        Network decoder,
        Observation observation,
        CouplingDual dual,
        Handed<Round> round,
        Handed<Function<Step, Codes>> codes) {
    /** Minimises a loss over the decoder and what the likelihood learns. */
    Player minimise(Function<DecoderTurn, Terms> loss) {
        return Player.minimise(
                "decoder",
                step -> loss.apply(turn(step)),
                Stream.concat(Stream.of(decoder.weights()), observation.weights().stream())
                        .toList());
    }

    private DecoderTurn turn(Step step) {
        Round now = round.take();
        Codes z = codes.take().apply(step);
        NDArray output = decoder.forward(z.z());
        double[] u = dual.u(now.data());
        PlanBlocks plan = now.plan(z, output);
        return new DecoderTurn(now, z, output, u, dual.v(now, plan, u, z), plan);
    }
}
