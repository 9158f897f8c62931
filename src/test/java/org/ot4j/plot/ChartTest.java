package org.ot4j.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.data.GaussianMixture;
import org.ot4j.data.Synthetic;
import org.w3c.dom.Document;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

class ChartTest {
    private final Chart moons = Plots.scatter(Synthetic.twoMoons(300, 0.1, 1));

    static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void savesByEnding(@TempDir Path folder) throws Exception {
        Chart chart = moons.title("a < b & \"c\"");
        BufferedImage png = ImageIO.read(chart.save(folder.resolve("deep/er/a.png")).toFile());
        assertEquals(2 * chart.width(), png.getWidth());
        assertEquals(2 * chart.height(), png.getHeight());
        Document svg = parse(Files.readString(chart.save(folder.resolve("a.SVG"))));
        assertEquals(302, svg.getElementsByTagName("circle").getLength(), "points and two keys");
        String page = Files.readString(chart.save(folder.resolve("a.html")));
        assertTrue(page.contains("Plotly.newPlot"), "interactive");
        assertFalse(page.contains("<script src"), "nothing from the internet");
        var e = assertThrows(IllegalArgumentException.class, () -> chart.save("a.gif"));
        assertTrue(e.getMessage().contains(".png, .svg or .html"), e.getMessage());
    }

    @Test
    void pointsLandWhereTheAxesSay() {
        Chart chart =
                Plots.scatter(new double[][] {{0, 0}, {10, 0}, {0, 10}, {10, 10}}).size(400, 400);
        BufferedImage image = chart.image();
        int blue = 0;
        int firstX = 400;
        int lastX = 0;
        int firstY = 400;
        int lastY = 0;
        for (int y = 0; y < 400; y++) {
            for (int x = 0; x < 400; x++) {
                int rgb = image.getRGB(x, y);
                if ((rgb & 0xff) > 120 && (rgb >> 16 & 0xff) < 60) {
                    blue++;
                    firstX = Math.min(firstX, x);
                    lastX = Math.max(lastX, x);
                    firstY = Math.min(firstY, y);
                    lastY = Math.max(lastY, y);
                }
            }
        }
        assertTrue(blue > 80, "four dots of radius 3.5, seen " + blue);
        // Equal axes: the square of points is a square of pixels.
        assertEquals(lastX - firstX, lastY - firstY, 2);
    }

    @Test
    void interactiveFormHasTheSamePointsAndRanges() {
        var figure = moons.figure();
        assertEquals(2, figure.getTraces().length);
        String js = figure.asJavascript("x");
        assertTrue(js.contains("two moons"), js);
        assertNull(Plots.row(moons, moons).figure());
    }

    @Test
    void curvesTakeTheFirstColumnAsX() {
        var table =
                Table.create(
                        DoubleColumn.create("epoch", 1, 2, 3),
                        DoubleColumn.create("loss", 3, 2, 1.5),
                        DoubleColumn.create("penalty", 1, 1, 0.5));
        var figure = Plots.curves(table).figure();
        assertEquals(2, figure.getTraces().length);
        assertEquals(1, Plots.curves(table, "epoch", "loss").figure().getTraces().length);
        assertNotNull(Plots.curve(new double[] {0, 1}, new double[] {5, 5}).image());
    }

    @Test
    void rowsAndTablesAddUp() throws Exception {
        Chart row = Plots.row(moons, moons, moons).title("three");
        assertEquals(3 * moons.width(), row.width());
        assertEquals(moons.height() + 30, row.height());
        Chart table = Plots.table(2, moons, moons, moons);
        assertEquals(2 * moons.width(), table.width());
        assertEquals(2 * moons.height(), table.height());
        assertEquals(3 * 302, parse(row.svg()).getElementsByTagName("circle").getLength());
    }

    @Test
    void manyClassesHaveColoursButNoLegend() {
        Chart chart = Plots.scatter(GaussianMixture.grid(5, 0.05).sample(250, 1));
        assertEquals(420, chart.width());
        assertEquals(25, chart.figure().getTraces().length);
    }

    @Test
    void refusesPointsOutsideThePlane() {
        assertThrows(
                IllegalArgumentException.class, () -> Plots.scatter(Synthetic.normal(5, 3, 1)));
        assertThrows(IllegalArgumentException.class, () -> moons.size(10, 10));
        assertThrows(IllegalArgumentException.class, () -> Plots.overlay(Plots.row(moons)));
    }
}
