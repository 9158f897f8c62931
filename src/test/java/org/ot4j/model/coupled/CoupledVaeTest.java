package org.ot4j.model.coupled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.evaluation.ModeQuality;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;
import org.ot4j.training.Schedule;

class CoupledVaeTest {
    private static final GaussianMixture RING = GaussianMixture.ring(8, 2, 0.1);
    private static CoupledVae trained;
    private static DataSet data;

    @BeforeAll
    static void train() {
        data = RING.sample(400, 7);
        trained = fit(data, 1);
    }

    @AfterAll
    static void close() {
        trained.close();
    }

    private static CoupledVae.Builder ring() {
        return CoupledVae.builder()
                .prior(Prior.standardNormal(2))
                .decoder(Networks.mlp(64, 64).batchNorm())
                .likelihood(Likelihood.gaussian().fixed(0.1))
                .anneal(400, 0.8)
                .coarseToFine(1);
    }

    private static CoupledVae fit(DataSet data, long seed) {
        var model = ring().build();
        model.train(data)
                .steps(800)
                .batchSize(128)
                .learningRate(5e-3)
                .schedule(Schedule.cosine())
                .settleBatchNorm(0.2)
                .seed(seed)
                .fit();
        return model;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void coversAllModesOfARing(long seed) {
        try (var model = fit(data, seed)) {
            var quality = ModeQuality.of(RING, model.sample(2_000, 9));
            assertEquals(8, quality.modesCovered());
            assertTrue(quality.highDensityRatio().value() > 0.7, quality::toString);
        }
    }

    /** C-VAE Eq. 19 without its e^-1: both marginals are right. */
    @Test
    void planOfThePosteriorHasBothMarginals() {
        try (NDManager scope = Tensors.newManager()) {
            NDArray weights =
                    trained.posterior()
                            .weights(data.toNDArray(scope))
                            .toType(DataType.FLOAT64, true);
            int m = Math.toIntExact(weights.size(1));
            double[] rows = weights.sum(new int[] {1}).toDoubleArray();
            for (double row : rows) {
                assertEquals(1, row, 1e-4);
            }
            double error = 0;
            for (double column : weights.mean(new int[] {0}).toDoubleArray()) {
                error += Math.abs(column - 1.0 / m);
            }
            assertTrue(error < 2e-3, "L1 error of the aggregated posterior " + error);
            assertTrue(trained.posterior().error() < 1e-3, trained.posterior().error() + "");
        }
    }

    /** C-VAE Eq. 20. q(z | x) is a density in z: its integral over a fine grid is 1. */
    @Test
    void posteriorIntegratesToOne() {
        int side = 161;
        double width = 8.0 / (side - 1);
        var grid = new float[side * side * 2];
        for (int i = 0; i < side * side; i++) {
            grid[2 * i] = (float) (-4 + width * (i % side));
            grid[2 * i + 1] = (float) (-4 + width * (i / side));
        }
        try (NDManager scope = Tensors.newManager()) {
            NDArray z = Tensors.of(scope, grid, side * side, 2);
            NDArray density = trained.posterior().logDensity(data.batch(scope, 0, 50, 99), z).exp();
            for (float total : density.sum(new int[] {1}).toFloatArray()) {
                assertEquals(1, total * width * width, 0.1);
            }
        }
    }

    /** Against quadrature of the density over a grid. */
    @Test
    void drawsHaveTheMeanAndSpreadOfTheirDensity() {
        int side = 161;
        double width = 8.0 / (side - 1);
        var grid = new double[side * side][2];
        for (int i = 0; i < grid.length; i++) {
            grid[i][0] = -4 + width * (i % side);
            grid[i][1] = -4 + width * (i / side);
        }
        double[][] point = {data.toArray()[0]};
        double[] log = trained.posterior().logDensity(point, grid)[0];
        var expected = new double[2];
        var square = new double[2];
        double total = 0;
        for (int i = 0; i < grid.length; i++) {
            double mass = Math.exp(log[i]) * width * width;
            total += mass;
            for (int k = 0; k < 2; k++) {
                expected[k] += mass * grid[i][k];
                square[k] += mass * grid[i][k] * grid[i][k];
            }
        }
        var copies = new double[4_000][];
        Arrays.fill(copies, point[0]);
        double[][] drawn = trained.posterior().sample(copies, 5);
        for (int k = 0; k < 2; k++) {
            int at = k;
            double mean = Arrays.stream(drawn).mapToDouble(z -> z[at]).average().orElseThrow();
            double variance = square[k] / total - Math.pow(expected[k] / total, 2);
            assertEquals(expected[k] / total, mean, 0.15 * Math.sqrt(variance));
            double own =
                    Arrays.stream(drawn).mapToDouble(z -> (z[at] - mean) * (z[at] - mean)).sum();
            assertEquals(1, own / 4_000 / variance, 0.2);
        }
    }

    @Test
    void drawsAreFreshCodes() {
        Set<List<Float>> first = codes(trained.encode(data, 1));
        Set<List<Float>> second = codes(trained.encode(data, 2));
        assertTrue(first.size() > 0.85 * data.size(), first.size() + " different codes");
        second.retainAll(first);
        assertEquals(Set.of(), second);
    }

    private static Set<List<Float>> codes(DataSet rows) {
        return Arrays.stream(rows.toArray())
                .map(z -> List.of((float) z[0], (float) z[1]))
                .collect(Collectors.toSet());
    }

    @Test
    void reconstructsWhatItWasTrainedOn() {
        try (NDManager scope = Tensors.newManager()) {
            NDArray x = data.toNDArray(scope);
            double error = trained.reconstruct(x).sub(x).square().mean().getFloat();
            assertTrue(error < 0.05, "mean squared error " + error);
        }
    }

    @Test
    void aSeedDecidesTheSamples() {
        float[] first = trained.sample(50, 3).toFloatArray();
        assertArrayEquals(first, trained.sample(50, 3).toFloatArray());
        assertTrue(first[0] != trained.sample(50, 4).toFloatArray()[0]);
    }

    @Test
    void saysWhatIsWrongBeforeTraining() {
        assertNames("epsilon = 0", () -> ring().epsilon(0).build());
        assertNames("anneal.from = 0.5", () -> ring().anneal(0.5, 0.5).build());
        assertNames("anneal.until = 1.0", () -> ring().anneal(10, 1).build());
        assertNames("linearStart = 0.8", () -> ring().linearStart(0.8).build());
        assertNames("linearStart = -0.1", () -> ring().linearStart(-0.1).build());
        assertNames(
                "linearStart = 0.1",
                () -> ring().prior(Prior.categorical(0.5, 0.5)).linearStart(0.1).build());
        assertNames("prior = null", () -> ring().prior(null).build());
        assertNames("coarseToFine", () -> ring().likelihood(Likelihood.bernoulli()).build());
        assertNames("inner.maxIterations = 0", () -> ring().inner(0.1, 0).build());
        assertNames("data = ", () -> trained.train(RING.sample(400, 8)));
        assertThrows(IllegalStateException.class, () -> ring().build().sample(1, 0));
    }

    private static void assertNames(String what, Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.startsWith(what), message);
    }
}
