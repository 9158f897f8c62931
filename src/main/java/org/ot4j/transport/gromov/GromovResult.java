package org.ot4j.transport.gromov;

import java.util.Arrays;
import org.ot4j.transport.Plan;

/**
 * A solution of a {@link GromovProblem}, in general a local one.
 *
 * @param value the minimised objective: α {@code structure} + (1 - α) {@code features}, and the
 *     entropy ε KL(P | a ⊗ b) if there is one
 * @param structure Σ (c_ik - d_jl)² P_ij P_kl: the squared Gromov–Wasserstein distance, without the
 *     factor ¼ of Mémoli
 * @param features Σ P_ij m_ij, the cost of the features; 0 if the problem has none
 * @param plan the plan [n, m]
 * @param iterations the number of linear problems that were solved
 * @param gap how much a linear problem at the plan would still gain, relative to Σ c_ik² a_i a_k +
 *     Σ d_jl² b_j b_l and the features' cost: 0 at a stationary point. With entropy, how much mass
 *     the last step moved
 * @param converged whether {@code gap} has reached the tolerance
 */
public record GromovResult(
        double value,
        double structure,
        double features,
        Plan plan,
        long iterations,
        double gap,
        boolean converged) {

    /**
     * The target to which each source sends most of its mass, [n]; -1 for a source without mass. A
     * permutation if the plan is one.
     */
    public int[] matching() {
        var matching = new int[plan.rows()];
        var most = new double[plan.rows()];
        Arrays.fill(matching, -1);
        plan.forEach(
                (i, j, mass) -> {
                    if (mass > most[i]) {
                        most[i] = mass;
                        matching[i] = j;
                    }
                });
        return matching;
    }
}
