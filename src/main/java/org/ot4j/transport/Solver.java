package org.ot4j.transport;

/** A configured way to solve a transport problem. Immutable; one solver serves many problems. */
@FunctionalInterface
public interface Solver {
    /**
     * Solves a problem. Interrupting the thread ends the work early: the best answer so far comes
     * back, not {@code converged}, and the interrupt flag stays set.
     */
    TransportResult solve(TransportProblem problem);

    /**
     * The derivative of the value in the weight of each source, at an answer of this solver: its
     * potential, where the value is that of the dual problem.
     */
    default double[] sourceGradient(TransportProblem problem, TransportResult result) {
        return result.f();
    }

    /**
     * The derivative of the value in the weight of each target, at an answer of this solver: its
     * potential, where the value is that of the dual problem.
     */
    default double[] targetGradient(TransportProblem problem, TransportResult result) {
        return result.g();
    }
}
