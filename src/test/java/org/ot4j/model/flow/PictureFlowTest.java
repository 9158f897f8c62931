package org.ot4j.model.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ot4j.model.Refusals.assertNames;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.data.DataSet;
import org.ot4j.data.RenderedDigits;
import org.ot4j.distribution.Prior;
import org.ot4j.network.Networks;
import org.ot4j.transport.Transport;

/** Flows of pictures by a U-Net. */
class PictureFlowTest {
    private static final int SIDE = 8;
    private static final int SIZE = SIDE * SIDE;

    private static FlowMatching.Builder flow(int... channels) {
        return FlowMatching.builder()
                .source(Prior.standardNormal(SIZE))
                .network(Networks.unet(channels))
                .solver(OdeSolver.midpoint(10));
    }

    /** Blobs in the upper half, of class 0, and in the lower half, of class 1. */
    private static DataSet blobs(int n, long seed) {
        var random = new Random(seed);
        var pixels = new float[n * SIZE];
        var labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = i % 2;
            double row = 2 + 3 * labels[i] + 0.5 * random.nextGaussian();
            double column = 2 + 3 * random.nextDouble();
            for (int k = 0; k < SIZE; k++) {
                double far = Math.hypot(k / SIDE - row, k % SIDE - column);
                pixels[i * SIZE + k] = (float) Math.exp(-far * far / 4);
            }
        }
        return DataSet.of(pixels, 1, SIDE, SIDE).withLabels(labels);
    }

    /** The loss falls, and samples come near fresh pictures, by W₂. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void learnsBlobs(long seed) {
        double[][] fresh = blobs(200, seed + 100).toArray();
        double[][] noise = gaussian(200, seed);
        double least = Transport.wasserstein(blobs(200, seed + 200).toArray(), fresh, 2);
        double most = Transport.wasserstein(noise, fresh, 2);
        try (var flow = flow(8, 16).build()) {
            var run =
                    flow.train(blobs(512, seed))
                            .steps(160)
                            .batchSize(32)
                            .learningRate(3e-3)
                            .seed(seed)
                            .fit();
            double[] losses = run.history().doubleColumn("flow matching").asDoubleArray();
            double error = Transport.wasserstein(flow.sampleRows(200, seed), fresh, 2);
            assertTrue(losses[losses.length - 1] < losses[0] / 4, Arrays.toString(losses));
            assertTrue(error < most / 4, error + ", noise " + most);
            assertTrue(error < 5 * least, error + ", two samples " + least);
        }
    }

    private static double[][] gaussian(int n, long seed) {
        var random = new Random(seed);
        var rows = new double[n][SIZE];
        for (double[] row : rows) {
            Arrays.setAll(row, k -> random.nextGaussian());
        }
        return rows;
    }

    /** What the class says: where a blob is. */
    @Test
    void givenAClassItDrawsThatOne(@TempDir Path folder) {
        try (var flow = flow(8, 16).condition(2).build()) {
            flow.train(blobs(512, 1)).steps(160).batchSize(32).learningRate(3e-3).seed(1).fit();
            for (int label = 0; label < 2; label++) {
                double[][] drawn = flow.given(label).sampleRows(60, 1);
                int right = 0;
                for (double[] picture : drawn) {
                    double upper = Arrays.stream(picture, 0, SIZE / 2).sum();
                    right += (upper > Arrays.stream(picture).sum() / 2) == (label == 0) ? 1 : 0;
                }
                assertTrue(right >= 54, right + " of 60 of class " + label);
            }
            flow.save(folder.resolve("flow"));
            try (var again = FlowMatching.load(folder.resolve("flow"))) {
                double[][] x = flow.given(1).sampleRows(3, 2);
                assertArrayEquals(x, again.given(1).sampleRows(3, 2));
                assertArrayEquals(flow.encode(x)[2], again.encode(x)[2]);
            }
        }
    }

    /** So many pictures that they go through the network in parts, with their own classes. */
    @Test
    void manyPicturesAreMovedInParts() {
        int n = 4_100;
        DataSet pictures = RenderedDigits.standard().side(SIDE).sample(n, 1);
        try (var flow =
                FlowMatching.builder()
                        .source(Prior.standardNormal(SIZE))
                        .network(Networks.unet(2, 2))
                        .solver(OdeSolver.euler(1))
                        .condition(10)
                        .build()) {
            flow.train(pictures).steps(4).batchSize(16).learningRate(0.1).fit();
            double[][] all = flow.encode(pictures).toArray();
            double[][] last = flow.encode(pictures.rows(4_097, 4_098, 4_099)).toArray();
            for (int i = 0; i < 3; i++) {
                assertArrayEquals(last[i], all[4_097 + i], 1e-4);
            }
        }
    }

    /** A derivative of the exact divergence along each way, against a smaller and a larger way. */
    @Test
    void bridgesAndDensitiesGoThroughIt() {
        try (var flow =
                FlowMatching.builder()
                        .source(Prior.standardNormal(4))
                        .network(Networks.unet(4, 4))
                        .path(FlowPath.bridge(0.2))
                        .solver(OdeSolver.dormandPrince(1e-5))
                        .build()) {
            var data = new float[4 * 64];
            var random = new Random(1);
            for (int i = 0; i < data.length; i++) {
                data[i] = (float) (1 + 0.3 * random.nextGaussian());
            }
            DataSet pictures = DataSet.of(data, 1, 2, 2);
            flow.train(pictures).steps(20).batchSize(16).learningRate(0.01).seed(1).fit();
            double[][] x = pictures.head(2).toArray();
            double exact = flow.logLikelihood(x).value();
            double probed = flow.logLikelihood(x, 400, 1).value();
            assertEquals(exact, probed, 0.1);
            assertEquals(new Shape(3, 1, 2, 2), flow.sampleStochastically(3, 4, 1).getShape());
            assertArrayEquals(x[1], flow.decode(flow.encode(x))[1], 1e-3);
        }
    }

    @Test
    void aPlaneIsNoPicture() {
        try (var flow =
                FlowMatching.builder()
                        .source(Prior.standardNormal(2))
                        .network(Networks.unet(4))
                        .build()) {
            assertNames(
                    "output shape of a U-Net",
                    () -> flow.train(new double[][] {{0, 1}, {1, 0}}).steps(1).fit());
        }
    }
}
