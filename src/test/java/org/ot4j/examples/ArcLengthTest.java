package org.ot4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportChecks;
import org.ot4j.transport.TransportProblem;

class ArcLengthTest {
    @Test
    void massGoesTheShortWayRound() {
        double[][] x = {{0.1}, {3.0}};
        double[][] y = {{3.5}, {2 * Math.PI - 0.1}};
        var problem = TransportProblem.between(x, y).cost(new ArcLength());
        var result = TransportChecks.checkOptimal(problem, Transport.exact(problem));
        assertEquals((0.2 + 0.5) / 2, result.cost(), 1e-12);
    }
}
