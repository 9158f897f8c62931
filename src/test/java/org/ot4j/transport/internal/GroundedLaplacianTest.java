package org.ot4j.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chains have closed forms; a random graph has its equations. */
class GroundedLaplacianTest {
    private static final int N = 30;

    /** Node k is held by node k - 1 alone, which holds it as weakly as 1e-12 of others. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aChainOfWeakLinksIsSolvedToTheLastDigits(long seed) {
        var random = new Random(seed);
        int[] at = random.ints(0, N).distinct().limit(N).toArray();
        var weights = new double[N][N];
        var right = new double[N];
        var link = new double[N];
        var expected = new double[N];
        for (int k = 0; k < N; k++) {
            right[at[k]] = random.nextDouble();
            if (k > 0) {
                link[k] = Math.pow(10, -12 * random.nextDouble());
                weights[at[k]][at[k - 1]] = link[k];
                weights[at[k - 1]][at[k]] = link[k];
            }
        }
        var excess = new double[N];
        excess[at[0]] = 1e-9;
        for (int k = 0; k < N; k++) {
            double beyond = 0;
            for (int l = k; l < N; l++) {
                beyond += right[at[l]];
            }
            expected[at[k]] =
                    k == 0 ? beyond / excess[at[0]] : expected[at[k - 1]] + beyond / link[k];
        }
        new GroundedLaplacian(weights, excess).solve(right);
        for (int i = 0; i < N; i++) {
            assertEquals(expected[i], right[i], 1e-12 * expected[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGraphTakesItsEquations(boolean held) {
        var random = new Random(4);
        var weights = new double[N][N];
        var right = new double[N];
        var excess = new double[N];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < i; j++) {
                weights[i][j] = Math.max(0, random.nextDouble() - 0.7);
                weights[j][i] = weights[i][j];
            }
            // The diagonal does not count.
            weights[i][i] = random.nextDouble();
            excess[i] = held ? random.nextDouble() : 0;
            double push = random.nextGaussian();
            right[i] += push;
            // What nothing holds is not to be pushed as a whole.
            right[(i + 1) % N] -= push;
        }
        double[] x = right.clone();
        new GroundedLaplacian(
                        Arrays.stream(weights).map(double[]::clone).toArray(double[][]::new),
                        excess.clone())
                .solve(x);
        for (int i = 0; i < N; i++) {
            double sum = excess[i] * x[i];
            for (int j = 0; j < N; j++) {
                sum += weights[i][j] * (x[i] - x[j]);
            }
            assertEquals(right[i], sum, 1e-11);
        }
    }
}
