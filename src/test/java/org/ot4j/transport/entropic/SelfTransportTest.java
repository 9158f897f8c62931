package org.ot4j.transport.entropic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.ot4j.transport.cost.CostMatrix;

/** The textbook algorithm, which does not know that both sides are one measure, is the oracle. */
class SelfTransportTest {
    private static final int N = 40;
    private static final int FEW = 14;

    private static Measure cloud(long seed, int n) {
        var random = new Random(seed);
        var points = new double[n][2];
        var weights = new double[n];
        for (int i = 0; i < n; i++) {
            points[i][0] = random.nextGaussian();
            points[i][1] = random.nextGaussian() * 0.5;
            weights[i] = (0.1 + random.nextDouble()) / n;
        }
        return Measure.of(points, weights);
    }

    private static Sinkhorn.Builder solver(double epsilon) {
        return Sinkhorn.builder().epsilon(epsilon).tolerance(1e-11);
    }

    private static TransportResult textbook(Sinkhorn.Builder solver, TransportProblem problem) {
        return solver.acceleration(Sinkhorn.Acceleration.NONE)
                .maxIterations(1_000_000)
                .build()
                .solve(problem);
    }

    private static void assertSame(TransportResult oracle, TransportResult result) {
        assertTrue(oracle.converged() && result.converged());
        assertEquals(oracle.value(), result.value(), 1e-10);
        assertEquals(oracle.cost(), result.cost(), 1e-9);
        assertArrayEquals(oracle.sourceMarginal(), result.sourceMarginal(), 1e-9);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsWhatTheTextbookFindsInFewIterations(long seed) {
        var measure = cloud(seed, N);
        for (Cost cost :
                new Cost[] {Cost.squaredEuclidean(), Cost.euclidean(), Cost.lp(1), Cost.cosine()}) {
            var problem = TransportProblem.between(measure, measure).cost(cost);
            var result = solver(0.5).build().solve(problem);
            assertSame(textbook(solver(0.5), problem), result);
            assertTrue(result.iterations() < FEW, () -> cost + ": " + result.iterations());
            assertArrayEquals(result.f(), result.g(), 1e-9);
        }
    }

    @Test
    void takesAsFewIterationsAtAnyEpsilon() {
        var measure = cloud(4, 200);
        var problem = TransportProblem.between(measure, measure);
        for (double epsilon = 10; epsilon > 1e-5; epsilon /= 10) {
            var result = solver(epsilon).build().solve(problem);
            assertTrue(result.converged());
            assertTrue(result.iterations() < FEW, result::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 1, 100})
    void relaxedMarginals(double rho) {
        var measure = cloud(5, N);
        var problem = TransportProblem.between(measure, measure);
        var solver = solver(0.5).marginals(Marginal.relaxed(rho));
        var result = solver.build().solve(problem);
        assertSame(textbook(solver, problem), result);
    }

    /** No distances: the kernel has negative eigenvalues. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anySymmetricCosts(long seed) {
        var random = new Random(seed);
        var costs = new double[N][N];
        for (int i = 0; i < N; i++) {
            costs[i][i] = random.nextInt(2);
            for (int j = 0; j < i; j++) {
                costs[i][j] = 1 + random.nextDouble();
                costs[j][i] = costs[i][j];
            }
        }
        var problem = TransportProblem.of(CostMatrix.of(costs));
        assertSame(textbook(solver(0.2), problem), solver(0.2).build().solve(problem));
        // Where another point costs less than the own one, both sides are solved for.
        costs[0][0] = 3;
        problem = TransportProblem.of(CostMatrix.of(costs));
        assertSame(textbook(solver(0.2), problem), solver(0.2).build().solve(problem));
    }

    @Test
    void manyPointsFromCoarseToFine() {
        var measure = cloud(6, 2_000);
        var problem = TransportProblem.between(measure, measure);
        var solver = Sinkhorn.builder().epsilon(0.01).tolerance(1e-6);
        var fine = solver.multiscale(false).build().solve(problem);
        var coarse = solver.multiscale(true).build().solve(problem);
        assertTrue(fine.converged() && coarse.converged());
        assertEquals(fine.value(), coarse.value(), 1e-7);
        assertTrue(coarse.iterations() < 3 * FEW, coarse::toString);
    }
}
