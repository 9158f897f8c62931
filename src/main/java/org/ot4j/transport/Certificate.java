package org.ot4j.transport;

/**
 * The proof that comes with an exact answer: potentials that no pair violates bound the least cost
 * from below, and the plan attains that bound.
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
 */
public record Certificate(double dual, double gap, double infeasibility, double rounding) {
    static final double GAP = 1e-9;

    /** Sums of many terms round more than one of them. */
    private static final double ROUNDING = 16;

    /** Whether the answer is proven optimal: the gap is at most 1e-9, or no more than rounding. */
    public boolean holds() {
        return gap <= Math.max(GAP, rounding);
    }

    /**
     * @param lowered by how much the dual is to be lowered to be a bound: 0 where pairs with mass
     *     are violated by no more than the rounding of the potentials
     */
    static Certificate of(
            TransportProblem problem,
            Plan plan,
            double[] f,
            double[] g,
            double infeasibility,
            double lowered) {
        double[] a = problem.rawA();
        double[] b = problem.rawB();
        CostMatrix costs = problem.costs();
        double[] excess = new double[f.length];
        double[] paid = new double[f.length];
        double[] size = new double[f.length];
        double[] sentFrom = new double[f.length];
        double[] gotAt = new double[g.length];
        // For a plan with the right marginals Σ P (c - f - g) is cost - dual, without cancellation.
        plan.forEach(
                (i, j, mass) -> {
                    double c = costs.at(i, j);
                    excess[i] += mass * (c - f[i] - g[j]);
                    paid[i] += mass * Math.abs(c);
                    size[i] += mass * (Math.abs(f[i]) + Math.abs(g[j]));
                    sentFrom[i] += mass;
                    gotAt[j] += mass;
                });
        double relativeTo = Math.max(Vectors.sum(paid), Double.MIN_NORMAL);
        double rounding = Math.ulp(1.0) * Vectors.sum(size) / relativeTo;
        double gap = Math.abs(Vectors.sum(excess)) / relativeTo;
        // What the plan and the bound leave open beside that: masses that are not those asked
        // for, at the prices that the potentials set on them, and pairs that are violated.
        double ratio = Vectors.sum(a) / Vectors.sum(b);
        double open = 0;
        double least = 0;
        for (int i = 0; i < f.length; i++) {
            open += (sentFrom[i] - a[i]) * f[i];
            least += a[i] * Math.abs(f[i]);
        }
        for (int j = 0; j < g.length; j++) {
            open += (gotAt[j] - ratio * b[j]) * g[j];
            least += b[j] * Math.abs(g[j]);
        }
        double apart = (Math.abs(open) + lowered) / relativeTo;
        double roundingOfSums = ROUNDING * Math.ulp(1.0) * least / relativeTo;
        if (!(apart <= Math.max(GAP, Math.max(ROUNDING * rounding, roundingOfSums)))) {
            gap += apart;
        }
        return new Certificate(Vectors.dot(a, f) + Vectors.dot(b, g), gap, infeasibility, rounding);
    }
}
