package org.ot4j.transport;

/** A configured way to solve a transport problem. Immutable; one solver serves many problems. */
@FunctionalInterface
public interface Solver {
    /**
     * Solves a problem. If the thread is interrupted, the solver stops early: it returns the best
     * answer so far, not {@code converged}, and the interrupt flag stays set.
     */
    TransportResult solve(TransportProblem problem);

    /**
     * The derivative of the value with respect to the weight of each source, at a result of this
     * solver: its potential, if the value is that of the dual problem.
     */
    default double[] sourceGradient(TransportProblem problem, TransportResult result) {
        return result.f();
    }

    /**
     * The derivative of the value with respect to the weight of each target, at a result of this
     * solver: its potential, if the value is that of the dual problem.
     */
    default double[] targetGradient(TransportProblem problem, TransportResult result) {
        return result.g();
    }
}
