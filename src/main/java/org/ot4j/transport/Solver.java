package org.ot4j.transport;

/** A configured way to solve a transport problem. Immutable; one solver serves many problems. */
@FunctionalInterface
public interface Solver {
    /**
     * Solves a problem. Interrupting the thread ends the work early: the best answer so far comes
     * back, not {@code converged}, and the interrupt flag stays set.
     */
    TransportResult solve(TransportProblem problem);
}
