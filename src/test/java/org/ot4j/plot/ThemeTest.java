package org.ot4j.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ot4j.data.Picture;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.traces.ScatterTrace;

/** Charts on light and on dark ground. */
class ThemeTest {
    private static final double[][] POINTS = {{0, 1}, {1, 2}, {2, 0}};
    private static final int DARK = 0x111111;

    @AfterEach
    void back() {
        Plots.theme(Theme.AUTO);
    }

    static List<Chart> kinds() {
        return List.of(
                Plots.scatter(Map.of("a", POINTS, "b", POINTS)).title("t").labels("x", "y"),
                Plots.curve(new double[] {0, 1}, new double[] {5, 6}),
                Plots.density(POINTS).title("t"),
                Plots.contours(POINTS),
                Plots.heatmap(new double[][] {{-1, 2}, {3, Double.NaN}}),
                Plots.images(Picture.of(new double[][] {{0, 1}})).title("t"),
                Plots.row(Plots.scatter(POINTS), Plots.density(POINTS)).title("t"));
    }

    /** WCAG 2: 4.5 is the least for text. */
    private static double contrast(Color a, Color b) {
        double x = luminance(a) + 0.05;
        double y = luminance(b) + 0.05;
        return Math.max(x, y) / Math.min(x, y);
    }

    private static double luminance(Color c) {
        return 0.2126 * linear(c.getRed())
                + 0.7152 * linear(c.getGreen())
                + 0.0722 * linear(c.getBlue());
    }

    private static double linear(int level) {
        double v = level / 255.0;
        return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void textCanBeRead(Theme theme) {
        assertTrue(contrast(theme.ink(), theme.paper()) >= 7);
        assertTrue(contrast(theme.paleInk(), theme.paper()) >= 4.5);
    }

    @Test
    void classesOfUpToEightAreSeenOnBoth() {
        for (Theme theme : Theme.values()) {
            for (int i = 0; i < 8; i++) {
                double seen = contrast(Palette.color(i, 8), theme.paper());
                assertTrue(seen > 1.2, theme + ": class " + i + " has " + seen);
            }
        }
    }

    @Test
    void everyKindIsDarkWhereItIsTold() throws Exception {
        for (Chart chart : kinds()) {
            assertEquals(Color.WHITE.getRGB(), chart.image().getRGB(1, 1), "light unless told");
            BufferedImage image = chart.theme(Theme.DARK).image();
            assertEquals(DARK, image.getRGB(1, 1) & 0xffffff);
            var svg = ChartTest.parse(chart.theme(Theme.DARK).svg());
            var words = svg.getElementsByTagName("text");
            for (int i = 0; i < words.getLength(); i++) {
                Color ink =
                        Color.decode(
                                words.item(i).getAttributes().getNamedItem("fill").getNodeValue());
                assertTrue(contrast(ink, new Color(DARK)) >= 4.5);
            }
        }
    }

    @Test
    void allChartsHaveWhatIsSetForAllButThoseThatWereTold() {
        Chart chart = Plots.scatter(POINTS);
        Chart light = chart.theme(Theme.LIGHT);
        Plots.theme(Theme.DARK);
        assertEquals(DARK, chart.image().getRGB(1, 1) & 0xffffff);
        assertEquals(Color.WHITE.getRGB(), light.image().getRGB(1, 1));
        assertEquals("#111111", layout(chart).at("/template/layout/paper_bgcolor").asText());
        var own = new Figure(ScatterTrace.builder(new double[] {1}, new double[] {2}).build());
        JsonNode figure = new ObjectMapper().valueToTree(FigureJson.of(own));
        assertEquals("#111111", figure.at("/layout/template/layout/paper_bgcolor").asText());
        Plots.theme(Theme.AUTO);
        figure = new ObjectMapper().valueToTree(FigureJson.of(own));
        assertTrue(figure.at("/layout/template").isMissingNode(), "as its user made it");
        assertEquals(Color.WHITE.getRGB(), chart.image().getRGB(1, 1));
    }

    private static JsonNode layout(Chart chart) {
        return new ObjectMapper().valueToTree(chart.plotly().get("layout"));
    }

    @Test
    void aFigureSaysWhetherItFollows() {
        JsonNode auto = layout(Plots.scatter(POINTS));
        assertEquals("auto", auto.at("/meta/ot4j").asText());
        assertEquals("#ffffff", auto.at("/template/layout/paper_bgcolor").asText());
        JsonNode light = layout(Plots.scatter(POINTS).theme(Theme.LIGHT));
        assertTrue(light.at("/meta").isMissingNode());
        assertEquals("#ffffff", light.at("/template/layout/paper_bgcolor").asText());
    }

    @Test
    void pagesFollowUnlessTold() {
        for (Chart chart : kinds()) {
            assertTrue(chart.html().contains("prefers-color-scheme: dark"));
            assertFalse(chart.svg().contains("ot4j-fill"), "a file of its own is as it is drawn");
            for (Theme theme : List.of(Theme.LIGHT, Theme.DARK)) {
                String page = chart.theme(theme).html();
                page = page.substring(0, 600) + page.substring(page.length() - 600);
                assertFalse(page.contains("prefers-color-scheme"), theme.name());
            }
        }
    }

    @Test
    void theColoursOfPlotlyAreThoseOfPictures() {
        var templates = new ObjectMapper().valueToTree(FigureJson.templates());
        for (Theme theme : List.of(Theme.LIGHT, Theme.DARK)) {
            JsonNode own = templates.get(theme == Theme.DARK ? "dark" : "light").get("layout");
            assertEquals(Palette.css(theme.paper()), own.get("paper_bgcolor").asText());
            assertEquals(Palette.css(theme.ink()), own.at("/font/color").asText());
            for (String axis : List.of("xaxis", "yaxis")) {
                assertEquals(Palette.css(theme.grid()), own.at("/" + axis + "/gridcolor").asText());
                assertEquals(Palette.css(theme.edge()), own.at("/" + axis + "/linecolor").asText());
                assertEquals(
                        Palette.css(theme.paleInk()),
                        own.at("/" + axis + "/tickfont/color").asText());
            }
        }
    }

    @Test
    void thePartsOfDrawingsHaveThemToo() throws Exception {
        String rules = String.valueOf(FigureJson.templates().get("svg"));
        for (int i = 0; i < Theme.DARK.parts().size(); i++) {
            String color = Palette.css(Theme.DARK.parts().get(i));
            assertTrue(rules.contains(".ot4j-fill-" + i + " {fill: " + color + "}"));
            assertTrue(rules.contains(".ot4j-stroke-" + i + " {stroke: " + color + "}"));
        }
        for (Chart chart : kinds()) {
            var svg = ChartTest.parse(chart.followingSvg());
            var words = svg.getElementsByTagName("text");
            for (int i = 0; i < words.getLength(); i++) {
                var name = words.item(i).getAttributes().getNamedItem("class");
                assertTrue(name.getNodeValue().matches("ot4j-fill-[12]"));
            }
            assertNull(chart.theme(Theme.DARK).followingSvg());
        }
    }
}
