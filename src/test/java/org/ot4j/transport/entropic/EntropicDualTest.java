package org.ot4j.transport.entropic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.ot4j.transport.SmallProblems;

/** C-VAE Eq. 9 to 12. */
class EntropicDualTest {
    @Test
    void thePlanOfOptimalPotentialsHasTheRightMarginals() {
        // C-VAE Eq. 12 and 19 print a further factor 1/e, with which the mass would be 0.37.
        var problem = SmallProblems.small(1);
        for (double epsilon : new double[] {1, 0.1, 0.01}) {
            var result = Sinkhorn.of(epsilon).solve(problem);
            var plan = EntropicDual.plan(problem, result.f(), result.g(), epsilon);
            assertEquals(1, plan.mass(), 1e-8);
            assertArrayEquals(problem.a(), plan.rowSums(), 1e-8);
            assertArrayEquals(problem.b(), plan.colSums(), 1e-8);
        }
    }

    @Test
    void theTransformOfOneSideIsTheOtherAtTheOptimum() {
        var problem = SmallProblems.random(20, 15, 1);
        var result = Sinkhorn.of(0.05).solve(problem);
        assertArrayEquals(result.g(), EntropicDual.transform(problem, result.f(), 0.05), 1e-6);
        assertArrayEquals(
                result.f(), EntropicDual.transformTargets(problem, result.g(), 0.05), 1e-6);
    }

    @Test
    void theTransformMakesTheTargetsMarginalExactFromAnyPotential() {
        var problem = SmallProblems.random(20, 15, 2);
        var f = new double[20];
        for (int i = 0; i < 20; i++) {
            f[i] = Math.sin(i);
        }
        double[] g = EntropicDual.transform(problem, f, 0.2);
        var plan = EntropicDual.plan(problem, f, g, 0.2);
        assertArrayEquals(problem.b(), plan.colSums(), 1e-14);
        assertEquals(
                EntropicDual.semiDual(problem, f, 0.2),
                EntropicDual.value(problem, f, g, 0.2),
                1e-13);
        assertTrue(
                EntropicDual.semiDual(problem, f, 0.2) < Sinkhorn.of(0.2).solve(problem).value());
    }

    @Test
    void theTransformTendsToTheCTransform() {
        var problem = SmallProblems.small(1);
        double[] f = {0.3, -0.2, 0.1, 0};
        double[] soft = EntropicDual.transform(problem, f, 1e-6);
        for (int j = 0; j < 3; j++) {
            double hard = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 4; i++) {
                hard = Math.min(hard, problem.costs().at(i, j) - f[i]);
            }
            assertEquals(hard, soft[j], 1e-5);
        }
    }

    @Test
    void badInputIsNamed() {
        var problem = SmallProblems.small(1);
        assertThrows(
                IllegalArgumentException.class,
                () -> EntropicDual.transform(problem, new double[3], 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> EntropicDual.transform(problem, new double[4], 0));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        EntropicDual.plan(
                                problem, new double[] {0, 0, 0, Double.NaN}, new double[3], 1));
    }
}
