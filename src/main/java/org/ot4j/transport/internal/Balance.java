package org.ot4j.transport.internal;

import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Plan;
import org.ot4j.transport.TransportProblem;

/** Whether the two sides of a problem, and a plan between them, have the same masses. */
public final class Balance {
    /** Masses count as equal when they differ by less than this, relatively: a float32 sum does. */
    public static final double TOLERANCE = 1e-6;

    private Balance() {}

    /** Fails unless both sides have the same mass, as a balanced problem needs. */
    public static void check(TransportProblem problem) {
        check(RawProblems.sourceWeights(problem), RawProblems.targetWeights(problem));
    }

    /** Fails unless weights of sources and of targets have the same sum. */
    public static void check(double[] a, double[] b) {
        double ma = Vectors.sum(a);
        double mb = Vectors.sum(b);
        Check.that(
                Math.abs(ma - mb) <= TOLERANCE * Math.max(ma, mb),
                "mass of the targets",
                mb,
                ma
                        + ", the mass of the sources; a balanced problem has the same mass on both sides");
    }

    /** How far the marginals of a plan are from a and b: Σ|P1 - a| + Σ|Pᵀ1 - b|. */
    public static double error(TransportProblem problem, Plan plan) {
        return distance(plan.rowSums(), RawProblems.sourceWeights(problem))
                + distance(plan.colSums(), RawProblems.targetWeights(problem));
    }

    private static double distance(double[] p, double[] q) {
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            sum += Math.abs(p[k] - q[k]);
        }
        return sum;
    }
}
