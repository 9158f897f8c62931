package org.ot4j.transport;

/**
 * The proof that comes with an exact answer: potentials that no pair violates bound the least cost
 * from below, and the plan attains that bound.
 *
 * @param dual Σ a_i f_i + Σ b_j g_j, a lower bound of the least cost as far as {@code
 *     infeasibility} is 0
 * @param gap (linear cost - dual) relative to the linear cost, or to a millionth of Σ a_i |f_i| + Σ
 *     b_j |g_j| where that is more, below which numbers of 53 bits cannot tell; 0 at the optimum
 * @param infeasibility max over all pairs of f_i + g_j - c_ij, and at least 0: rounding, when all
 *     is well
 */
public record Certificate(double dual, double gap, double infeasibility) {
    private static final double RESOLUTION = 1e-6;

    static Certificate of(
            TransportProblem problem, Plan plan, double[] f, double[] g, double infeasibility) {
        double[] a = problem.rawA();
        double[] b = problem.rawB();
        double scale = 0;
        for (int i = 0; i < f.length; i++) {
            scale += a[i] * Math.abs(f[i]);
        }
        for (int j = 0; j < g.length; j++) {
            scale += b[j] * Math.abs(g[j]);
        }
        CostMatrix costs = problem.costs();
        double[] excess = new double[f.length];
        double[] cost = new double[f.length];
        // For a plan with the right marginals Σ P (c - f - g) is cost - dual, without cancellation.
        plan.forEach(
                (i, j, mass) -> {
                    double c = costs.at(i, j);
                    excess[i] += mass * (c - f[i] - g[j]);
                    cost[i] += mass * c;
                });
        double relativeTo = Math.max(Math.abs(Vectors.sum(cost)), RESOLUTION * scale);
        double gap = Math.abs(Vectors.sum(excess));
        return new Certificate(
                Vectors.dot(a, f) + Vectors.dot(b, g),
                gap == 0 ? 0 : gap / relativeTo,
                infeasibility);
    }
}
