package org.ot4j.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** U-Nets whose weights are all drawn, so that none of their parts is 0. */
class UNetTest {
    private final NDManager manager = Tensors.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private static Network drawn(NetworkSpec spec, Shape in, Shape out, double size) {
        Network network = spec.build("velocity", in, out, 3);
        var random = new SplittableRandom(4);
        float[] weights = network.weights().values();
        for (int i = 0; i < weights.length; i++) {
            weights[i] += (float) (size * random.nextGaussian());
        }
        network.weights().set(weights);
        return network;
    }

    private NDArray normal(long seed, long... shape) {
        return Tensors.normal(manager, new SplittableRandom(seed), shape);
    }

    /** Sides are rounded up when halved, and come back as they were. */
    @ParameterizedTest
    @CsvSource({"1, 8, 8, 3", "2, 7, 5, 3", "3, 5, 6, 2", "1, 1, 1, 1", "1, 28, 28, 5"})
    void theOutputIsAPictureOfAnySize(int channels, int height, int width, int levels) {
        var widths = new int[levels];
        Arrays.setAll(widths, k -> 4 + 3 * k);
        var picture = new Shape(2L * channels, height, width);
        int values = channels * height * width;
        try (Network network =
                drawn(Networks.unet(widths).blocks(2), new Shape(values + 1), picture, 0.1)) {
            NDArray y = network.forward(normal(1, 3, values + 1));
            assertEquals(new Shape(3).addAll(picture), y.getShape());
            // Each row is that of itself alone.
            NDArray rows = normal(1, 3, values + 1);
            NDArray second = network.forward(rows.get("1:2"));
            assertArrayEquals(
                    y.get("1:2").toFloatArray(), second.toFloatArray(), 1e-4f, "rows do not mix");
        }
    }

    /** As published, so that a flow starts without a velocity. */
    @Test
    void startsAtZero() {
        var picture = new Shape(1, 8, 8);
        try (Network network = Networks.unet(4, 8).build("velocity", new Shape(65), picture, 1)) {
            assertArrayEquals(new float[128], network.forward(normal(1, 2, 65)).toFloatArray());
        }
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        var out = new Shape(2, 3, 4);
        var spec = new Conditioned(Networks.unet(3, 8).frequencies(2), 3);
        try (Network network = drawn(spec, new Shape(13), out, 0.1)) {
            NDArray x = normal(1, 2, 13);
            NDArray weights = normal(2, 2, 2, 3, 4);
            Function<NDArray, NDArray> f =
                    y ->
                            ClassLabels.with(
                                    new int[] {2, -1}, () -> network.forward(y).mul(weights).sum());
            Differences.check(f, x, 1e-2, 1e-2);
            int stride = 1 + network.weights().size() / 200;
            Differences.check(() -> f.apply(x), network.weights(), stride, 1e-2, 2e-2);
        }
    }

    /** One level and one block in plain loops: 1 channel, 4 within, a picture of 3 by 2. */
    @Test
    void valuesAreThoseOfPlainLoops() {
        int side = 6;
        try (Network network =
                drawn(Networks.unet(4).frequencies(2), new Shape(7), new Shape(1, 3, 2), 0.2)) {
            float[] x = {0.3f, -1, 0.5f, 2, 0.1f, -0.4f, 0.7f};
            var loops = new Loops(network.weights().values());
            double t = x[side];
            double[] time = {
                t,
                Math.cos(Math.PI * t),
                Math.cos(2 * Math.PI * t),
                Math.sin(Math.PI * t),
                Math.sin(2 * Math.PI * t)
            };
            double[] e = silu(loops.linear(silu(loops.linear(time, 16)), 16));
            var picture = new double[side];
            Arrays.setAll(picture, k -> x[k]);
            double[] h = loops.convolution(picture, 4);
            double[] inner = loops.convolution(silu(loops.normalised(h)), 4);
            double[] added = loops.linear(e, 4);
            for (int k = 0; k < inner.length; k++) {
                inner[k] += added[k / side];
            }
            double[] change = loops.convolution(silu(loops.normalised(inner)), 4);
            for (int k = 0; k < h.length; k++) {
                h[k] += change[k];
            }
            double[] expected = loops.convolution(silu(loops.normalised(h)), 1);
            assertEquals(network.weights().size(), loops.at);
            float[] y = network.forward(Tensors.of(manager, x, 1, 7)).toFloatArray();
            for (int k = 0; k < side; k++) {
                assertEquals(expected[k], y[k], 1e-4 * (1 + Math.abs(expected[k])));
            }
        }
    }

    private static double[] silu(double[] x) {
        return Arrays.stream(x).map(v -> v / (1 + Math.exp(-v))).toArray();
    }

    /** Parts with the next weights, for pictures of 3 by 2. */
    private static final class Loops {
        private final float[] weights;
        private int at;

        Loops(float[] weights) {
            this.weights = weights;
        }

        double[] linear(double[] x, int out) {
            var y = new double[out];
            for (int o = 0; o < out; o++) {
                for (double v : x) {
                    y[o] += weights[at++] * v;
                }
            }
            for (int o = 0; o < out; o++) {
                y[o] += weights[at++];
            }
            return y;
        }

        double[] convolution(double[] x, int out) {
            int in = x.length / 6;
            var y = new double[6 * out];
            for (int o = 0; o < out; o++) {
                for (int c = 0; c < in; c++) {
                    for (int k = 0; k < 9; k++) {
                        float w = weights[at++];
                        for (int p = 0; p < 6; p++) {
                            int row = p / 2 + k / 3 - 1;
                            int column = p % 2 + k % 3 - 1;
                            if (row >= 0 && row < 3 && column >= 0 && column < 2) {
                                y[6 * o + p] += w * x[6 * c + 2 * row + column];
                            }
                        }
                    }
                }
            }
            for (int o = 0; o < out; o++) {
                for (int p = 0; p < 6; p++) {
                    y[6 * o + p] += weights[at];
                }
                at++;
            }
            return y;
        }

        /** Four channels in four groups. */
        double[] normalised(double[] x) {
            var y = new double[x.length];
            int channels = x.length / 6;
            for (int c = 0; c < channels; c++) {
                double[] of = Arrays.copyOfRange(x, 6 * c, 6 * c + 6);
                double mean = Arrays.stream(of).average().orElseThrow();
                double variance = Arrays.stream(of).map(v -> v * v).sum() / 6 - mean * mean;
                for (int p = 0; p < 6; p++) {
                    y[6 * c + p] =
                            weights[at + c] * (of[p] - mean) / Math.sqrt(variance + 1e-5)
                                    + weights[at + channels + c];
                }
            }
            at += 2 * channels;
            return y;
        }
    }

    @Test
    void seesTheTimeAndTheClass() {
        var spec = new Conditioned(Networks.unet(4, 6), 3);
        try (Network network = drawn(spec, new Shape(17), new Shape(1, 4, 4), 0.1)) {
            NDArray x = normal(1, 1, 17);
            float[] one = ClassLabels.with(new int[] {1}, () -> network.forward(x)).toFloatArray();
            float[] two = ClassLabels.with(new int[] {2}, () -> network.forward(x)).toFloatArray();
            float[] none =
                    ClassLabels.with(new int[] {-1}, () -> network.forward(x)).toFloatArray();
            assertNotEquals(one[0], two[0]);
            assertNotEquals(one[0], none[0]);
            float[] later = x.toFloatArray();
            later[16] += 0.5f;
            NDArray moved = Tensors.of(manager, later, 1, 17);
            float[] after =
                    ClassLabels.with(new int[] {1}, () -> network.forward(moved)).toFloatArray();
            assertNotEquals(one[0], after[0]);
        }
    }

    @Test
    void aFileKeepsIt() {
        NetworkSpec spec = new Conditioned(Networks.unet(4, 6).blocks(2).frequencies(3), 3);
        assertEquals(spec, Recipes.fromJson(Recipes.toJson(spec)));
    }

    @Test
    void whatDoesNotFitIsNamed() {
        var eight = new Shape(1, 8, 8);
        refused("channels.size = 0", () -> Networks.unet());
        refused("channels[1] = 0", () -> Networks.unet(4, 0));
        refused("blocks = 0", () -> Networks.unet(4).blocks(0));
        refused("frequencies = 0", () -> Networks.unet(4).frequencies(0));
        refused(
                "channels.size = 5: expected at most 4",
                () -> Networks.unet(4, 4, 4, 4, 4).build("v", new Shape(65), eight, 1));
        refused(
                "input shape of a U-Net = (64)",
                () -> Networks.unet(4).build("v", new Shape(64), eight, 1));
        refused(
                "without Networks.timed",
                () -> Networks.timed(Networks.unet(4), 4).build("v", new Shape(65), eight, 1));
        refused(
                "output shape of a U-Net = (2)",
                () -> Networks.unet(4).build("v", new Shape(3), new Shape(2), 1));
    }

    private static void refused(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
