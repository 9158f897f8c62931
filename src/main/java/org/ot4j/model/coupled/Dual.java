package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.stream.Stream;
import org.ot4j.distribution.Prior;
import org.ot4j.network.Network;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;

/**
 * The dual of C-VAE, plus ε, so that its maximum is the transport's value:
 *
 * <pre>
 * max_{u,v}  E_{p(z) ⊗ p_D(x)} [ u(x) + v(z) - ε exp((u(x) + v(z) - c_θ(x, z)) / ε) ]</pre>
 *
 * Its slopes are read off the plan P_ij = a_i b_j exp((u_i + v_j - c_ij) / ε), where a are the
 * weights of the data and b those of the codes:
 *
 * <pre>
 * ∂/∂u_i = a_i - Σ_j P_ij        ∂/∂v_j = b_j - Σ_i P_ij        ∂/∂c_ij = P_ij</pre>
 *
 * @param prior p(z)
 * @param ofData u
 * @param ofCodes v
 * @equation C-VAE 16
 */
record Dual(Prior prior, DataPotential ofData, CodePotential ofCodes) implements CouplingDual {
    @Override
    public double[] u(Atoms data) {
        return ofData.at(data);
    }

    @Override
    public NDArray v(Round round, PlanBlocks plan, double[] u, Codes z) {
        return ofCodes.live(z.z()).stopGradient();
    }

    /**
     * E u(x) + E v(z) - ε E exp((u(x) + v(z) - c(x, z)) / ε) + ε, with penalties for E if relaxed.
     */
    @Override
    public double value(Round round, double[] u, Codes z, NDArray v, double mass) {
        Coupling problem = round.problem();
        return problem.ofData(round.data(), u)
                + problem.ofCodes(z, v)
                - problem.epsilon() * (mass - 1);
    }

    /** L_u of Algorithms 1 and 2 for both variables, over a sample of data and of codes. */
    @Override
    public Terms ascent(Step step, Round all) {
        NDManager manager = step.manager();
        Round round = all.on(ofData.sampled(step, all.data()));
        Codes z = Codes.of(prior, manager, step.size(), step.random());
        NDArray liveU = ofData.live(manager, round.data());
        NDArray liveV = ofCodes.live(z.z());
        double[] u = Tensors.doubles(liveU);
        PlanBlocks plan = round.plan(z);
        NDArray v = liveV.stopGradient();
        var marginals = plan.marginals(u, v);
        double[] slopeU = round.problem().slope(round.data(), u, marginals.ofData());
        NDArray slopeV = round.problem().slope(z, v, marginals.ofCodes());
        NDArray direction =
                liveU.mul(Tensors.of(manager, slopeU, slopeU.length))
                        .sum()
                        .add(liveV.mul(slopeV).sum());
        double value = value(round, u, z, v, marginals.mass());
        return Terms.of("dual value", Surrogate.of(direction, value))
                .observe("marginal error", manager.create((float) Coupling.error(slopeU)));
    }

    @Override
    public List<Weights> weights() {
        return List.of(ofData.weights(), ofCodes.weights());
    }

    @Override
    public List<Network> networks() {
        return Stream.concat(ofData.networks().stream(), ofCodes.networks().stream()).toList();
    }
}
