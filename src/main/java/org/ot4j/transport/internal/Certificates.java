package org.ot4j.transport.internal;

import org.ot4j.internal.Vectors;
import org.ot4j.transport.Certificate;
import org.ot4j.transport.Plan;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.cost.CostMatrix;

/** Computes what a {@link Certificate} says. */
public final class Certificates {
    /** Sums of many terms round more than one of them. */
    private static final double ROUNDING = 16;

    private Certificates() {}

    /**
     * The certificate of a plan and potentials.
     *
     * @param infeasibility the greatest violation of f + g ≤ c
     * @param lowered by how much the dual is to be lowered to be a bound: 0 where pairs with mass
     *     are violated by no more than the rounding of the potentials
     */
    public static Certificate of(
            TransportProblem problem,
            Plan plan,
            double[] f,
            double[] g,
            double infeasibility,
            double lowered) {
        double[] a = RawProblems.sourceWeights(problem);
        double[] b = RawProblems.targetWeights(problem);
        CostMatrix costs = problem.costs();
        var excess = new double[f.length];
        var paid = new double[f.length];
        var size = new double[f.length];
        var sentFrom = new double[f.length];
        var gotAt = new double[g.length];
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
        // What the plan and the bound leave open beside that: masses that are not those asked for,
        // at the prices that the potentials set on them, and pairs that are violated.
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
        if (!(apart <= Math.max(Certificate.GAP, Math.max(ROUNDING * rounding, roundingOfSums)))) {
            gap += apart;
        }
        return new Certificate(Vectors.dot(a, f) + Vectors.dot(b, g), gap, infeasibility, rounding);
    }
}
