package org.ot4j.model.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ot4j.model.Refusals.assertNames;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Solvers against fields whose ways are known. */
class OdeSolverTest {
    /** dx/dt = x cos t, so x = x₀ exp(sin t). */
    private static final VectorField WAVE =
            (t, x) ->
                    Arrays.stream(x)
                            .map(row -> Arrays.stream(row).map(v -> v * Math.cos(t)).toArray())
                            .toArray(double[][]::new);

    private static final double[][] START = {{1}, {-2}};

    private static double error(OdeSolver solver) {
        double[][] end = solver.solve(WAVE, START, 0.2, 1.7).x();
        double grown = Math.exp(Math.sin(1.7) - Math.sin(0.2));
        return Math.max(Math.abs(end[0][0] - grown), Math.abs(end[1][0] + 2 * grown));
    }

    @ParameterizedTest
    @CsvSource({"EULER, 1, 1", "MIDPOINT, 2, 2", "DORMAND_PRINCE, 5, 7"})
    void halfTheStepDividesTheErrorByTwoToTheOrder(RungeKutta method, int order, int stages) {
        double coarse = error(new FixedSteps(method, 32));
        double fine = error(new FixedSteps(method, 64));
        assertEquals(order, Math.log(coarse / fine) / Math.log(2), 0.2);
        var solution = new FixedSteps(method, 16).solve(WAVE, START, 0, 1);
        assertEquals(16 * stages, solution.evaluations());
        assertTrue(solution.converged());
    }

    @Test
    void aTighterToleranceIsKeptByMoreEvaluations() {
        int before = 0;
        for (double tolerance : new double[] {1e-3, 1e-6, 1e-9}) {
            var solver = OdeSolver.dormandPrince(tolerance);
            var solution = solver.solve(WAVE, START, 0.2, 1.7);
            assertTrue(solution.converged(), solution::toString);
            assertTrue(solution.error() <= 1 && solution.error() > 0, solution::toString);
            assertTrue(error(solver) < 20 * tolerance, "error " + error(solver));
            assertTrue(solution.evaluations() > before, solution::toString);
            before = solution.evaluations();
        }
    }

    @ParameterizedTest
    @CsvSource({"1e-6, 1e-5", "1e-10, 1e-9"})
    void thereAndBack(double tolerance, double within) {
        var solver = OdeSolver.dormandPrince(tolerance);
        double[][] there = solver.solve(WAVE, START, 0, 2).x();
        double[][] back = solver.solve(WAVE, there, 2, 0).x();
        for (int i = 0; i < START.length; i++) {
            assertArrayEquals(START[i], back[i], within);
        }
        assertArrayEquals(new double[][] {{1}, {-2}}, START, "as it was given");
    }

    /** The worst point decides, however many others are easy. */
    @Test
    void everyPointKeepsTheTolerance() {
        var start = new double[1000][1];
        start[999][0] = 1;
        var solver = OdeSolver.dormandPrince(1e-8);
        double end = solver.solve(WAVE, start, 0, 1.7).x()[999][0];
        assertEquals(Math.exp(Math.sin(1.7)), end, 1e-6);
    }

    @Test
    void saysThatAToleranceIsNotReached() {
        // A jump that no step but one of length 0 resolves.
        VectorField jump =
                (t, x) ->
                        Arrays.stream(x)
                                .map(row -> new double[] {row[0] < 0.3 ? 1 : 1000})
                                .toArray(double[][]::new);
        var solution = OdeSolver.dormandPrince(1e-9, 50).solve(jump, new double[][] {{0}}, 0, 1);
        assertFalse(solution.converged());
        assertTrue(solution.error() > 1, solution::toString);
        assertTrue(solution.toString().contains("NOT converged"), solution::toString);
        VectorField nowhere = (t, x) -> new double[][] {{Double.NaN}};
        assertFalse(
                OdeSolver.dormandPrince(1e-3, 20)
                        .solve(nowhere, new double[][] {{0}}, 0, 1)
                        .converged());
    }

    @Test
    void badArguments() {
        assertNames("steps = 0", () -> OdeSolver.euler(0));
        assertNames("steps = -1", () -> OdeSolver.midpoint(-1));
        assertNames("tolerance = 0.0", () -> OdeSolver.dormandPrince(0));
        assertNames("maxSteps = 0", () -> OdeSolver.dormandPrince(1e-3, 0));
        var solver = OdeSolver.euler(1);
        assertNames("field = null", () -> solver.solve(null, START, 0, 1));
        assertNames("to = NaN", () -> solver.solve(WAVE, START, 0, Double.NaN));
        assertNames("x[0][0] = NaN", () -> solver.solve(WAVE, new double[][] {{0 / 0.0}}, 0, 1));
    }
}
