package org.ot4j.transport.stochastic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ot4j.transport.SmallProblems;
import org.ot4j.transport.entropic.EntropicDual;
import org.ot4j.transport.entropic.Sinkhorn;

class StochasticSolverTest {
    @ParameterizedTest
    @EnumSource(StochasticSolver.Objective.class)
    void findsWhatSinkhornFinds(StochasticSolver.Objective objective) {
        for (long seed = 1; seed <= 3; seed++) {
            var problem = SmallProblems.random(60, 40, seed);
            var exact = Sinkhorn.of(0.5).solve(problem);
            var solver =
                    StochasticSolver.builder()
                            .epsilon(0.5)
                            .objective(objective)
                            .steps(20_000)
                            .tolerance(0.05)
                            .seed(seed)
                            .build();
            var result = solver.solve(problem);
            assertTrue(result.converged(), () -> "error " + result.error());
            assertTrue(result.value() <= exact.value() + 1e-9, "a dual value is a lower bound");
            assertEquals(exact.value(), result.value(), 2e-3 * exact.value());
            assertArrayEquals(problem.a(), result.sourceMarginal(), 1e-12);
            assertEquals(
                    EntropicDual.value(problem, result.f(), result.g(), 0.5),
                    result.value(),
                    1e-10);
        }
    }

    @Test
    void theSameSeedGivesTheSameAnswer() {
        var problem = SmallProblems.random(20, 20, 1);
        var builder = StochasticSolver.builder().epsilon(0.5).steps(500);
        double[] g = builder.seed(7).build().solve(problem).g();
        assertArrayEquals(g, builder.seed(7).build().solve(problem).g(), 0);
    }

    @Test
    void whatStopsEarlyIsNotConverged() {
        Thread.currentThread().interrupt();
        var result =
                StochasticSolver.builder()
                        .epsilon(0.5)
                        .tolerance(10)
                        .seed(1)
                        .build()
                        .solve(SmallProblems.random(20, 20, 1));
        assertTrue(Thread.interrupted());
        assertFalse(result.converged());
    }

    @Test
    void badInputIsNamed() {
        assertThrows(
                IllegalArgumentException.class,
                () -> StochasticSolver.builder().epsilon(1).build());
        assertThrows(
                IllegalArgumentException.class, () -> StochasticSolver.builder().seed(1).build());
        var solver = StochasticSolver.builder().epsilon(1).seed(1).build();
        assertThrows(IllegalArgumentException.class, () -> solver.solve(SmallProblems.small(1.5)));
    }
}
