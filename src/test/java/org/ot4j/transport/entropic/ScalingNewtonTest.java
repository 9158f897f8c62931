package org.ot4j.transport.entropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;

/**
 * Plans that are nearly permutations, whose cycles hang together by next to nothing: the optimality
 * conditions, in the log domain and apart from all solvers, are the oracle.
 */
class ScalingNewtonTest {
    private static final int N = 150;
    private static final int D = 30;

    private static double[][] costs(int n, long seed) {
        var random = new Random(seed);
        double[][] x = points(n, random);
        double[][] y = points(n, random);
        var costs = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < D; k++) {
                    costs[i][j] += Math.pow(x[i][k] - y[j][k], 2);
                }
            }
        }
        return costs;
    }

    private static double[][] points(int n, Random random) {
        var points = new double[n][D];
        for (double[] point : points) {
            for (int k = 0; k < D; k++) {
                point[k] = random.nextGaussian();
            }
        }
        return points;
    }

    /** -ε log Σ_j b_j exp((g_j - c_ij) / ε) for each row. */
    private static double[] softMinima(double[][] costs, double[] b, double[] g, double epsilon) {
        var minima = new double[costs.length];
        for (int i = 0; i < minima.length; i++) {
            double greatest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < g.length; j++) {
                greatest = Math.max(greatest, g[j] - costs[i][j]);
            }
            double sum = 0;
            for (int j = 0; j < g.length; j++) {
                sum += b[j] * Math.exp((g[j] - costs[i][j] - greatest) / epsilon);
            }
            minima[i] = -greatest - epsilon * Math.log(sum);
        }
        return minima;
    }

    private static double[][] transposed(double[][] matrix) {
        var turned = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[0].length; j++) {
                turned[j][i] = matrix[i][j];
            }
        }
        return turned;
    }

    /** Potentials are each other's transforms, damped by a relaxed marginal. */
    private static void assertOptimal(
            TransportProblem problem,
            double[][] costs,
            TransportResult result,
            Marginal source,
            Marginal target,
            double epsilon) {
        assertTrue(result.converged(), () -> result.iterations() + " iterations");
        double[] f = softMinima(costs, problem.b(), result.g(), epsilon);
        double[] g = softMinima(transposed(costs), problem.a(), result.f(), epsilon);
        double off = 0;
        for (int i = 0; i < f.length; i++) {
            off += problem.a()[i] * Math.abs(f[i] * source.damping(epsilon) - result.f()[i]);
        }
        for (int j = 0; j < g.length; j++) {
            off += problem.b()[j] * Math.abs(g[j] * target.damping(epsilon) - result.g()[j]);
        }
        assertEquals(0, off, 1e-9 * epsilon);
    }

    @ParameterizedTest
    @CsvSource({"0.2, 1", "0.1, 1", "0.1, 2", "0.05, 3", "0.02, 4", "0.01, 5"})
    void smallSetsConvergeAtSmallEpsilon(double epsilon, long seed) {
        double[][] costs = costs(N, seed);
        var problem = TransportProblem.of(costs);
        var result = Sinkhorn.builder().epsilon(epsilon).tolerance(1e-10).build().solve(problem);
        assertOptimal(problem, costs, result, Marginal.exact(), Marginal.exact(), epsilon);
        assertTrue(result.iterations() < 50 * N, () -> result.iterations() + " iterations");
        double least = Transport.exact(problem).cost();
        assertTrue(result.cost() > least - 1e-9 && result.cost() < least + epsilon);
    }

    @ParameterizedTest
    @CsvSource({"1, 1e4, 0", "2, 0, 1e4", "3, 1e4, 1e5", "4, 1e7, 1e7"})
    void relaxedMarginals(long seed, double rhoA, double rhoB) {
        double[][] costs = costs(N, seed);
        var problem = TransportProblem.of(costs);
        Marginal source = rhoA > 0 ? Marginal.relaxed(rhoA) : Marginal.exact();
        Marginal target = rhoB > 0 ? Marginal.relaxed(rhoB) : Marginal.exact();
        double epsilon = 0.05;
        var result =
                Sinkhorn.builder()
                        .epsilon(epsilon)
                        .sourceMarginal(source)
                        .targetMarginal(target)
                        .tolerance(1e-10)
                        .build()
                        .solve(problem);
        assertOptimal(problem, costs, result, source, target, epsilon);
        assertTrue(result.iterations() < 50 * N, () -> result.iterations() + " iterations");
    }
}
