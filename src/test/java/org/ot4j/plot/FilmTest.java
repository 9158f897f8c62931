package org.ot4j.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.data.Picture;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;

class FilmTest {
    private static final double[][][] MOVE = {
        {{0, 0}, {1, 0}}, {{0, 1}, {1, 2}}, {{0, 2}, {1, 4}},
    };

    private static JsonNode json(Chart chart) {
        return new ObjectMapper().valueToTree(chart.plotly());
    }

    @Test
    void eachFrameHasItsPointsAndAllHaveTheSameAxes() {
        JsonNode film = json(Plots.film(MOVE).title("up"));
        assertEquals(3, film.get("frames").size());
        for (int k = 0; k < 3; k++) {
            JsonNode trace = film.at("/frames/" + k + "/data/0");
            assertEquals(
                    "[" + MOVE[k][0][1] + "," + MOVE[k][1][1] + "]", trace.get("y").toString());
            assertEquals("" + k, film.at("/layout/sliders/0/steps/" + k + "/args/0/0").asText());
        }
        assertEquals(film.at("/frames/0/data"), film.get("data"), "it begins with the first");
        double low = film.at("/layout/yaxis/range/0").asDouble();
        double high = film.at("/layout/yaxis/range/1").asDouble();
        assertTrue(low < 0 && high > 4, low + " to " + high);
        assertEquals("up", film.at("/layout/title/text").asText());
    }

    @Test
    void aFileMovesByItsEnding(@TempDir Path folder) throws Exception {
        Chart film = Plots.film(MOVE).size(200, 160);
        Path gif = film.save(folder.resolve("a.gif"));
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (var in = ImageIO.createImageInputStream(gif.toFile())) {
            reader.setInput(in);
            assertEquals(3, reader.getNumImages(true));
            BufferedImage first = reader.read(0);
            assertEquals(200, first.getWidth());
            assertEquals(160, first.getHeight());
            assertFalse(same(first, reader.read(2)), "it moves");
            assertEquals("50", delay(reader, 0), "hundredths of a second");
            assertEquals("150", delay(reader, 2), "and rests at its end");
            assertTrue(
                    new String(Files.readAllBytes(gif), "ISO-8859-1").contains("NETSCAPE2.0"),
                    "and begins again");
        }
        String svg = Files.readString(film.save(folder.resolve("a.svg")));
        assertEquals(6, ChartTest.parse(svg).getElementsByTagName("circle").getLength());
        assertTrue(svg.contains("prefers-reduced-motion"));
        BufferedImage strip = ImageIO.read(film.save(folder.resolve("a.png")).toFile());
        assertEquals(2 * film.width(), strip.getWidth());
        assertTrue(film.width() > 300, "three frames side by side");
        String page = Files.readString(film.save(folder.resolve("a.html")));
        assertTrue(page.contains("prefers-reduced-motion"));
        var e = assertThrows(IllegalArgumentException.class, () -> film.save("a.mp4"));
        assertTrue(e.getMessage().contains(".gif, .png, .svg or .html"), e.getMessage());
        Chart still = Plots.scatter(MOVE[0]);
        assertThrows(IllegalArgumentException.class, () -> still.save(folder.resolve("a.gif")));
    }

    private static String delay(ImageReader reader, int frame) throws Exception {
        var root =
                (IIOMetadataNode)
                        reader.getImageMetadata(frame).getAsTree("javax_imageio_gif_image_1.0");
        var control =
                (IIOMetadataNode) root.getElementsByTagName("GraphicControlExtension").item(0);
        return control.getAttribute("delayTime");
    }

    private static boolean same(BufferedImage a, BufferedImage b) {
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                if (a.getRGB(x, y) != b.getRGB(x, y)) {
                    return false;
                }
            }
        }
        return true;
    }

    @Test
    void framesAreNamedByTheirTitlesOrTimes() {
        Chart a = Plots.scatter(MOVE[0]).title("before <b>");
        Chart b = Plots.scatter(MOVE[2]).title("after");
        JsonNode steps = json(Plots.film(a, b)).at("/layout/sliders/0/steps");
        assertEquals("before &lt;b&gt;", steps.at("/0/label").asText(), "text, not markup");
        assertEquals("after", steps.at("/1/label").asText());
        JsonNode times =
                json(Plots.film(5, t -> Plots.scatter(MOVE[1]))).at("/layout/sliders/0/steps");
        assertEquals("t = 0.25", times.at("/1/label").asText());
        Chart unnamed = Plots.film(List.of(Plots.scatter(MOVE[0]), Plots.scatter(MOVE[1])));
        assertEquals("1", json(unnamed).at("/layout/sliders/0/steps/1/label").asText());
    }

    @Test
    void aClassThatIsMissingInAFrameIsGoneThere() {
        Chart two = Plots.scatter(MOVE[0], new int[] {0, 1});
        Chart one = Plots.scatter(MOVE[1], new int[] {0, 0});
        JsonNode film = json(Plots.film(two, one));
        assertEquals(2, film.at("/frames/0/data").size());
        assertEquals(2, film.at("/frames/1/data").size());
        assertEquals(0, film.at("/frames/1/data/1/x").size());
    }

    @Test
    void massMovesAlongAPlanAndIsSeenAsArea() {
        double[][] x = {{0, 0}, {4, 0}};
        double[][] y = {{0, 2}};
        JsonNode equal = json(Plots.film(Transport.exact(x, x), 3));
        assertEquals("[0.0,4.0]", equal.at("/frames/1/data/0/x").toString());
        Measure heavy = Measure.of(x, new double[] {0.8, 0.2});
        JsonNode film = json(Plots.film(Transport.exact(heavy, Measure.of(y)), 3));
        assertEquals("[0.0,2.0]", film.at("/frames/1/data/0/x").toString());
        assertEquals("[1.0,1.0]", film.at("/frames/1/data/0/y").toString());
        JsonNode sizes = film.at("/frames/1/data/0/marker/size");
        assertEquals(2, sizes.get(0).asDouble() / sizes.get(1).asDouble(), 1e-4);
    }

    @Test
    void picturesFollowEachOther() {
        Picture black = Picture.of(new double[8][8]);
        var white = new double[8][8];
        for (double[] row : white) {
            Arrays.fill(row, 1);
        }
        Chart film = Plots.film(black, Picture.of(white));
        BufferedImage strip = film.image();
        assertEquals(0xff000000, strip.getRGB(strip.getWidth() / 4, strip.getHeight() / 2));
        assertEquals(0xffffffff, strip.getRGB(3 * strip.getWidth() / 4, strip.getHeight() / 2));
        assertNull(film.plotly(), "pixels gain nothing from plotly");
    }

    @Test
    void pathsAndArrowsAreWhereTheyShouldBe() {
        JsonNode paths = json(Plots.paths(MOVE)).get("data");
        assertEquals("[0.0,1.0,2.0,null,0.0,2.0,4.0,null]", paths.at("/0/y").toString());
        assertEquals("[2.0,4.0]", paths.at("/2/y").toString(), "the ends");
        double[][] strokes =
                Arrows.strokes(new double[][] {{1, 1}, {0, 0}}, new double[][] {{0, 4}, {2, 0}}, 1);
        assertArrayEquals(new double[] {1, 1}, new double[] {strokes[0][1], strokes[0][0]}, 1e-12);
        assertEquals(2, strokes[1][1], 1e-12, "the longest has length 1");
        assertEquals(0.5, strokes[0][7], 1e-12, "others are in proportion");
        Chart field = Plots.field(x -> x, -1, 1, -1, 1);
        assertEquals(6 * 400, json(field).at("/data/0/x").size());
        assertTrue(json(Plots.overlay(field, Plots.scatter(MOVE[0]))).get("data").size() == 2);
    }

    @Test
    void badFramesAreNamed() {
        Map<String, Executable> bad =
                Map.of(
                        "frames[1].length = 1: expected 2",
                        () -> Plots.film(new double[][][] {MOVE[0], {{0, 0}}}),
                        "frames.length = 0",
                        () -> Plots.film(new double[0][][]),
                        "frames.length = 1: expected at least 2",
                        () -> Plots.paths(new double[][][] {MOVE[0]}),
                        "frames = 1: expected at least 2",
                        () -> Plots.film(1, t -> Plots.scatter(MOVE[0])),
                        "velocity.length = 1: expected 2",
                        () -> Plots.field(MOVE[0], new double[][] {{0, 1}}),
                        "a chart that stands still",
                        () -> Plots.film(Plots.film(MOVE)));
        bad.forEach(
                (words, call) -> {
                    var e = assertThrows(IllegalArgumentException.class, call);
                    assertTrue(e.getMessage().contains(words), e.getMessage());
                });
    }
}
