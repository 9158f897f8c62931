package org.ot4j.model.adversarial;

import ai.djl.ndarray.NDArray;
import java.util.Locale;
import org.ot4j.divergence.FDivergence;
import org.ot4j.internal.Check;
import org.ot4j.training.Terms;

/**
 * The variational bound on D_f(P_X, P_G) (f-GAN, Nowozin et al. 2016, Eq. 6; VEGAN section 2.1):
 * the critic V raises
 *
 * <pre>E_{P_X} g(V(X)) - E_{P_Z} f*(g(V(G(Z))))</pre>
 *
 * g being the activation into the domain of the conjugate f*. With {@link FDivergence#GAN} it is
 * VEGAN Eq. 4, E log T(X) + E log(1 - T(G(Z))) with T = sigmoid(V).
 *
 * @param f the divergence
 * @param saturating whether the generator lowers that; if not, it lowers -E g(V(G(Z))) (section 3.2
 *     there), for the GAN -E log T(G(Z)) (Goodfellow et al. 2014, section 3)
 * @equation VEGAN 4
 * @equation WAE 5
 */
record DivergenceLoss(FDivergence f, boolean saturating) implements AdversarialLoss {
    DivergenceLoss {
        Check.notNull(f, "f");
    }

    @Override
    public String name() {
        return f == FDivergence.GAN
                ? saturating ? "GAN" : "non-saturating GAN"
                : "f-GAN, " + f.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @Override
    public Terms critic(Match match) {
        NDArray onData = match.value(0, match.data());
        NDArray onGenerated = match.value(0, match.generated());
        return Terms.of("bound", f.bound(onData, onGenerated));
    }

    @Override
    public Terms generator(Match match) {
        NDArray value = match.value(0, match.generated());
        return Terms.of(
                "loss",
                (saturating ? f.conjugateOfActivation(value) : f.activation(value)).mean().neg());
    }
}
