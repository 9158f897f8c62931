package org.ot4j.model.coupled;

import java.util.List;
import org.ot4j.training.Player;
import org.ot4j.training.Terms;

/**
 * The primal strategy of C-VAE: q(z | x) by the dual, p_θ(x | z) by the primal.
 *
 * @param curriculum sets the round; it is ours
 * @param potentials takes K steps up the dual
 * @param decoder takes one step down
 * @equation C-VAE Alg. 1
 */
record PrimalStrategy(Player curriculum, Player potentials, DecoderPlayer decoder) {
    /** The algorithm's lines, in their order; a round is its repeat. */
    List<Player> players() {
        return List.of(
                curriculum,
                // for k = 1, …, K: sample z_j ~ P_Z, and update u by ∂L_u/∂u and λ1 to maximise L_u
                potentials,
                // sample z_j ~ Q_{Z|X}, and update θ by ∂L_θ/∂θ and λ2 to minimise L_θ
                decoder.minimise(PrimalStrategy::loss));
    }

    /**
     * L_θ = 1/m Σ_i E_{q(z | x_i)} [-log p_θ(x_i | z)], by codes from the prior with importance
     * weights, as section 3.1 says.
     *
     * @equation C-VAE 15
     */
    private static Terms loss(DecoderTurn turn) {
        double[] masses = turn.round().problem().dataMasses(turn.u());
        var expected = turn.plan().posterior(turn.u(), turn.v(), masses, turn.output());
        return Terms.of("expected cost", turn.term(expected.cost(), expected.gradient()));
    }
}
