package org.ot4j.transport.entropic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Measure;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.cost.Cost;

/** The same problems with their costs as a matrix, which knows of no grid, are the oracle. */
class GridKernelTest {
    private static double[][] picture(long seed, int height, int width, double empty) {
        var random = new Random(seed);
        var picture = new double[height][width];
        for (double[] row : picture) {
            for (int j = 0; j < width; j++) {
                row[j] = random.nextDouble() < empty ? 0 : random.nextDouble();
            }
        }
        return picture;
    }

    private static TransportProblem problem(Measure x, Measure y, Cost cost) {
        return TransportProblem.between(x, y).cost(cost);
    }

    private static TransportProblem asMatrix(TransportProblem problem) {
        return TransportProblem.of(problem.costs().stored(), problem.a(), problem.b());
    }

    private static boolean isGrid(TransportProblem problem) {
        return GridKernel.of(problem.costs(), problem.a(), problem.b(), 1) != null;
    }

    private static TransportResult assertSame(
            Sinkhorn.Builder builder, TransportProblem problem, double tolerance) {
        assertTrue(isGrid(problem));
        var solver = builder.build();
        var expected = solver.solve(asMatrix(problem));
        var actual = solver.solve(problem);
        assertTrue(expected.converged() && actual.converged(), () -> expected + " " + actual);
        assertEquals(expected.value(), actual.value(), tolerance);
        assertEquals(expected.cost(), actual.cost(), tolerance);
        double shift = expected.f()[0] - actual.f()[0];
        for (int i = 0; i < expected.f().length; i++) {
            assertEquals(expected.f()[i] - shift, actual.f()[i], 10 * tolerance);
        }
        for (int j = 0; j < expected.g().length; j++) {
            assertEquals(expected.g()[j] + shift, actual.g()[j], 10 * tolerance);
        }
        assertArrayEquals(problem.a(), actual.sourceMarginal(), 1e-9);
        return actual;
    }

    /** From plain numbers, at 1, to the log domain. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 0.05, 0.005, 0.001})
    void findsWhatTheMatrixFinds(double epsilon) {
        var x = Measure.onGrid(picture(1, 30, 34, 0.3)).normalized();
        var y = Measure.onGrid(picture(2, 32, 28, 0.3)).normalized();
        for (Cost cost : new Cost[] {Cost.squaredEuclidean(), Cost.lp(1)}) {
            assertSame(
                    Sinkhorn.builder().epsilon(epsilon).tolerance(1e-10),
                    problem(x, y, cost),
                    1e-9);
        }
    }

    @Test
    void volumesAndOtherAccelerations() {
        var weights = new Random(3).doubles(7 * 8 * 9, 0.1, 1).toArray();
        var x = Measure.onGrid(weights, 7, 8, 9).normalized();
        var y = Measure.onGrid(weights, 9, 7, 8).normalized();
        for (Sinkhorn.Acceleration acceleration : Sinkhorn.Acceleration.values()) {
            assertSame(
                    Sinkhorn.builder()
                            .epsilon(0.02)
                            .tolerance(1e-10)
                            .acceleration(acceleration)
                            .maxIterations(100_000),
                    problem(x, y, Cost.squaredEuclidean()),
                    1e-9);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 1, 1000})
    void relaxedMarginals(double rho) {
        var x = Measure.onGrid(picture(4, 20, 20, 0));
        var y = Measure.onGrid(picture(5, 20, 20, 0));
        var problem = problem(x, y, Cost.squaredEuclidean());
        var solver =
                Sinkhorn.builder()
                        .epsilon(0.02)
                        .tolerance(1e-11)
                        .marginals(Marginal.relaxed(rho))
                        .build();
        var expected = solver.solve(asMatrix(problem));
        var actual = solver.solve(problem);
        assertTrue(isGrid(problem) && expected.converged() && actual.converged());
        assertEquals(expected.value(), actual.value(), 1e-8 * Math.abs(expected.value()));
        assertArrayEquals(expected.f(), actual.f(), 1e-7 * (1 + rho));
    }

    @Test
    void aPictureWithItself() {
        var x = Measure.onGrid(picture(6, 24, 24, 0.2)).normalized();
        for (double epsilon = 1; epsilon > 1e-5; epsilon /= 10) {
            var result =
                    assertSame(
                            Sinkhorn.builder().epsilon(epsilon).tolerance(1e-10),
                            problem(x, x, Cost.squaredEuclidean()),
                            1e-10);
            assertTrue(result.iterations() < 14);
        }
    }

    /** Pixels so far from all mass that the kernel is 0 between them. */
    @Test
    void aPictureWithItselfThatIsEmptyInPart() {
        var corner = new double[40][40];
        for (int i = 0; i < 30; i++) {
            for (int j = 0; j < 30; j++) {
                corner[i][j] = 1 + i * j % 7;
            }
        }
        var x = Measure.onGrid(corner).normalized();
        var problem = problem(x, x, Cost.squaredEuclidean());
        for (double epsilon = 0.1; epsilon > 1e-6; epsilon /= 10) {
            var result =
                    Sinkhorn.builder().epsilon(epsilon).tolerance(1e-10).build().solve(problem);
            assertTrue(isGrid(problem) && result.converged() && result.iterations() < 14);
            assertArrayEquals(problem.a(), result.sourceMarginal(), 1e-11);
            assertArrayEquals(result.f(), result.g(), 1e-9);
        }
    }

    /** Squares in opposite corners: most mass goes where the kernel itself is 0. */
    @Test
    void massThatIsFarAway() {
        var one = new double[40][40];
        var other = new double[40][40];
        for (int i = 0; i < 30; i++) {
            for (int j = 0; j < 30; j++) {
                one[i][j] = 1 + i;
                other[39 - i][39 - j] = 1 + j;
            }
        }
        assertSame(
                Sinkhorn.builder().epsilon(1e-3).tolerance(1e-9),
                problem(
                        Measure.onGrid(one).normalized(),
                        Measure.onGrid(other).normalized(),
                        Cost.squaredEuclidean()),
                1e-8);
    }

    @Test
    void onlyWhereItPays() {
        var few = new double[28][28];
        few[3][4] = 1;
        few[20][9] = 2;
        var some = Measure.onGrid(few);
        var many = Measure.onGrid(picture(7, 28, 28, 0));
        assertTrue(isGrid(problem(many, many, Cost.squaredEuclidean())));
        var sparse = problem(some, some, Cost.squaredEuclidean());
        assertNull(GridKernel.of(sparse.costs(), sparse.a(), sparse.b(), 1));
        var notASum = problem(many, many, Cost.euclidean());
        assertNull(GridKernel.of(notASum.costs(), notASum.a(), notASum.b(), 1));
        var line = Measure.onGrid(new Random(8).doubles(500, 0, 1).toArray(), 500);
        var flat = problem(line, line, Cost.squaredEuclidean());
        assertNull(GridKernel.of(flat.costs(), flat.a(), flat.b(), 1));
        // The factors of three rows of 40,000 points take more than 100 GB.
        var rows = Measure.onGrid(new Random(9).doubles(120_000, 0.1, 1).toArray(), 3, 40_000);
        var wide = problem(rows, rows, Cost.squaredEuclidean());
        assertNull(GridKernel.of(wide.costs(), wide.a(), wide.b(), 1));
    }
}
