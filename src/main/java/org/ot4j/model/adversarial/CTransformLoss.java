package org.ot4j.model.adversarial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import org.ot4j.distribution.Distortion;
import org.ot4j.internal.Check;
import org.ot4j.training.Terms;

/**
 * The Kantorovich dual at any cost with one network (GPC WGAN): the critic h raises
 *
 * <pre>E_ζ h(G(z)) + (1/n) Σ_j h^c(y_j),    h^c(y) = min_x c(x, y) - h(x)</pre>
 *
 * (GPC prints the transform as a maximum and the sum without 1/n), and the generator lowers E
 * h(G(z)). The minimum is taken over the points at hand, generated ones and data; the pair (h, h^c)
 * is feasible between the two batches, and the value a lower bound on their transport cost. Where c
 * is a metric with c(y, y) = 0 and h is 1-Lipschitz, h^c = -h and this is {@link WassersteinLoss}
 * with T = -h.
 *
 * @param cost c(x, y) between a generated point and a sample
 */
record CTransformLoss(Distortion cost) implements AdversarialLoss {
    CTransformLoss {
        Check.notNull(cost, "cost");
    }

    @Override
    public String name() {
        return "WGAN by c-transform, " + cost.getClass().getSimpleName();
    }

    /**
     * The dual at this critic.
     *
     * @equation GPC WGAN
     */
    @Override
    public Terms critic(Match match) {
        NDArray generated = match.generated();
        NDArray candidates = NDArrays.concat(new NDList(generated, match.data()));
        NDArray h = match.value(0, candidates);
        NDArray costs = cost.pairwise(candidates, match.data());
        NDArray transform = costs.sub(h.reshape(-1, 1)).min(new int[] {0});
        NDArray onGenerated = h.get("0:" + generated.size(0));
        return Terms.of("dual", onGenerated.mean().add(transform.mean()));
    }

    /**
     * E h(G(z)), whose gradient is ∫ [∂G(z)]ᵀ ∇h(G(z)) dζ(z).
     *
     * @equation GPC 3
     */
    @Override
    public Terms generator(Match match) {
        return Terms.of("loss", match.value(0, match.generated()).mean());
    }
}
