package org.ot4j.model.coupled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.ot4j.distribution.Likelihood;
import org.ot4j.divergence.FDivergence;
import org.ot4j.network.Tensors;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.entropic.Sinkhorn;

/** What C-VAE states beside its objectives, on spaces small enough for it to be checked exactly. */
class CoupledStatementsTest {
    private final SplittableRandom random = new SplittableRandom(5);

    private double[] distribution(int n) {
        double[] weights = random.doubles(n, 0.05, 1).toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    /**
     * The ELBO is -KL(q(z) | p(z)) - E_{q(z)} KL(q(x | z) | p(x | z)) + E log p_D(x), for any
     * encoder and decoder.
     *
     * @equation C-VAE 3
     */
    @Test
    void theElboByWhatItLeaves() {
        for (int trial = 0; trial < 50; trial++) {
            int n = 2 + random.nextInt(4);
            int m = 2 + random.nextInt(4);
            double[] data = distribution(n);
            double[] prior = distribution(m);
            var encoder = new double[n][];
            Arrays.setAll(encoder, i -> distribution(m));
            var decoder = new double[m][];
            Arrays.setAll(decoder, j -> distribution(n));
            double elbo = 0;
            double right = 0;
            var aggregated = new double[m];
            for (int i = 0; i < n; i++) {
                elbo -= data[i] * FDivergence.KL.between(encoder[i], prior);
                right += data[i] * Math.log(data[i]);
                for (int j = 0; j < m; j++) {
                    elbo += data[i] * encoder[i][j] * Math.log(decoder[j][i]);
                    aggregated[j] += data[i] * encoder[i][j];
                }
            }
            right -= FDivergence.KL.between(aggregated, prior);
            for (int j = 0; j < m; j++) {
                var inverse = new double[n];
                for (int i = 0; i < n; i++) {
                    inverse[i] = encoder[i][j] * data[i] / aggregated[j];
                }
                right -= aggregated[j] * FDivergence.KL.between(inverse, decoder[j]);
            }
            assertEquals(elbo, right, 1e-12);
        }
    }

    /**
     * A solver's value less its cost is ε KL(π | μ ⊗ ν).
     *
     * @equation C-VAE 8
     */
    @Test
    void valueLessCostIsTheEntropy() {
        var costs = new double[6][];
        Arrays.setAll(costs, i -> random.doubles(4).toArray());
        double[] mu = distribution(6);
        double[] nu = distribution(4);
        for (double epsilon : new double[] {1, 0.1}) {
            var result =
                    Sinkhorn.builder()
                            .epsilon(epsilon)
                            .tolerance(1e-13)
                            .build()
                            .solve(TransportProblem.of(costs, mu, nu));
            double entropy = 0;
            for (int i = 0; i < 6; i++) {
                for (int j = 0; j < 4; j++) {
                    double mass = result.plan().at(i, j);
                    entropy += mass * Math.log(mass / (mu[i] * nu[j]));
                }
            }
            assertTrue(entropy > 0.01, "" + entropy);
            assertEquals(epsilon * entropy, result.value() - result.cost(), 1e-10);
        }
    }

    /**
     * The cost of a Gaussian decoder is Σ log √(2πσ_k²) at its mean and grows by ½ Σ (x_k - μ_k)² /
     * σ_k² from there. The paper calls it positive, which it is not where σ is small.
     *
     * @equation C-VAE Prop. 3.1
     */
    @Test
    void theGaussiansCostIsLeastAtItsMean() {
        double[] mu = {0.3, -1.2, 0.5};
        for (double[] sigma : new double[][] {{1, 2, 0.5}, {0.1, 0.2, 0.05}}) {
            double least = 0;
            var output = new float[6];
            for (int k = 0; k < 3; k++) {
                least += Math.log(Math.sqrt(2 * Math.PI) * sigma[k]);
                output[k] = (float) mu[k];
                output[3 + k] = (float) (2 * Math.log(sigma[k]));
            }
            for (double far : new double[] {0, 1, 2}) {
                var x = new float[3];
                for (int k = 0; k < 3; k++) {
                    x[k] = (float) (mu[k] + far * sigma[k]);
                }
                assertEquals(least + 1.5 * far * far, cost(x, output), 1e-4);
            }
            assertEquals(sigma[0] < 1, least < 0, "the slip in the paper");
        }
    }

    private static double cost(float[] x, float[] output) {
        try (NDManager manager = Tensors.newManager()) {
            NDArray sample = Tensors.of(manager, x, 1, 3);
            NDArray decoded = Tensors.of(manager, output, 1, 6);
            return Likelihood.gaussian()
                    .predictedVariance()
                    .build(new Shape(3))
                    .pairwise(sample, decoded)
                    .getFloat();
        }
    }
}
