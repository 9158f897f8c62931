package org.ot4j.transport.exact;

import org.ot4j.internal.Check;
import org.ot4j.transport.Solver;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;

/**
 * The exact optimum by the appropriate method: sorting on the line, otherwise the network simplex.
 */
public record ExactSolver() implements Solver {
    /**
     * The optimum with its certificate.
     *
     * @throws IllegalArgumentException if the two sides do not have the same mass
     */
    @Override
    public TransportResult solve(TransportProblem problem) {
        Check.notNull(problem, "problem");
        if (LineTransport.applies(problem)) {
            var result = new LineTransport().solve(problem);
            if (result.certificate().holds()) {
                return result;
            }
        }
        return NetworkSimplex.builder().build().solve(problem);
    }
}
