package org.ot4j.model.flow;

import org.ot4j.internal.Check;
import org.ot4j.network.Recipe;

/**
 * Which point of the source goes to which sample while the velocity is learned. The cost is the
 * squared Euclidean distance. The better the coupling, the straighter the ways, and the fewer
 * evaluations a sample takes; the distribution of the samples is the same, but for the bias of
 * couplings of small batches.
 */
public sealed interface FlowCoupling extends Recipe permits Coupler {
    /** Steps of ascent that {@link #semiDiscrete()} takes. */
    long STEPS = 20_000;

    /** A readable name. */
    String name();

    /** Each sample with a point of the source of its own, drawn independently of it. */
    static FlowCoupling independent() {
        return new IndependentCoupling();
    }

    /** The optimal plan between each batch and as many points of the source (Tong et al. 2024). */
    static FlowCoupling exact() {
        return new PlanCoupling(0, 0);
    }

    /**
     * Pairs drawn from the entropic plan between each batch and as many points of the source.
     *
     * @param epsilon weight of ε KL(π | a ⊗ b), in units of cost; 2σ² for a {@link FlowPath#bridge}
     */
    static FlowCoupling entropic(double epsilon) {
        return new PlanCoupling(Check.positive(epsilon, "epsilon"), 0);
    }

    /**
     * Pairs drawn from the entropic plan between each batch and as many points of the source, whose
     * marginals need not hold but pay ρ KL, so that outliers can be left out (Eyring et al. 2024).
     * What is learned is then the distribution of the plan's own marginals.
     *
     * @param epsilon weight of the entropy, in units of cost
     * @param rho weight of both marginals, in units of cost
     */
    static FlowCoupling unbalanced(double epsilon, double rho) {
        return new PlanCoupling(Check.positive(epsilon, "epsilon"), Check.positive(rho, "rho"));
    }

    /**
     * The optimal map from the source to the whole data set: each point of the source goes to the
     * sample whose Laguerre cell it is in (Mousavi-Hosseini et al. 2025). Batches bias nothing. The
     * potentials are found once, before the first step, by {@value #STEPS} steps of stochastic
     * ascent; a batch then only says how many points are drawn.
     */
    static FlowCoupling semiDiscrete() {
        return semiDiscrete(STEPS);
    }

    /**
     * The optimal map from the source to the whole data set.
     *
     * @param steps of ascent for the potentials, each with {@value LaguerreCoupling#BATCH} points
     *     of the source; a cell is hit about (steps · {@value LaguerreCoupling#BATCH}) / n times,
     *     which should be a few hundred
     */
    static FlowCoupling semiDiscrete(long steps) {
        return new LaguerreCoupling(steps);
    }
}
