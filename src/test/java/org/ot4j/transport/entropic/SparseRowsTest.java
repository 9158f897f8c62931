package org.ot4j.transport.entropic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.internal.Team;
import org.ot4j.transport.Measure;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.CostMatrix;

class SparseRowsTest {
    private static final int N = 300;
    private static final int M = 250;
    private static final double[] A = equal(N);
    private static final double[] B = equal(M);
    private static final CostMatrix COSTS =
            Cost.squaredEuclidean().between(Measure.of(points(N, 1)), Measure.of(points(M, 2)));

    private static double[] equal(int n) {
        var weights = new double[n];
        Arrays.fill(weights, 1.0 / n);
        return weights;
    }

    private static double[][] points(int n, long seed) {
        var random = new SplittableRandom(seed);
        var points = new double[n][2];
        for (double[] point : points) {
            Arrays.setAll(point, k -> random.nextDouble());
        }
        return points;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTruncatedPassIsTheWholeOneButForRounding(boolean stored) {
        try (var team = new Team(3, 1)) {
            var kernel = new GibbsKernel(COSTS, A, B, stored, team);
            kernel.absorbFeasible(2e-4);
            var random = new SplittableRandom(3);
            double[] w = random.doubles(M, 1e-6, 1e6).toArray();
            var whole = new double[M];
            var sums = new double[N];
            kernel.pass(w, (part, i, sum) -> sums[i] = sum, whole);
            assertTrue(kernel.truncate());
            var truncated = new double[M];
            kernel.pass(
                    w,
                    (part, i, sum) -> {
                        assertEquals(sums[i], sum, 1e-13 * sums[i]);
                        return sum;
                    },
                    truncated);
            for (int j = 0; j < M; j++) {
                assertEquals(whole[j], truncated[j], 1e-13 * whole[j]);
            }
            kernel.absorbFeasible(2e-4);
            assertFalse(kernel.isTruncated());
            var again = new double[M];
            kernel.pass(w, (part, i, sum) -> sum, again);
            assertArrayEquals(whole, again);
        }
    }

    @Test
    void aWideKernelIsNotTruncated() {
        try (var team = new Team(1, 1)) {
            var kernel = new GibbsKernel(COSTS, A, B, true, team);
            kernel.absorbFeasible(0.1);
            assertFalse(kernel.truncate());
            assertFalse(kernel.isTruncated());
        }
    }

    /** By all entries of the plan, which the potentials give. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 2e-4})
    void aSolutionHasItsMarginalsOverAllEntries(double epsilon) {
        var problem = TransportProblem.of(COSTS, A, B);
        var result = Sinkhorn.builder().epsilon(epsilon).tolerance(1e-10).build().solve(problem);
        assertTrue(result.converged(), result::toString);
        double[] f = result.f();
        double[] g = result.g();
        var columns = new double[M];
        for (int i = 0; i < N; i++) {
            double row = 0;
            for (int j = 0; j < M; j++) {
                double mass = A[i] * B[j] * Math.exp((f[i] + g[j] - COSTS.at(i, j)) / epsilon);
                row += mass;
                columns[j] += mass;
            }
            assertEquals(A[i], row, 1e-10);
        }
        assertArrayEquals(B, columns, 1e-10);
    }
}
