package org.ot4j.transport;

/**
 * The proof that comes with an exact answer: potentials that no pair violates bound the value from
 * below, and the plan attains that bound.
 *
 * @param dual Σ a_i f_i + Σ b_j g_j, a lower bound of the least cost when {@code infeasibility} is
 *     0
 * @param gap (linear cost - dual) relative to the greater of the cost and the rounding error of the
 *     sums; 0 at the optimum
 * @param infeasibility max over all pairs of f_i + g_j - c_ij, and at least 0
 */
public record Certificate(double dual, double gap, double infeasibility) {}
