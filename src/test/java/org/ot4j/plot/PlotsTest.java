package org.ot4j.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ot4j.data.DataSet;
import org.ot4j.data.Picture;
import org.ot4j.data.RenderedDigits;
import org.ot4j.data.Synthetic;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.network.Networks;
import org.ot4j.transport.Plan;
import org.ot4j.transport.Transport;

class PlotsTest {
    @Test
    void contoursOfACircleAreThatCircle() {
        var box = new Bounds(-2, 2, -2, 2);
        double[][] line =
                ContourLines.of(DensityGrid.of((x, y) -> x * x + y * y, box), box, 1.5 * 1.5);
        int points = 0;
        for (int i = 0; i < line[0].length; i++) {
            if (!Double.isNaN(line[0][i])) {
                assertEquals(1.5, Math.hypot(line[0][i], line[1][i]), 1e-3);
                points++;
            }
        }
        assertTrue(points > 400, "all the way round: " + points);
    }

    @Test
    void kernelDensityIntegratesToOneAndPeaksLikeTheNormal() {
        double[][] z = Synthetic.normal(20_000, 2, 5).toArray();
        double[] x = Arrays.stream(z).mapToDouble(p -> p[0]).toArray();
        double[] y = Arrays.stream(z).mapToDouble(p -> p[1]).toArray();
        var box = new Bounds(-6, 6, -6, 6);
        double[][] f = DensityGrid.kernel(x, y, box);
        double cell = Math.pow(12.0 / DensityGrid.CELLS, 2);
        double sum = Arrays.stream(f).flatMapToDouble(Arrays::stream).sum() * cell;
        assertEquals(1, sum, 1e-6);
        // Smoothed by h = n^(-1/6) = 0.192: 1 / (2 pi (1 + h^2)) at 0.
        double h2 = Math.pow(20_000, -1.0 / 3);
        int mid = DensityGrid.CELLS / 2;
        assertEquals(1 / (2 * Math.PI * (1 + h2)), f[mid][mid], 0.012);
    }

    @Test
    void walksKeepTheirEndsAndTheSphere() {
        double[] a = {3, 0, 0};
        double[] b = {0, 3, 0};
        double[][] line = Latents.linear(a, b, 5);
        double[][] arc = Latents.spherical(a, b, 5);
        assertArrayEquals(new double[] {1.5, 1.5, 0}, line[2], 1e-12);
        assertArrayEquals(a, arc[0], 1e-12);
        assertArrayEquals(b, arc[4], 1e-12);
        for (double[] p : arc) {
            assertEquals(3, Math.hypot(p[0], p[1]), 1e-12);
        }
        assertArrayEquals(new double[] {3 * Math.sqrt(0.5), 3 * Math.sqrt(0.5), 0}, arc[2], 1e-12);
        assertThrows(
                IllegalArgumentException.class,
                () -> Latents.spherical(a, new double[] {-1, 0, 0}, 5));
    }

    @Test
    void latentGridHasEqualPriorMass() {
        double[][] grid = Latents.normalGrid(4);
        // Quantiles 1/8, 3/8, 5/8, 7/8 of N(0, 1) from SciPy norm.ppf.
        double[] q = {
            -1.1503493803760079, -0.31863936396437514, 0.3186393639643752, 1.1503493803760083
        };
        assertArrayEquals(new double[] {q[0], q[3]}, grid[0], 1e-9);
        assertArrayEquals(new double[] {q[1], q[3]}, grid[1], 1e-9);
        assertArrayEquals(new double[] {q[3], q[0]}, grid[15], 1e-9);
    }

    @Test
    void picturesKeepTheirPixels() throws Exception {
        try (var manager = NDManager.newBaseManager()) {
            NDArray grey = manager.create(new float[] {0, 1, 0.5f, 2}, new Shape(1, 1, 2, 2));
            BufferedImage image = Plots.images(grey).image();
            int zoom = (image.getWidth() - 16 + 2 - 2) / 2;
            assertEquals(0x000000, rgb(image, 8 + zoom / 2, 8 + zoom / 2));
            assertEquals(0xffffff, rgb(image, 8 + 3 * zoom / 2, 8 + zoom / 2));
            assertEquals(0x808080, rgb(image, 8 + zoom / 2, 8 + 3 * zoom / 2));
            NDArray red = manager.zeros(new Shape(4, 3, 5, 5));
            red.set(new NDIndex(":, 0"), 1);
            assertEquals(0xff0000, rgb(Plots.images(red, 4).image(), 20, 20));
            Chart pairs = Plots.pairs(red, red.mul(0), 2).title("p");
            assertNull(pairs.figure());
            assertEquals(8, ChartTest.parse(pairs.svg()).getElementsByTagName("image").getLength());
            assertTrue(red.getShape().size() == 300, "the caller's array is still open");
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Plots.images(manager.zeros(new Shape(2, 2, 4, 4))));
        }
    }

    @Test
    void decodersAreCalledWithFloatCodesAndNothingStaysOpen() {
        try (var manager = NDManager.newBaseManager()) {
            Chart map =
                    Plots.latentManifold(
                            z -> {
                                assertEquals(DataType.FLOAT32, z.getDataType());
                                long n = z.getShape().get(0);
                                return z.sum(new int[] {1})
                                        .reshape(n, 1, 1, 1)
                                        .broadcast(new Shape(n, 1, 4, 4));
                            },
                            manager,
                            3);
            assertTrue(map.width() > 200);
            assertTrue(manager.getManagedArrays().isEmpty());
        }
    }

    @Test
    void plansPostersAndSamplesDraw() throws Exception {
        Plan plan = Plan.dense(new double[][] {{0.5, 0}, {0.25, 0.25}, {0, 0}});
        double[][] x = {{0, 0}, {1, 0}, {2, 2}};
        double[][] y = {{0, 1}, {1, 1}};
        var svg = ChartTest.parse(Plots.plan(plan, x, y).svg());
        assertEquals(5 + 2, svg.getElementsByTagName("circle").getLength());
        BufferedImage map = Plots.plan(plan).size(400, 400).image();
        int dark = rgb(map, 150, 60);
        int empty = rgb(map, 300, 40);
        assertTrue((dark >> 16) < 60, "source 0 at the top sends to target 0: " + dark);
        assertTrue((empty >> 16) > 200, "nothing for target 1: " + empty);
        assertThrows(IllegalArgumentException.class, () -> Plots.plan(plan, y, y));
        Chart posterior = Plots.aggregatedPosterior(Synthetic.normal(50, 2, 1).toArray(), null);
        assertEquals(2, posterior.figure().getTraces().length);
        Chart two = Plots.scatter(Map.of("data", x, "model", y));
        assertEquals(2, two.figure().getTraces().length);
        assertTrue(Plots.overlay(Plots.density(x), Plots.contours(x)).svg().contains("<image"));
    }

    @Test
    void samplesKeepTheOrderOfALinkedMapAndElseComeByName() throws Exception {
        double[][] x = {{0, 0}, {1, 0}};
        var linked = new LinkedHashMap<String, double[][]>();
        for (String name : List.of("z", "m", "a", "k")) {
            linked.put(name, x);
        }
        assertEquals(List.of("z", "m", "a", "k"), legend(Plots.scatter(linked)));
        assertEquals(List.of("a", "k", "m", "z"), legend(Plots.scatter(new HashMap<>(linked))));
        double[] line = {0, 1};
        var curves = Plots.curves(line, Map.of("p", line, "e", line, "c", line));
        assertEquals(List.of("c", "e", "p"), legend(curves));
    }

    private static List<String> legend(Chart chart) throws Exception {
        var texts = ChartTest.parse(chart.svg()).getElementsByTagName("text");
        return IntStream.range(0, texts.getLength())
                .mapToObj(i -> texts.item(i).getTextContent())
                .filter(text -> text.matches("[a-z]"))
                .toList();
    }

    private static int rgb(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) & 0xffffff;
    }

    private static Color pixel(Chart chart, double x, double y) {
        return new Color(chart.image().getRGB((int) x, (int) y));
    }

    /** The middle of each cell has its colour, row 0 at the top. */
    @Test
    void aHeatMapShowsAnyMatrixWithItsScale() {
        double[][] signed = {{-2, 0}, {1, Double.NaN}};
        Chart chart = Plots.heatmap(signed);
        var layer = (HeatLayer) ((Cartesian) chart.content()).layers().get(0);
        assertEquals(-2, layer.low());
        assertEquals(2, layer.high(), "both sides of 0 have one scale");
        assertEquals(
                List.of("2.00", "1.00", "0", "-1.00", "-2.00"),
                layer.keys().stream().map(Layer.Key::name).toList());
        var tiny = HeatLayer.of(new double[][] {{1e-318, 4}}).keys();
        assertEquals("0", tiny.get(tiny.size() - 1).name(), "nothing beside 4");
        // Axes from 60 to 410 across and 10 to 374 down.
        assertEquals(new Color(0x2166AC), pixel(chart, 140, 100), "-2, the least");
        assertEquals(Color.WHITE.getRGB(), pixel(chart, 330, 95).getRGB(), "0");
        assertEquals(Palette.mix(Color.WHITE, new Color(0xB2182B), 0.5), pixel(chart, 140, 270));
        Chart positive = Plots.heatmap(new double[][] {{3, 4, 5}});
        assertEquals(Palette.viridis(0), pixel(positive, 100, positive.height() / 2.5));
        assertEquals(
                1,
                ((Cartesian) Plots.heatmap(new double[2][2]).content())
                        .layers()
                        .get(0)
                        .keys()
                        .size());
        assertThrows(IllegalArgumentException.class, () -> Plots.heatmap(new double[0][]));
        assertThrows(
                IllegalArgumentException.class, () -> Plots.heatmap(new double[][] {{Double.NaN}}));
        var e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Plots.heatmap(new double[][] {{1, 2}, {3}}));
        assertEquals("matrix[1].length = 1: expected 2, as in row 0", e.getMessage());
    }

    @Test
    void aPlanIsShownFromAResultOrAMatrix() {
        double[][] costs = {{0, 1, 4}, {1, 0, 1}};
        var result = Transport.emd(costs);
        BufferedImage expected = Plots.plan(result.plan()).image();
        try (NDManager arrays = NDManager.newBaseManager()) {
            double[][] dense = result.plan().toDense();
            for (Chart same :
                    List.of(
                            Plots.plan(result),
                            Plots.plan(dense),
                            Plots.plan(arrays.create(dense)))) {
                assertArrayEquals(pixels(expected), pixels(same.image()));
            }
        }
        var e =
                assertThrows(
                        IllegalArgumentException.class, () -> Plots.plan(new double[][] {{1, -1}}));
        assertTrue(e.getMessage().startsWith("plan[0][1] = -1.0"), e.getMessage());
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    @Test
    void imagesComeInManyShapes() {
        double[][] one = {{0, 0.5}, {1, 0.25}};
        int[] expected = pixels(Plots.images(one).image());
        try (NDManager arrays = NDManager.newBaseManager()) {
            NDArray flat = arrays.create(one);
            for (NDArray same :
                    List.of(flat, flat.expandDims(0), flat.expandDims(0).expandDims(0))) {
                assertArrayEquals(expected, pixels(Plots.images(same).image()));
            }
            assertArrayEquals(expected, pixels(Plots.images(Picture.of(one)).image()));
            assertArrayEquals(
                    expected, pixels(Plots.images(DataSet.of(Picture.of(one))).title("").image()));
            NDArray five = arrays.zeros(new Shape(5, 2, 2));
            var grid = (PictureGrid) Plots.images(five).content();
            assertEquals(5, grid.pictures().size(), "[n, h, w] with n = 5");
            NDArray colour = arrays.zeros(new Shape(3, 2, 2));
            assertEquals(1, ((PictureGrid) Plots.images(colour).content()).pictures().size());
            NDArray bad = arrays.zeros(new Shape(2, 2, 2, 2));
            var e = assertThrows(IllegalArgumentException.class, () -> Plots.images(bad));
            assertTrue(e.getMessage().startsWith("pictures = (2, 2, 2, 2)"), e.getMessage());
        }
        assertEquals(2, ((PictureGrid) Plots.images(one, one).content()).pictures().size());
        var e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Plots.images(one, new double[][] {{1}}));
        assertTrue(e.getMessage().startsWith("pictures[1]"), e.getMessage());
    }

    /** A decoder that shows its code: the manifold's pictures are those of its grid of codes. */
    @Test
    void walksAndManifoldsOfAModelNeedNoMore() {
        DataSet digits = RenderedDigits.standard().side(8).sample(60, 1);
        var builder =
                Vae.builder()
                        .encoder(Networks.mlp(8))
                        .decoder(Networks.mlp(8))
                        .likelihood(Likelihood.bernoulli());
        try (Vae plane = builder.prior(Prior.standardNormal(2)).build();
                Vae moved = builder.prior(Prior.gaussian(new double[] {1, 2}, 0.5)).build();
                Vae deep = builder.prior(Prior.standardNormal(3)).build();
                NDManager arrays = NDManager.newBaseManager()) {
            for (Vae vae : List.of(plane, deep, moved)) {
                vae.train(digits).steps(1).fit();
                var walks = (PictureGrid) Plots.walks(vae).content();
                assertEquals(60, walks.pictures().size());
                assertEquals(10, walks.columns());
            }
            NDArray z = arrays.create(Latents.normalGrid(4)).toType(DataType.FLOAT32, false);
            assertArrayEquals(
                    pixels(Plots.images(plane.decode(z), 4).image()),
                    pixels(Plots.latentManifold(plane, 4).image()));
            assertEquals(
                    9, ((PictureGrid) Plots.latentManifold(moved, 3).content()).pictures().size());
            var e =
                    assertThrows(
                            IllegalArgumentException.class, () -> Plots.latentManifold(deep, 4));
            assertTrue(e.getMessage().contains("prior = 3: expected 2"), e.getMessage());
            assertEquals(
                    60,
                    ((PictureGrid)
                                    Plots.pairs(
                                                    digits.head(30),
                                                    plane.reconstruct(digits.head(30)),
                                                    10)
                                            .content())
                            .pictures()
                            .size());
        }
        var uniform = new double[1000][];
        Arrays.setAll(uniform, i -> new double[] {i / 1000.0, 2 - i / 500.0});
        assertArrayEquals(new double[] {0.25, 1.5}, Latents.quantileGrid(uniform, 2)[0], 0.01);
        assertArrayEquals(new double[] {0.75, 0.5}, Latents.quantileGrid(uniform, 2)[3], 0.01);
    }
}
