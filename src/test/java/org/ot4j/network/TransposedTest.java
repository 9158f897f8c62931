package org.ot4j.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transposed convolutions, and the decoders that double a picture's sides. */
class TransposedTest {
    private final NDManager manager = Tensors.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray normal(long seed, long... shape) {
        return Tensors.normal(manager, new SplittableRandom(seed), shape);
    }

    /**
     * The picture is spread by the kernel: value (i, j) is added at rows and columns from (s·i - 1,
     * s·j - 1) on, in plain loops.
     */
    private static float[] byHand(NDArray x, NDArray weight, float[] bias, int s) {
        int n = (int) x.size(0);
        int in = (int) x.size(1);
        int h = (int) x.size(2);
        int w = (int) x.size(3);
        int out = bias.length;
        float[] from = x.toFloatArray();
        float[] kernel = weight.toFloatArray();
        var y = new float[n * out * s * h * s * w];
        for (int at = 0; at < y.length; at++) {
            y[at] = bias[at / (s * h * s * w) % out];
        }
        for (int at = 0; at < from.length; at++) {
            int column = at % w;
            int row = at / w % h;
            int c = at / (w * h) % in;
            int picture = at / (w * h * in);
            for (int k = 0; k < out * 16; k++) {
                int i = s * row - 1 + k / 4 % 4;
                int j = s * column - 1 + k % 4;
                if (i >= 0 && i < s * h && j >= 0 && j < s * w) {
                    int to = ((picture * out + k / 16) * s * h + i) * s * w + j;
                    y[to] += from[at] * kernel[c * out * 16 + k];
                }
            }
        }
        return y;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void valuesAreThoseOfPlainLoops(int stride) {
        var layer = new Convolutions.Transposed(3, 2, stride);
        NDArray x = normal(1, 2, 3, 5, 4);
        NDArray weight = normal(2, 3, 2, 4, 4);
        NDArray bias = normal(3, 2);
        NDArray y = layer.forward(x, new NDArray[] {weight, bias}, new NDArray[0], true);
        assertEquals(new Shape(2, 2, 5 * stride, 4 * stride), y.getShape());
        assertArrayEquals(byHand(x, weight, bias.toFloatArray(), stride), y.toFloatArray(), 1e-4f);
    }

    /** One pixel and the kernel 1 … 16: with stride 2 its middle stays, with 1 one value. */
    @ParameterizedTest
    @CsvSource({"1, '6'", "2, '6 7 10 11'"})
    void onePixelShowsTheMiddleOfTheKernel(int stride, String expected) {
        var layer = new Convolutions.Transposed(1, 1, stride);
        var kernel = new float[16];
        IntStream.range(0, 16).forEach(k -> kernel[k] = k + 1);
        NDArray[] arrays = {
            Tensors.of(manager, kernel, 1, 1, 4, 4), Tensors.of(manager, new float[1], 1)
        };
        NDArray x = Tensors.of(manager, new float[] {1}, 1, 1, 1, 1);
        float[] y = layer.forward(x, arrays, new NDArray[0], false).toFloatArray();
        var words = expected.split(" ");
        assertEquals(words.length, y.length);
        for (int k = 0; k < y.length; k++) {
            assertEquals(Float.parseFloat(words[k]), y[k]);
        }
    }

    /**
     * The encoder's 4×4 convolution of stride 2 with the same kernel: ⟨conv x, y⟩ = ⟨x, conv* y⟩.
     */
    @Test
    void itIsTheAdjointOfTheEncodersConvolution() {
        NDArray kernel = normal(1, 3, 2, 4, 4);
        NDArray x = normal(2, 5, 2, 8, 6);
        NDArray y = normal(3, 5, 3, 4, 3);
        NDArray[] down = {kernel, manager.zeros(new Shape(3))};
        NDArray[] up = {kernel, manager.zeros(new Shape(2))};
        var none = new NDArray[0];
        NDArray convolved = new Convolutions.Conv(2, 3, 4, 2, 1).forward(x, down, none, true);
        NDArray back = new Convolutions.Transposed(3, 2, 2).forward(y, up, none, true);
        assertEquals(convolved.getShape(), y.getShape());
        double left = convolved.mul(y).sum().getFloat();
        assertEquals(left, x.mul(back).sum().getFloat(), 1e-4 * Math.abs(left));
    }

    @Test
    void weightsStartAsInPytorch() {
        var spec = Networks.convDecoder(64, 16);
        try (Network network = spec.build("d", new Shape(2), new Shape(1, 4, 4), 1)) {
            int first = 0;
            for (var entry : network.weights().entries()) {
                if (entry.name().contains("ConvTranspose 4×4 /2.weight")) {
                    break;
                }
                first += entry.size();
            }
            float[] values = network.weights().values();
            double bound = 1 / Math.sqrt(16 * 16);
            double square = 0;
            for (int k = first; k < first + 64 * 16 * 16; k++) {
                assertTrue(Math.abs(values[k]) <= bound);
                square += values[k] * values[k];
            }
            assertEquals(bound * bound / 3, square / (64 * 16 * 16), 2e-5);
        }
    }

    @Test
    void theSummaryNamesTheLayers() {
        var spec = Networks.convDecoder(8, 4).batchNorm().output(Activation.SIGMOID);
        try (Network network = spec.build("decoder", new Shape(2), new Shape(1, 6, 6), 1)) {
            String table = network.summary().printAll();
            for (String part :
                    new String[] {
                        "5 ConvTranspose 4×4 /2  |     (4, 6, 6)  |         516",
                        "8 ConvTranspose 4×4  |     (1, 6, 6)  |          65"
                    }) {
                assertTrue(table.contains(part), table);
            }
        }
    }

    /** What files name ConvDecoder stays the network that it was. */
    @Test
    void filesOfTheOldLayoutAreRead() {
        String json =
                "{\"type\":\"org.ot4j.network.ConvDecoder\",\"channels\":[4,3],"
                        + "\"activation\":\"RELU\",\"normalised\":true,\"last\":\"SIGMOID\"}";
        var read = assertInstanceOf(UpsamplingDecoder.class, Recipes.fromJson(json));
        assertEquals(Networks.upsamplingDecoder(4, 3).batchNorm().output(Activation.SIGMOID), read);
        assertEquals(json, Recipes.toJson(read));
        try (Network network = read.build("d", new Shape(2), new Shape(1, 4, 4), 7)) {
            // Linear 2 → 16, two batch normalisations, 3×3 convolutions 4 → 3 and 3 → 1.
            assertEquals(48 + 8 + 111 + 6 + 28, network.weights().size());
        }
    }

    @Test
    void whatDoesNotFitIsNamed() {
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () ->
                                        Networks.convDecoder(4, 3, 2)
                                                .build("d", new Shape(2), new Shape(1, 28, 30), 1))
                        .getMessage();
        assertTrue(message.contains("sides that 2 doublings can reach"), message);
        message =
                assertThrows(IllegalArgumentException.class, () -> Networks.convDecoder(4, 0))
                        .getMessage();
        assertTrue(message.contains("channels[1] = 0"), message);
    }

    @Test
    void callsLeaveNothing() {
        try (Network network =
                Networks.convDecoder(4, 3).build("d", new Shape(2), new Shape(1, 4, 4), 1)) {
            NDArray z = normal(1, 5, 2);
            Leftovers.none("convDecoder", () -> network.forward(z));
        }
    }
}
