package org.ot4j.plot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.ot4j.base.HtmlText;

/** Pages that show a chart with no internet. */
final class Html {
    /** Where the web jar keeps the script; its version is in pom.xml. */
    private static final String SCRIPT =
            "/META-INF/resources/webjars/plotly.js-dist/2.35.3/plotly.js";

    private Html() {}

    static String page(Chart chart) {
        var page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>")
                .append(HtmlText.escape(chart.title()))
                .append("</title></head>\n<body style=\"background:white\">\n");
        Map<String, Object> figure = chart.plotly();
        if (figure == null) {
            page.append(chart.svg());
        } else {
            page.append("<script>").append(script()).append("</script>\n");
            page.append("<div id=\"ot4j_chart\"></div>\n<script>\nvar layout = ")
                    .append(FigureJson.script(figure.get("layout")))
                    .append(";\nvar data = ")
                    .append(FigureJson.script(figure.get("data")))
                    .append(";\nPlotly.newPlot(\"ot4j_chart\", data, layout);\n</script>");
            page.append("\n<noscript>").append(chart.svg()).append("</noscript>\n");
        }
        return page.append("</body></html>\n").toString();
    }

    private static String script() {
        try (InputStream in = Html.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IllegalStateException(
                        "plotly's script is not on the class path: " + SCRIPT);
            }
            // An end tag inside a string would end the page's script element.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("</script", "<\\/script");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
