package org.ot4j.transport.internal;

import org.ot4j.internal.Check;
import org.ot4j.transport.TransportProblem;

/** The arrays of problems themselves, for the solvers, which change none: users get copies. */
public final class RawProblems {
    private static Access access;

    private RawProblems() {}

    /** What {@link TransportProblem} lets the solvers do. */
    public interface Access {
        double[] sourceWeights(TransportProblem problem);

        double[] targetWeights(TransportProblem problem);

        TransportProblem scaled(TransportProblem problem, int mass, int cost);

        TransportProblem kept(TransportProblem problem, int threads);
    }

    /** Called once, by {@link TransportProblem}. */
    public static void grant(Access granted) {
        Check.that(access == null, "access", granted, "the only one");
        access = granted;
    }

    /** [n]. */
    public static double[] sourceWeights(TransportProblem problem) {
        return access.sourceWeights(problem);
    }

    /** [m]. */
    public static double[] targetWeights(TransportProblem problem) {
        return access.targetWeights(problem);
    }

    /** Weights and costs times powers of two; the points stay as they are. */
    public static TransportProblem scaled(TransportProblem problem, int mass, int cost) {
        return access.scaled(problem, mass, cost);
    }

    /**
     * The problem with costs that are slow to compute in memory, if they fit in a part of the heap
     * and are formulas of coordinates: for as long as a solver works, not for what it gives.
     */
    public static TransportProblem kept(TransportProblem problem, int threads) {
        return access.kept(problem, threads);
    }
}
