package org.ot4j.model.adversarial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.ot4j.internal.Check;
import org.ot4j.network.Derivative;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.Scalars;
import org.ot4j.training.Terms;

/**
 * The 1-Wasserstein distance by its dual (VEGAN section 2.1; Arjovsky et al. 2017, Eq. 2): the
 * critic T raises
 *
 * <pre>E_{P_X} T(X) - E_{P_Z} T(G(Z))  -  λ E (|∇T(x̂)| - 1)²</pre>
 *
 * where x̂ = t X + (1 - t) G(Z) with t uniform on [0, 1] (Gulrajani et al. 2017, Eq. 3). Without
 * the penalty something else must bound the slope of T: clipped weights, or spectral normalisation.
 * The penalty takes the gradient sample by sample, so a critic with batch normalisation does not
 * fit.
 *
 * @param gradientPenalty λ, or 0 for none
 */
record WassersteinLoss(double gradientPenalty) implements AdversarialLoss {
    WassersteinLoss {
        Check.notNegative(gradientPenalty, "gradientPenalty");
    }

    @Override
    public String name() {
        return gradientPenalty > 0 ? "WGAN-GP" : "WGAN";
    }

    @Override
    public Terms critic(Match match) {
        NDArray distance =
                match.value(0, match.data()).mean().sub(match.value(0, match.generated()).mean());
        Terms terms = Terms.of("distance", distance);
        return gradientPenalty == 0 ? terms : terms.and("penalty", penalty(match));
    }

    @Override
    public Terms generator(Match match) {
        return Terms.of("loss", match.value(0, match.generated()).mean().neg());
    }

    private NDArray penalty(Match match) {
        NDArray x = match.data();
        Shape shape = x.getShape();
        var sides = new long[shape.dimension()];
        Arrays.fill(sides, 1);
        sides[0] = shape.get(0);
        NDArray t = Tensors.uniform(x.getManager(), match.random(), sides);
        NDArray between = x.sub(match.generated()).mul(t).add(match.generated());
        NDArray excess = Derivative.norm(p -> match.value(0, p), between).sub(1);
        return Scalars.mul(excess.square().mean(), -gradientPenalty);
    }
}
