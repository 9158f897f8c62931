package org.ot4j.transport.unbalanced;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ot4j.transport.SmallProblems;
import org.ot4j.transport.Transport;

class PartialTransportTest {
    @ParameterizedTest(name = "mass {0}")
    @CsvSource({
        // POT 0.9.7, ot.partial.partial_wasserstein2.
        "0.2, 0.015999999999999986",
        "0.5, 0.091",
        "0.9, 0.266",
        "1.0, 0.31600000000000006"
    })
    void agreesWithPot(double mass, double cost) {
        var result = PartialTransport.of(mass).solve(SmallProblems.small(1.5));
        assertTrue(result.converged());
        assertEquals(cost, result.cost(), 1e-12);
        assertEquals(mass, result.plan().mass(), 1e-12);
        double[] rows = result.sourceMarginal();
        double[] cols = result.targetMarginal();
        var problem = SmallProblems.small(1.5);
        for (int i = 0; i < rows.length; i++) {
            assertTrue(rows[i] <= problem.a()[i] + 1e-12);
        }
        for (int j = 0; j < cols.length; j++) {
            assertTrue(cols[j] <= problem.b()[j] + 1e-12);
        }
    }

    @Test
    void withAllTheMassItIsTheBalancedProblem() {
        var problem = SmallProblems.random(30, 25, 1);
        assertEquals(
                Transport.exact(problem).cost(),
                PartialTransport.of(1).solve(problem).cost(),
                1e-10);
    }

    @Test
    void theCostIsConvexInTheMassAndBeginsAtTheCheapestPair() {
        var problem = SmallProblems.random(30, 25, 2);
        var costs = new double[11];
        for (int k = 1; k <= 10; k++) {
            costs[k] = PartialTransport.of(0.1 * k).solve(problem).cost();
        }
        for (int k = 1; k < 10; k++) {
            assertTrue(costs[k + 1] - costs[k] >= costs[k] - costs[k - 1] - 1e-12);
        }
        double little = 1e-4;
        assertEquals(
                problem.costs().range()[0],
                PartialTransport.of(little).solve(problem).cost() / little,
                1e-9);
    }

    @Test
    void badInputIsNamed() {
        var problem = SmallProblems.small(1.5);
        assertThrows(IllegalArgumentException.class, () -> PartialTransport.of(0));
        assertThrows(
                IllegalArgumentException.class, () -> PartialTransport.of(1.01).solve(problem));
    }
}
