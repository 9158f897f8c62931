package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.ot4j.distribution.Prior;
import org.ot4j.network.Network;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;

/**
 * The semi-dual of C-VAE:
 *
 * <pre>
 * max_u  E_{p(z)} [ Σ_i u_i / n  -  ε log Σ_i exp((u_i - c_θ(x_i, z)) / ε) / n ]</pre>
 *
 * whose second term is the c,ε-transform u^{c,ε}(z) (Eq. 11). Its slopes are read off the plan P_ij
 * = p(z_j) exp((u_i + u^{c,ε}(z_j) - c_ij) / ε) / n (Eq. 19, without its factor e^-1):
 *
 * <pre>
 * ∂/∂u_i = 1/n - Σ_j P_ij        ∂/∂c_ij = P_ij   (Proposition 3.2)</pre>
 *
 * @param prior p(z)
 * @param potential u
 * @equation C-VAE 17
 * @equation C-VAE 18
 */
record SemiDual(Prior prior, DataPotential potential) implements CouplingDual {
    @Override
    public double[] u(Atoms data) {
        return potential.at(data);
    }

    /** u^{c,ε}(z_j); where the prior's marginal is relaxed, the best v for its penalty. */
    @Override
    public NDArray v(Round round, PlanBlocks plan, double[] u, Codes z) {
        return round.problem().damped(plan.transform(u));
    }

    /**
     * Σ_i u_i / n + E_{p(z)} u^{c,ε}(z). The plan's mass is 1 but for rounding, unless marginals
     * are relaxed.
     */
    @Override
    public double value(Round round, double[] u, Codes z, NDArray transform, double mass) {
        Coupling problem = round.problem();
        return problem.ofData(round.data(), u)
                + problem.ofCodes(z, transform)
                - problem.epsilon() * (mass - 1);
    }

    /** L_u of Algorithms 1 and 2, over all data and a sample of codes. */
    @Override
    public Terms ascent(Step step, Round round) {
        NDManager manager = step.manager();
        Codes z = Codes.of(prior, manager, step.size(), step.random());
        NDArray live = potential.live(manager, round.data());
        double[] u = Tensors.doubles(live);
        PlanBlocks plan = round.plan(z);
        var found = plan.transformed(u, round.problem()::damped);
        double[] slope = round.problem().slope(round.data(), u, found.ofData());
        NDArray direction = live.mul(Tensors.of(manager, slope, slope.length)).sum();
        double value = value(round, u, z, found.v(), Arrays.stream(found.ofData()).sum());
        return Terms.of("dual value", Surrogate.of(direction, value))
                .observe("marginal error", manager.create((float) Coupling.error(slope)));
    }

    @Override
    public List<Weights> weights() {
        return List.of(potential.weights());
    }

    @Override
    public List<Network> networks() {
        return potential.networks();
    }
}
