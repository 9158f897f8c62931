package org.ot4j.transport.internal;

import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Certificate;
import org.ot4j.transport.Plan;
import org.ot4j.transport.Solver;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;

/**
 * Takes a balanced problem to masses and costs of ordinary size and its answer back, by powers of
 * two, which lose no digit. Most problems have that size and are left as they are.
 */
public final class Scales {
    private static final int GREAT_MASS = 100;
    private static final double SMALL_PAID = 0x1p-800;
    private static final int GREATEST_EXPONENT = 900;

    private Scales() {}

    /** Solves with the total mass near 1 and costs that do not lie at the end of the range. */
    public static TransportResult solve(TransportProblem problem, Solver solver) {
        if (problem.costs() instanceof CoordinateCostMatrix costs) {
            costs.checkRange();
        }
        int mass = Math.getExponent(Vectors.sum(RawProblems.sourceWeights(problem)));
        var scaled = Math.abs(mass) > GREAT_MASS ? RawProblems.scaled(problem, -mass, 0) : problem;
        var result = solver.solve(scaled);
        double paid = paid(scaled, result.plan());
        if (paid > 0 && paid < SMALL_PAID) {
            double[] range = scaled.costs().range();
            int greatest = Math.getExponent(Math.max(Math.abs(range[0]), Math.abs(range[1])));
            int up = Math.min(-Math.getExponent(paid), GREATEST_EXPONENT - greatest);
            if (up > 0) {
                result = scaled(solver.solve(RawProblems.scaled(scaled, 0, up)), 0, -up);
            }
        }
        if (scaled != problem) {
            result = scaled(result, mass, 0);
        }
        Check.that(
                Double.isFinite(result.cost()),
                "cost of the plan",
                result.cost(),
                "a finite number: weights times costs are too great");
        return result.of(problem);
    }

    private static double paid(TransportProblem problem, Plan plan) {
        var paid = new double[1];
        plan.forEach((i, j, mass) -> paid[0] += mass * Math.abs(problem.costs().at(i, j)));
        return paid[0];
    }

    /** The answer for masses and costs times powers of two. */
    public static TransportResult scaled(TransportResult result, int mass, int cost) {
        var certificate = result.certificate();
        return new TransportResult(
                Math.scalb(result.value(), mass + cost),
                Math.scalb(result.cost(), mass + cost),
                mass == 0 ? result.plan() : ((SparsePlan) result.plan()).scaled(mass),
                Vectors.scaled(result.f(), cost),
                Vectors.scaled(result.g(), cost),
                result.iterations(),
                Math.scalb(result.error(), mass),
                result.converged(),
                new Certificate(
                        Math.scalb(certificate.dual(), mass + cost),
                        certificate.gap(),
                        Math.scalb(certificate.infeasibility(), cost),
                        certificate.rounding()));
    }
}
