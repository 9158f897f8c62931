package org.ot4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ot4j.model.Refusals.assertNames;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportChecks;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.cost.Cost;

class NorthWestCornerTest {
    private static final double[][] SORTED = {{-1}, {0.5}, {2}, {4}};

    @Test
    void isOptimalForSortedPointsOfTheLine() {
        var random = new Random(1);
        for (Cost cost : new Cost[] {Cost.squaredEuclidean(), Cost.euclidean(), Cost.lp(3)}) {
            var x = Measure.of(SORTED, TransportChecks.weights(4, false, random));
            var y =
                    Measure.of(
                            new double[][] {{-2}, {0}, {3}},
                            TransportChecks.weights(3, true, random));
            var problem = TransportProblem.between(x, y).cost(cost);
            var result =
                    TransportChecks.checkOptimal(problem, new NorthWestCorner().solve(problem));
            assertEquals(Transport.exact(problem).cost(), result.cost(), 1e-12);
        }
    }

    @Test
    void knowsWhereItIsNot() {
        var problem = TransportProblem.between(SORTED, new double[][] {{5}, {-1}, {1}});
        var result = new NorthWestCorner().solve(problem);
        assertFalse(result.converged());
        assertTrue(result.cost() > Transport.exact(problem).cost() + 1);
        var heavier = TransportProblem.of(new double[1][1], new double[] {1}, new double[] {2});
        assertNames("sum of b = 2.0", () -> new NorthWestCorner().solve(heavier));
    }
}
