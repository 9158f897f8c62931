package org.ot4j.transport;

/**
 * The proof that comes with an exact answer: potentials that no pair violates bound the least cost
 * from below, and the plan attains that bound.
 *
 * @param dual Σ a_i f_i + Σ b_j g_j, a lower bound of the least cost as far as {@code
 *     infeasibility} is 0
 * @param gap (linear cost - dual) relative to Σ P_ij |c_ij|, summed arc by arc without
 *     cancellation: 0 at the optimum
 * @param infeasibility max over all pairs of f_i - (c_ij - g_j), and at least 0
 * @param rounding the gap that the rounding of the potentials alone can make; greater than 1e-9
 *     only where potentials are very much greater than the costs that are paid
 */
public record Certificate(double dual, double gap, double infeasibility, double rounding) {
    static final double GAP = 1e-9;

    /** Whether the answer is proven optimal: the gap is at most 1e-9, or no more than rounding. */
    public boolean holds() {
        return gap <= Math.max(GAP, rounding);
    }

    static Certificate of(
            TransportProblem problem, Plan plan, double[] f, double[] g, double infeasibility) {
        double[] a = problem.rawA();
        double[] b = problem.rawB();
        CostMatrix costs = problem.costs();
        double[] excess = new double[f.length];
        double[] paid = new double[f.length];
        double[] size = new double[f.length];
        // For a plan with the right marginals Σ P (c - f - g) is cost - dual, without cancellation.
        plan.forEach(
                (i, j, mass) -> {
                    double c = costs.at(i, j);
                    excess[i] += mass * (c - f[i] - g[j]);
                    paid[i] += mass * Math.abs(c);
                    size[i] += mass * (Math.abs(f[i]) + Math.abs(g[j]));
                });
        double relativeTo = Math.max(Vectors.sum(paid), Double.MIN_NORMAL);
        return new Certificate(
                Vectors.dot(a, f) + Vectors.dot(b, g),
                Math.abs(Vectors.sum(excess)) / relativeTo,
                infeasibility,
                Math.ulp(1.0) * Vectors.sum(size) / relativeTo);
    }
}
