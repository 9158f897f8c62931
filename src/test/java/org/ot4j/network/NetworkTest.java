package org.ot4j.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkTest {
    private final NDManager manager = Tensors.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private static NetworkSpec custom() {
        return Networks.custom(
                "two layers",
                (in, out) ->
                        new SequentialBlock()
                                .add(Linear.builder().setUnits(6).build())
                                .add(BatchNorm.builder().build())
                                .add(Activation::tanh)
                                .add(Linear.builder().setUnits(out.size()).build()));
    }

    static Stream<Arguments> specs() {
        var soft = org.ot4j.network.Activation.SOFTPLUS;
        var picture = new Shape(2, 7, 7);
        return Stream.of(
                Arguments.of(Networks.mlp(7, 5).activation(soft), new Shape(3), new Shape(2)),
                Arguments.of(
                        Networks.mlp(7).batchNorm().activation(soft), new Shape(3), new Shape(2)),
                Arguments.of(
                        Networks.mlp(7).activation(soft).spectralNorm(),
                        new Shape(3),
                        new Shape(2)),
                Arguments.of(
                        Networks.mlp(7).activation(org.ot4j.network.Activation.GELU),
                        new Shape(1, 2, 2),
                        new Shape(2, 1, 1)),
                Arguments.of(
                        Networks.mlp(7)
                                .activation(org.ot4j.network.Activation.TANH)
                                .output(org.ot4j.network.Activation.SIGMOID),
                        new Shape(3),
                        new Shape(2)),
                Arguments.of(
                        Networks.convEncoder(3, 4).activation(soft).batchNorm(),
                        picture,
                        new Shape(3)),
                Arguments.of(
                        Networks.convEncoder(3, 4).activation(soft).spectralNorm(),
                        picture,
                        new Shape(1)),
                Arguments.of(
                        Networks.convDecoder(4, 3).activation(soft).batchNorm(),
                        new Shape(3),
                        new Shape(2, 6, 4)),
                Arguments.of(
                        Networks.upsamplingDecoder(4, 3).activation(soft).batchNorm(),
                        new Shape(3),
                        new Shape(2, 6, 6)),
                Arguments.of(custom(), new Shape(3), new Shape(2)));
    }

    /** In training mode, where batch statistics are part of the function. */
    @ParameterizedTest
    @MethodSource("specs")
    void gradientsOfEveryLayerAreRight(NetworkSpec spec, Shape in, Shape out) {
        try (Network network = spec.build("network", in, out, 3)) {
            network.training(true);
            NDArray x = Tensors.normal(manager, new SplittableRandom(1), batch(4, in));
            NDArray weights = Tensors.normal(manager, new SplittableRandom(2), batch(4, out));
            // Once singular vectors have settled, holding them fixed costs no derivative.
            for (int i = 0; i < 100; i++) {
                network.forward(x);
            }
            float[] buffers = network.buffers().values();
            Function<NDArray, NDArray> f =
                    y -> {
                        network.buffers().set(buffers);
                        return network.forward(y).mul(weights).sum();
                    };
            int stride = 1 + network.weights().size() / 60;
            Differences.check(() -> f.apply(x), network.weights(), stride, 1e-2, 1e-2);
            Differences.check(f, x, 1e-2, 1e-2);
        }
    }

    private static long[] batch(long n, Shape sample) {
        var sides = new long[sample.dimension() + 1];
        sides[0] = n;
        System.arraycopy(sample.getShape(), 0, sides, 1, sample.dimension());
        return sides;
    }

    @ParameterizedTest
    @MethodSource("specs")
    void theSeedDecidesAndAFileKeepsTheShape(NetworkSpec spec, Shape in, Shape out) {
        var back = (NetworkSpec) Recipes.fromJson(Recipes.toJson(spec));
        assertEquals(spec, back);
        try (Network a = spec.build("a", in, out, 3);
                Network b = back.build("b", in, out, 3);
                Network c = spec.build("c", in, out, 4)) {
            assertArrayEquals(a.weights().values(), b.weights().values());
            assertFalse(Arrays.equals(a.weights().values(), c.weights().values()));
            NDArray x = Tensors.normal(manager, new SplittableRandom(1), batch(4, in));
            assertEquals(new Shape(batch(4, out)), a.forward(x).getShape());
            assertArrayEquals(a.forward(x).toFloatArray(), b.forward(x).toFloatArray());
            var table = a.summary();
            int rows = table.rowCount();
            assertEquals(a.weights().size(), table.intColumn("parameters").get(rows - 1));
        }
    }

    /** Weights start as PyTorch's do: uniform on ± 1/√in, here with the right variance. */
    @Test
    void linearLayersStartAsInPytorch() {
        try (Network network = Networks.mlp(400).build("n", new Shape(100), 1, 1)) {
            float[] values = network.weights().values();
            double bound = 0.1;
            double square = 0;
            for (int i = 0; i < 40_000; i++) {
                assertTrue(Math.abs(values[i]) <= bound);
                square += values[i] * values[i];
            }
            assertEquals(bound * bound / 3, square / 40_000, 1e-4);
        }
    }

    /** torch 2.7.1: BatchNorm1d in training on this x, then its running statistics. */
    @Test
    void batchNormIsThatOfPytorch() {
        var layer = new Layers.BatchNorm(2);
        NDArray x = Tensors.of(manager, new float[] {1, 2, 3, -4, 5, 6}, 3, 2);
        NDArray[] arrays = {manager.ones(new Shape(2)), manager.zeros(new Shape(2))};
        NDArray[] buffers = {manager.zeros(new Shape(2)), manager.ones(new Shape(2))};
        assertArrayEquals(
                new float[] {-1.2247427f, 0.16222139f, 0, -1.2977712f, 1.2247427f, 1.1355498f},
                layer.forward(x, arrays, buffers, true).toFloatArray(),
                1e-5f);
        assertArrayEquals(new float[] {0.3f, 0.1333333f}, buffers[0].toFloatArray(), 1e-6f);
        assertArrayEquals(new float[] {1.3f, 3.4333334f}, buffers[1].toFloatArray(), 1e-5f);
    }

    @Test
    void spectralNormBringsTheLargestSingularValueToOne() {
        try (Network network =
                Networks.linear().spectralNorm().build("critic", new Shape(2), 2, 1)) {
            // A rotation times diag(3, 0.5), and no bias.
            double c = Math.cos(0.4);
            double s = Math.sin(0.4);
            network.weights()
                    .set(
                            new float[] {
                                (float) (3 * c),
                                (float) (-0.5 * s),
                                (float) (3 * s),
                                (float) (0.5 * c),
                                0,
                                0
                            });
            network.training(true);
            NDArray x = Tensors.of(manager, new float[] {1, 0, 0, 1}, 2, 2);
            for (int i = 0; i < 20; i++) {
                network.forward(x);
            }
            NDArray images = network.forward(x);
            float[] lengths = images.square().sum(new int[] {1}).sqrt().toFloatArray();
            assertArrayEquals(new float[] {1, 1 / 6f}, lengths, 1e-5f);
        }
    }

    @Test
    void dropoutActsInTrainingOnly() {
        try (Network network = Networks.mlp(50).dropout(0.5).build("n", new Shape(3), 2, 1)) {
            NDArray x = manager.ones(new Shape(2, 3));
            assertArrayEquals(network.forward(x).toFloatArray(), network.forward(x).toFloatArray());
            network.training(true);
            float[] one = network.forward(x).toFloatArray();
            assertFalse(Arrays.equals(one, network.forward(x).toFloatArray()));
        }
    }

    @Test
    void thePaperNetworksHaveTheirShapes() {
        for (int side : new int[] {28, 64}) {
            var encoder = Networks.convEncoder(8, 16, 32, 64).batchNorm();
            var decoder =
                    side == 28
                            ? Networks.convDecoder(64, 32, 16).batchNorm()
                            : Networks.convDecoder(64, 32, 16, 8).batchNorm();
            var picture = new Shape(side == 28 ? 1 : 3, side, side);
            try (Network e = encoder.build("encoder", picture, 8, 1);
                    Network d = decoder.build("decoder", new Shape(8), picture, 1)) {
                NDArray x = manager.ones(new Shape(batch(2, picture)));
                assertEquals(x.getShape(), d.forward(e.forward(x)).getShape());
            }
        }
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertMessage(
                "sides that 2 doublings can reach",
                () ->
                        Networks.convDecoder(4, 3, 2)
                                .build("d", new Shape(2), new Shape(1, 6, 6), 1));
        assertMessage(
                "(channels, height, width)",
                () -> Networks.convEncoder(4).build("e", new Shape(9), 2, 1));
        assertMessage("widths[1] = 0", () -> Networks.mlp(3, 0));
        assertMessage("dropout = 1.0", () -> Networks.mlp(3).dropout(1));
        assertMessage(
                "custom network = nobody",
                () -> new CustomNetwork("nobody").build("n", new Shape(2), 1, 1));
        try (Network network = Networks.mlp(3).build("encoder", new Shape(2), 1, 1)) {
            assertMessage(
                    "input shape of encoder = (5, 3): expected (n, 2)",
                    () -> network.forward(manager.ones(new Shape(5, 3))));
        }
        assertMessage("is not a recipe", () -> Recipes.fromJson("{\"type\":\"java.lang.String\"}"));
        assertMessage("not a recipe", () -> Recipes.fromJson("[1, 2]"));
        assertMessage("not on the class path", () -> Recipes.fromJson("{\"type\":\"no.Such\"}"));
    }

    private static void assertMessage(String part, Executable code) {
        String message = assertThrows(IllegalArgumentException.class, code).getMessage();
        assertTrue(message.contains(part), message);
    }
}
