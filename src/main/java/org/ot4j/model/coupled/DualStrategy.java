package org.ot4j.model.coupled;

import java.util.List;
import org.ot4j.training.Player;
import org.ot4j.training.Terms;

/**
 * The dual strategy of C-VAE: q(z | x) and p_θ(x | z) by the same dual.
 *
 * @param curriculum sets the round; it is ours
 * @param potentials takes K steps up the dual
 * @param decoder takes one step down
 * @param dual Eq. 18 or 16
 * @equation C-VAE Alg. 2
 */
record DualStrategy(
        Player curriculum, Player potentials, DecoderPlayer decoder, CouplingDual dual) {
    /** The algorithm's lines, in their order; a round is its repeat. */
    List<Player> players() {
        return List.of(
                curriculum,
                // for k = 1, …, K: sample z_j ~ P_Z, and update u by ∂L_u/∂u and λ1 to maximise L_u
                potentials,
                // sample z_j ~ P_Z, and update θ by ∂L_θ/∂θ and λ2 to minimise L_θ
                decoder.minimise(this::loss));
    }

    /** L_θ = L_u, whose gradient in the costs is the plan (Proposition 3.2). */
    private Terms loss(DecoderTurn turn) {
        var plan = turn.plan().transport(turn.u(), turn.v(), turn.output());
        double value = dual.value(turn.round(), turn.u(), turn.z(), turn.v(), plan.mass());
        return Terms.of("transport cost", turn.term(value, plan.gradient()));
    }
}
