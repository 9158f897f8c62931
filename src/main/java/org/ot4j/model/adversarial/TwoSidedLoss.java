package org.ot4j.model.adversarial;

import ai.djl.ndarray.NDArray;
import java.util.Locale;
import org.ot4j.distribution.Distortion;
import org.ot4j.internal.Check;
import org.ot4j.tensor.Exponentials;
import org.ot4j.tensor.Scalars;
import org.ot4j.training.Terms;

/**
 * The Kantorovich dual at any cost with two networks as potentials (GPC Eq. 2), whose constraint
 * h(x) + h̃(y) ≤ c(x, y) is relaxed (Seguy et al. 2018; C-VAE Eq. 9): the critics raise
 *
 * <pre>E h(G(z)) + E h̃(y) - E F(h(G(z)) + h̃(y) - c(G(z), y))</pre>
 *
 * over all pairs, with F(s) = ε exp(s / ε) - ε for transport with ε KL(π | μ ⊗ ν), or F(s) = max(0,
 * s)² / 4ε for transport with ε ∫ (dπ / dμ⊗ν)². The generator lowers the same: at the best
 * potentials its gradient is that of GPC Eq. 5, with the density F'(s) of the relaxed plan.
 *
 * @param cost c
 * @param epsilon ε &gt; 0, in units of cost
 * @param relaxation which F
 */
record TwoSidedLoss(Distortion cost, double epsilon, Relaxation relaxation)
        implements AdversarialLoss {
    enum Relaxation {
        ENTROPY,
        QUADRATIC
    }

    // Above this log density the exponential goes on as its tangent, so that an unlucky step cannot
    // overflow; the optimum is the same as long as its density stays below e^10.
    private static final double GREATEST_LOG = 10;

    TwoSidedLoss {
        Check.notNull(cost, "cost");
        Check.positive(epsilon, "epsilon");
        Check.notNull(relaxation, "relaxation");
    }

    @Override
    public String name() {
        return "two-sided dual, " + relaxation.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public int critics() {
        return 2;
    }

    @Override
    public Terms critic(Match match) {
        return Terms.of("dual", dual(match));
    }

    @Override
    public Terms generator(Match match) {
        return Terms.of("dual", dual(match));
    }

    private NDArray dual(Match match) {
        NDArray h = match.value(0, match.generated());
        NDArray other = match.value(1, match.data());
        NDArray costs = cost.pairwise(match.generated(), match.data());
        NDArray excess = costs.neg().add(h.reshape(-1, 1)).add(other.reshape(1, -1));
        return h.mean().add(other.mean()).sub(penalty(excess).mean());
    }

    private NDArray penalty(NDArray excess) {
        if (relaxation == Relaxation.QUADRATIC) {
            return Scalars.div(Scalars.maximum(excess, 0).square(), 4 * epsilon);
        }
        NDArray log = Scalars.div(excess, epsilon);
        return Scalars.mul(Exponentials.tangential(log, GREATEST_LOG).sub(1), epsilon);
    }
}
