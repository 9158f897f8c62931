package org.ot4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;

class PictureTest {
    /** A picture whose values are k / 255, as a file holds them. */
    private static Picture smooth(int channels, int h, int w) {
        var values = new double[channels][h][w];
        for (int k = 0; k < channels; k++) {
            for (int i = 0; i < h; i++) {
                for (int j = 0; j < w; j++) {
                    values[k][i][j] = (40 * k + 3 * i + 5 * j) / 255.0;
                }
            }
        }
        return Picture.of(values);
    }

    private static void assertSame(Picture expected, Picture actual, double tolerance) {
        assertEquals(expected.toString(), actual.toString());
        double[][] pixels = expected.pixels();
        for (int p = 0; p < pixels.length; p++) {
            assertArrayEquals(pixels[p], actual.pixels()[p], tolerance, "pixel " + p);
        }
    }

    @Test
    void filesGiveBackWhatWasWritten(@TempDir Path folder) {
        for (int channels : new int[] {1, 3}) {
            Picture picture = smooth(channels, 12, 17);
            Path png = picture.write(folder.resolve("new/" + channels + ".PNG"));
            assertSame(picture, Picture.read(png), 1e-7);
            Path jpeg = picture.write(folder.resolve(channels + ".jpg").toString());
            assertSame(picture, Picture.read(jpeg.toString()), 0.04);
        }
    }

    @Test
    void pixelsAreRowsLineAfterLine() {
        Picture p =
                Picture.of(
                        new double[][][] {
                            {{0.1, 0.2}, {0.3, 0.4}}, {{0, 0}, {0, 1}}, {{0.5, 0.6}, {0.7, 0.8}}
                        });
        assertArrayEquals(new double[] {0.2, 0, 0.6}, p.pixels()[1], 1e-7);
        assertArrayEquals(new double[] {0.4, 1, 0.8}, p.toArray()[3], 1e-7);
        assertSame(p, p.withPixels(p.pixels()), 0);
        assertSame(p, Picture.ofPixels(p.pixels(), 2, 2), 0);
        assertEquals(0.299 * 0.4 + 0.587 + 0.114 * 0.8, p.grey().matrix()[1][1], 1e-6);
        assertEquals(1, p.grey().channels());
        try (var arrays = NDManager.newBaseManager()) {
            assertEquals(new Shape(3, 2, 2), p.toNDArray(arrays).getShape());
            assertSame(p, Picture.of(p.toNDArray(arrays)), 0);
            assertSame(p, Picture.of(p.toNDArray(arrays).expandDims(0)), 0);
            assertEquals(
                    "Picture 3 x 2, grey", Picture.of(arrays.ones(new Shape(2, 3))).toString());
        }
        assertSame(smooth(3, 4, 5), Picture.of(smooth(3, 4, 5).image()), 1e-7);
        assertSame(smooth(1, 4, 5), Picture.of(smooth(1, 4, 5).image()), 1e-7);
    }

    /** Colour transfer: the colours of the one, moved at least cost, are those of the other. */
    @Test
    void aPictureTakesOnTheColoursOfAnother() {
        Picture from = smooth(3, 4, 6);
        Picture to =
                Picture.ofPixels(
                        Arrays.stream(from.pixels())
                                .map(c -> new double[] {1 - c[2], c[0], 0.5})
                                .toArray(double[][]::new),
                        6,
                        4);
        double[][] moved = Transport.exact(from, to).plan().barycentricMap(Measure.of(to));
        assertEquals(
                sorted(to.pixels()), sorted(from.withPixels(moved).pixels()), "each colour once");
    }

    private static List<String> sorted(double[][] rows) {
        return Arrays.stream(rows)
                .map(r -> String.format("%.6f %.6f %.6f", r[0], r[1], r[2]))
                .sorted()
                .toList();
    }

    @Test
    void dataSetsAreMadeOfPicturesAndGiveThem() {
        DataSet two = DataSet.of(smooth(3, 4, 5), smooth(3, 4, 5).withPixels(new double[20][3]));
        assertEquals(new Shape(3, 4, 5), two.sampleShape());
        assertSame(smooth(3, 4, 5), two.picture(0), 0);
        DataSet codes = two.withLabels(7, 8).withValues(new float[] {1, 2, 3, 4}, 2);
        assertArrayEquals(new int[] {7, 8}, codes.labels());
        assertArrayEquals(new double[] {3, 4}, codes.toArray()[1]);
        refuses(() -> two.withValues(new float[3], 1), "samples in values = 3: expected 2");
        refuses(() -> codes.picture(0), "sample shape = (2)");
        refuses(() -> DataSet.of(smooth(1, 2, 2), smooth(1, 2, 3)), "pictures[1] = Picture 3 x 2");
    }

    @Test
    void badInputIsNamed(@TempDir Path folder) throws Exception {
        refuses(() -> Picture.of(new double[][] {{0, Double.NaN}}), "grey[0][1] = NaN");
        refuses(() -> Picture.of(new double[2][1][1]), "channels.length = 2");
        refuses(() -> Picture.of(new double[][][] {{{0}}, {{0}}, {{0, 1}}}), "channels[2] = 1 x 2");
        refuses(
                () -> Picture.ofPixels(new double[5][3], 2, 3),
                "pixels.length = 5: expected 2 x 3");
        refuses(() -> Picture.ofPixels(new double[6][2], 2, 3), "pixels[0].length = 2");
        refuses(() -> Picture.of((BufferedImage) null), "image = null");
        refuses(() -> smooth(1, 2, 2).write("x.gif"), "file = x.gif");
        try (var arrays = NDManager.newBaseManager()) {
            refuses(() -> Picture.of(arrays.ones(new Shape(2, 3, 4, 4))), "array.shape");
        }
        var missing = assertThrows(UncheckedIOException.class, () -> Picture.read("no/such.png"));
        assertTrue(missing.getMessage().contains("no/such.png"), missing.getMessage());
        Path text = Files.writeString(folder.resolve("a.png"), "not a picture");
        var broken = assertThrows(UncheckedIOException.class, () -> Picture.read(text));
        assertTrue(broken.getMessage().contains("a.png cannot be read"), broken.getMessage());
    }

    private static void refuses(Executable call, String part) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
