package org.ot4j.transport;

/**
 * The proof that comes with an exact answer: potentials that no pair violates bound the least cost
 * from below, and the plan attains that bound. Where marginals pay a penalty, the bound is that of
 * cost and penalties together, and so is the gap: see {@code UnbalancedTransport}.
 *
 * @param dual Σ a_i f_i + Σ b_j g_j, a lower bound of the least cost as far as {@code
 *     infeasibility} is 0
 * @param gap (linear cost - dual) relative to Σ P_ij |c_ij|, summed arc by arc without
 *     cancellation: 0 at the optimum. To it comes, where it is more than rounding, what the sum
 *     does not see: marginals of the plan that are not the weights, at the price of the potentials,
 *     and what {@code infeasibility} takes from the bound
 * @param infeasibility max over all pairs of f_i - (c_ij - g_j), and at least 0
 * @param rounding the gap that the rounding of the potentials alone can make; greater than 1e-9
 *     only where potentials are very much greater than the costs that are paid
 * @equation GPC 2
 */
public record Certificate(double dual, double gap, double infeasibility, double rounding) {
    /** The greatest gap of a certificate that holds whatever the rounding. */
    public static final double GAP = 1e-9;

    /** Whether the answer is proven optimal: the gap is at most 1e-9, or no more than rounding. */
    public boolean holds() {
        return gap <= Math.max(GAP, rounding);
    }
}
