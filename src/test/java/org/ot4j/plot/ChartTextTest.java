package org.ot4j.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.transport.Plan;
import org.unbescape.html.HtmlEscape;
import tech.tablesaw.plotly.components.Axis;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.components.Layout;
import tech.tablesaw.plotly.traces.BarTrace;

/** What people write in titles, labels and names is drawn, whatever its signs. */
class ChartTextTest {
    private static final double[][] POINTS = {{0, 1}, {1, 2}, {2, 0}};

    static List<String> texts() {
        return List.of(
                "it's",
                "say \"so\"",
                "loss \\lambda and \\theta",
                "\\alpha",
                "two\nlines",
                "three\r\nwith\u2028ends",
                "ends in \\",
                "\\'; alert(1); //",
                "</script><img src=x onerror=alert(1)>",
                "<!-- <script>",
                "<b>b</b><a href=\"javascript:x\">a</a>",
                "a < b &amp; c > d & e",
                "größe 数字 ε² 🦊",
                "${x} {{title}} {% raw %} $a$ #{x}",
                "&#39;quoted&#39;",
                "null",
                "1.0");
    }

    private static String drawn(String text) {
        return text.replaceAll("\\s*[\\r\\n\\u2028]\\s*", " ");
    }

    /** Every kind of chart, with the text in every place that a kind has for one. */
    private static Map<String, Chart> kinds(String text) {
        Map<String, Chart> kinds = new LinkedHashMap<>();
        double[] x = {0, 1, 2};
        kinds.put("scatter", Plots.scatter(Map.of(text, POINTS, "other", POINTS)));
        kinds.put("curves", Plots.curves(x, Map.of(text, x, "other", x)));
        kinds.put("points", Plots.points(x, x));
        kinds.put("contours", Plots.contours((a, b) -> a * b, -1, 1, -1, 1, 0.5));
        kinds.put("density", Plots.density(POINTS));
        kinds.put("plan", Plots.plan(Plan.dense(new double[][] {{0.5, 0}, {0, 0.5}})));
        kinds.put("overlay", Plots.overlay(Plots.points(x, x), Plots.density(POINTS)));
        kinds.put("row", Plots.row(Plots.points(x, x).title(text), Plots.density(POINTS)));
        kinds.replaceAll((kind, chart) -> chart.title(text).labels(text, text));
        return kinds;
    }

    @ParameterizedTest
    @MethodSource("texts")
    void everyKindDrawsTheTextAsItIs(String text) throws Exception {
        for (var entry : kinds(text).entrySet()) {
            String kind = entry.getKey();
            Chart chart = entry.getValue();
            var svg =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(
                                    new ByteArrayInputStream(
                                            chart.svg().getBytes(StandardCharsets.UTF_8)));
            var words = svg.getElementsByTagName("text");
            int found = 0;
            for (int i = 0; i < words.getLength(); i++) {
                found += words.item(i).getTextContent().equals(drawn(text)) ? 1 : 0;
            }
            assertTrue(found > 0, kind);
            if (chart.plotly() != null) {
                JsonNode json = new ObjectMapper().valueToTree(chart.plotly());
                JsonNode layout = json.get("layout");
                assertEquals(drawn(text), plotlyShows(layout.at("/title/text")), kind);
                assertEquals(drawn(text), plotlyShows(layout.at("/xaxis/title/text")), kind);
                assertEquals(drawn(text), plotlyShows(layout.at("/yaxis/title/text")), kind);
                if (kind.equals("scatter") || kind.equals("curves")) {
                    var names = json.get("data").findValuesAsText("name");
                    assertTrue(
                            names.stream()
                                    .anyMatch(n -> HtmlEscape.unescapeHtml(n).equals(drawn(text))),
                            kind + names);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void noTextEndsTheScriptOfAPage(String text) throws Exception {
        Chart chart = Plots.scatter(Map.of(text, POINTS)).title(text).labels(text, text);
        String page = chart.html();
        String body = page.substring(page.lastIndexOf("<div id=\"ot4j_chart\">") + 1);
        assertEquals(2, body.split("</script", -1).length, "the script's own end");
        assertFalse(body.contains("<!--"), body);
        assertEquals(
                new ObjectMapper().valueToTree(chart.plotly().get("layout")).toString(),
                statement(page, "var layout = ").toString());
        assertEquals(
                new ObjectMapper().valueToTree(chart.plotly().get("data")).toString(),
                statement(page, "var data = ").toString());
        assertTrue(page.contains("<title>" + HtmlEscape.escapeHtml5Xml(text)), "the page's title");
    }

    private static JsonNode statement(String page, String start) throws Exception {
        int from = page.lastIndexOf(start) + start.length();
        return new ObjectMapper().readTree(page.substring(from, page.indexOf(";\n", from)));
    }

    /** Plotly takes tags, then turns entities into what they stand for. */
    private static String plotlyShows(JsonNode text) {
        assertFalse(text.asText().contains("<"), "no tag of plotly's");
        assertFalse(text.asText().contains("$"), "no formula");
        return HtmlEscape.unescapeHtml(text.asText());
    }

    @ParameterizedTest
    @MethodSource("texts")
    void tablesawsOwnFiguresKeepTheirTexts(String text) {
        var layout = Layout.builder().title(text).xAxis(Axis.builder().title(text).build()).build();
        var trace = BarTrace.builder(new Object[] {text, "b"}, new double[] {1, 2}).name(text);
        var json = new ObjectMapper().valueToTree(FigureJson.of(new Figure(layout, trace.build())));
        assertEquals(text, json.at("/layout/title/text").asText());
        assertEquals(text, json.at("/layout/xaxis/title/text").asText());
        assertEquals(text, json.at("/data/0/name").asText());
        assertEquals(text, json.at("/data/0/x/0").asText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Coupled VAE on 25 Gaussians, epsilon = 0.05, seeds 1 to 5, five thousand samples",
                "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
                "最优传输与生成模型最优传输与生成模型最优传输与生成模型最优传输与生成模型最优传输"
            })
    void aWideTitleStaysWithinTheChart(String title) {
        Chart scatter = Plots.scatter(Map.of("a name", POINTS)).title(title).labels(title, title);
        Chart small = Plots.curve(new double[] {0, 1}, new double[] {5, 6}).size(250, 200);
        for (Chart chart : List.of(scatter, small.title(title), Plots.row(scatter).title(title))) {
            BufferedImage image = chart.image();
            for (int y = 0; y < image.getHeight(); y++) {
                assertEquals(-1, image.getRGB(0, y), "left edge");
                assertEquals(-1, image.getRGB(image.getWidth() - 1, y), "right edge");
            }
            for (int x = 0; x < image.getWidth(); x++) {
                assertEquals(-1, image.getRGB(x, 0), "upper edge");
                assertEquals(-1, image.getRGB(x, image.getHeight() - 1), "lower edge");
            }
        }
        JsonNode json = new ObjectMapper().valueToTree(scatter.plotly());
        String shown = json.at("/layout/title/text").asText();
        assertTrue(shown.contains("<br>"), shown);
        if (title.startsWith("Coupled")) {
            assertEquals(title, shown.replace("<br>", " "), "broken at blanks");
        }
    }

    @Test
    void aLongTextLeavesTheChartItsPlace() {
        String text = "long ".repeat(2_000);
        Chart chart = Plots.scatter(Map.of(text, POINTS)).title(text).labels(text, text);
        assertTrue(chart.width() < 1_000, "width " + chart.width());
        assertTrue(chart.image().getWidth() < 1_000);
        assertTrue(chart.svg().length() < 10_000);
        assertTrue(Plots.row(chart, chart).title(text).width() < 2_000);
        assertEquals(text, chart.title(), "what was given is kept");
    }
}
