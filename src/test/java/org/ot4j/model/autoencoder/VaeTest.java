package org.ot4j.model.autoencoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;

class VaeTest {
    /**
     * A linear VAE on 1-D Gaussian data N(0, s²) with fixed σ has its optimum in closed form
     * (probabilistic PCA): decoder slope² = s² - σ², and the bound is tight there, so that the loss
     * is the entropy of the data, ½ log 2πe s².
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void linearVaeReachesProbabilisticPca(long seed) {
        double s = 2;
        DataSet data = normal(2_000, s);
        try (var vae =
                        Vae.builder()
                                .prior(Prior.standardNormal(1))
                                .encoder(Networks.linear())
                                .decoder(Networks.linear())
                                .likelihood(Likelihood.gaussian().fixed(1))
                                .build();
                NDManager scope = Tensors.newManager()) {
            var run = vae.train(data).epochs(60).batchSize(100).learningRate(1e-2).seed(seed).fit();
            NDArray ends = vae.decode(Tensors.of(scope, new float[] {0, 1}, 2, 1));
            double slope = ends.getFloat(1, 0) - ends.getFloat(0, 0);
            assertEquals(Math.sqrt(s * s - 1), Math.abs(slope), 0.1);
            double loss = run.history().doubleColumn("loss").last(10).mean();
            assertEquals(0.5 * Math.log(2 * Math.PI * Math.E * s * s), loss, 0.03);
        }
    }

    @Test
    void aBernoulliLikelihoodRefusesDataOutsideTheUnitInterval() {
        for (float bad : new float[] {1.5f, -0.01f}) {
            var values = new float[64];
            values[2 * 17 + 1] = bad;
            DataSet data = DataSet.of(values, 2);
            try (var vae = small(1).likelihood(Likelihood.bernoulli()).build()) {
                var e =
                        assertThrows(
                                IllegalArgumentException.class,
                                () -> vae.train(data).epochs(1).batchSize(8).fit());
                assertEquals(
                        "data row 17 = "
                                + bad
                                + ": expected a number in [0, 1], as the Bernoulli likelihood needs",
                        e.getMessage());
                // Nothing was built.
                assertThrows(IllegalStateException.class, vae::decoder);
            }
        }
    }

    @Test
    void reconstructsAndEncodesToTheShapesOfDataAndPrior() {
        DataSet data = GaussianMixture.ring(4, 1, 0.1).sample(64, 1);
        try (var vae = small(1).build();
                NDManager scope = Tensors.newManager()) {
            vae.train(data).epochs(1).batchSize(32).fit();
            NDArray x = data.toNDArray(scope);
            assertEquals(x.getShape(), vae.reconstruct(x).getShape());
            assertEquals(3, vae.encode(x).size(1));
            assertEquals(3, vae.encode(x, 1).size(1));
            assertEquals(64, vae.aggregatedPosterior(data, 1).size(0));
            assertEquals(new Shape(10, 2), vae.sample(10, 1).getShape());
        }
    }

    @Test
    void betaWeighsTheDivergence() {
        DataSet data = GaussianMixture.ring(4, 1, 0.1).sample(64, 1);
        try (var one = small(1).build();
                var four = small(4).build()) {
            var kl = new double[2];
            int i = 0;
            for (var vae : new Vae[] {one, four}) {
                var history = vae.train(data).steps(1).batchSize(64).seed(5).fit().history();
                kl[i++] = history.doubleColumn("KL").get(0);
            }
            assertEquals(4 * kl[0], kl[1], 1e-5);
            assertTrue(kl[0] > 0);
        }
    }

    @Test
    void namesWhatIsMissing() {
        assertTrue(
                assertThrows(IllegalArgumentException.class, () -> small(1).encoder(null).build())
                        .getMessage()
                        .startsWith("encoder = null"));
        assertThrows(IllegalArgumentException.class, () -> small(-1).build());
    }

    private static Vae.Builder small(double beta) {
        return Vae.builder()
                .prior(Prior.standardNormal(3))
                .encoder(Networks.mlp(16))
                .decoder(Networks.mlp(16))
                .likelihood(Likelihood.gaussian().learnedVariance())
                .beta(beta);
    }

    private static DataSet normal(int n, double s) {
        var random = new Random(3);
        var points = new double[n][1];
        double square = 0;
        for (double[] point : points) {
            point[0] = s * random.nextGaussian();
            square += point[0] * point[0];
        }
        double scale = s / Math.sqrt(square / n);
        for (double[] point : points) {
            point[0] *= scale;
        }
        return DataSet.of(points);
    }
}
