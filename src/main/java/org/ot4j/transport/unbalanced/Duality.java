package org.ot4j.transport.unbalanced;

import org.ot4j.transport.Certificate;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Penalty;
import org.ot4j.transport.Plan;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.cost.CTransform;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.RawProblems;

/**
 * The value of a plan under penalties, and the proof of how near it is to the least: the dual Σ
 * -D*(-f_i) + Σ -D*(-g_j) at potentials with f_i + g_j ≤ c_ij.
 */
final class Duality {
    /** The gap is relative to the value's terms, or to this part of mass at the unit of cost. */
    static final double LEAST = 1e-3;

    private final Penalty source;
    private final Penalty target;

    Duality(Penalty source, Penalty target) {
        this.source = source;
        this.target = target;
    }

    /** D(mass | weight) + f mass - dual(f), at least 0, without cancellation. */
    static double slack(Penalty penalty, double mass, double weight, double f) {
        double rho = penalty.rho();
        if (penalty instanceof Marginal) {
            double asked = weight * Math.exp(-f / rho);
            if (asked > 0 || mass == 0) {
                return Marginal.relaxed(rho).of(mass, asked);
            }
            return rho * mass * (Math.log(mass / weight) + f / rho - 1);
        }
        if (penalty instanceof Penalty.SquaredDistance) {
            double most = Math.min(f, rho * weight);
            double apart = mass - weight + most / rho;
            return rho / 2 * apart * apart + (f - most) * mass;
        }
        double within = Math.max(-rho, Math.min(f, rho));
        return penalty.of(mass, weight) + within * (mass - weight);
    }

    /**
     * The result.
     *
     * @param g potentials of the targets, from which all others follow
     * @param unit the order of the costs
     */
    TransportResult result(
            TransportProblem problem,
            Plan plan,
            double[] g,
            double unit,
            long iterations,
            double tolerance) {
        double[] a = RawProblems.sourceWeights(problem);
        double[] b = RawProblems.targetWeights(problem);
        CostMatrix costs = problem.costs();
        double[] start = capped(target, g.clone(), b);
        double[] f = capped(source, CTransform.toSources(costs, start), a);
        double[] h = capped(target, CTransform.toTargets(costs, f), b);
        double[] sent = plan.rowSums();
        double[] got = plan.colSums();
        var terms = new double[4];
        plan.forEach(
                (i, j, mass) -> {
                    double c = costs.at(i, j);
                    terms[0] += mass * c;
                    terms[1] += mass * Math.abs(c);
                    terms[2] += mass * (c - f[i] - h[j]);
                    terms[3] += mass;
                });
        double cost = terms[0];
        double penalty = 0;
        double dual = 0;
        double open = terms[2];
        double size = 0;
        double missed = 0;
        for (int side = 0; side < 2; side++) {
            Penalty of = side == 0 ? source : target;
            double[] w = side == 0 ? a : b;
            double[] mass = side == 0 ? sent : got;
            double[] potential = side == 0 ? f : h;
            for (int i = 0; i < w.length; i++) {
                dual += of.dual(potential[i], w[i]);
                size += Math.max(w[i], mass[i]) * Math.abs(potential[i]);
                if (of.isExact()) {
                    missed += Math.abs(mass[i] - w[i]);
                    open += potential[i] * (mass[i] - w[i]);
                } else {
                    penalty += of.of(mass[i], w[i]);
                    open += slack(of, mass[i], w[i], potential[i]);
                }
            }
        }
        double scale = Math.max(terms[1] + penalty, LEAST * unit * terms[3]);
        double relativeTo = Math.max(scale, Double.MIN_NORMAL);
        var certificate =
                new Certificate(
                        dual,
                        Math.abs(open) / relativeTo,
                        Math.max(0, CTransform.violation(costs, f, h)),
                        Math.ulp(1.0) * size / relativeTo);
        boolean proven = certificate.gap() <= Math.max(tolerance, 16 * certificate.rounding());
        double value = cost + penalty;
        return new TransportResult(
                value, cost, plan, f, h, iterations, missed, proven, certificate);
    }

    /** Potentials no higher than any mass asks for: a higher one adds nothing to the dual. */
    private static double[] capped(Penalty penalty, double[] f, double[] w) {
        for (int i = 0; i < f.length; i++) {
            if (penalty instanceof Penalty.TotalVariation) {
                f[i] = Math.max(-penalty.rho(), Math.min(f[i], penalty.rho()));
            } else if (penalty instanceof Penalty.SquaredDistance) {
                f[i] = Math.min(f[i], penalty.rho() * w[i]);
            }
        }
        return f;
    }
}
