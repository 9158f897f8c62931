package org.ot4j.plot;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.ot4j.internal.HtmlText;

/** Pages that show a chart offline. */
final class Html {
    /** Where a web jar keeps its files, by version, and where it states its version. */
    private static final String SCRIPT = "META-INF/resources/webjars/plotly.js-dist/%s/plotly.js";

    private static final String VERSION =
            "META-INF/maven/org.webjars.npm/plotly.js-dist/pom.properties";

    /** Printed pages are light. */
    private static final String DARK = "screen and (prefers-color-scheme: dark)";

    private static final String FOLLOW =
            """
            .then(function (chart) {
              var templates = TEMPLATES;
              var light = layout.meta && layout.meta.ot4j === "auto" ? templates.light : null;
              if (layout.template && !light) return;
              var dark = matchMedia("%s");
              function follow() {
                Plotly.relayout(chart, {template: dark.matches ? templates.dark : light});
              }
              if (dark.matches) follow();
              dark.addEventListener("change", follow);
            })"""
                    .formatted(DARK);

    private Html() {}

    private static String style(Theme theme) {
        String style = "body{background:" + Palette.css(theme.paper()) + "}";
        if (theme == Theme.AUTO) {
            String dark = "body{background:" + Palette.css(Theme.DARK.paper()) + "}";
            style += "\n@media " + DARK + "{" + dark + FigureJson.templates().get("svg") + "}";
        }
        return style;
    }

    static String page(Chart chart) {
        Theme theme = chart.frame().shown();
        return page(chart.title(), chart.plotly(), chart.svg(theme == Theme.AUTO), theme);
    }

    /**
     * A page with a figure, or a picture alone.
     *
     * @param figure what plotly draws, or null
     * @param still HTML shown without a figure or a script
     */
    static String page(String title, Map<String, Object> figure, String still, Theme theme) {
        var page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>")
                .append(HtmlText.escape(title))
                .append("</title>\n<style>")
                .append(style(theme))
                .append("</style></head>\n<body>\n");
        if (figure == null) {
            page.append(still);
        } else {
            page.append("<script>").append(script()).append("</script>\n");
            page.append("<div id=\"ot4j_chart\"></div>\n<script>\nvar layout = ")
                    .append(FigureJson.script(figure.get("layout")))
                    .append(";\nvar data = ")
                    .append(FigureJson.script(figure.get("data")))
                    .append(";\nPlotly.newPlot(\"ot4j_chart\", data, layout)");
            if (theme == Theme.AUTO) {
                String templates = FigureJson.script(FigureJson.templates());
                page.append(FOLLOW.replace("TEMPLATES", templates));
            }
            page.append(";\n</script>\n<noscript>").append(still).append("</noscript>\n");
        }
        return page.append("</body></html>\n").toString();
    }

    private static String script() {
        try {
            var jar = new Properties();
            jar.load(new StringReader(resource(VERSION)));
            // An end tag inside a string would end the page's script element.
            return resource(SCRIPT.formatted(jar.getProperty("version")))
                    .replace("</script", "<\\/script");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) throws IOException {
        // By the loader: the script is in another jar, and a module's class sees only its own.
        try (InputStream in = Html.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "plotly's script is not on the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
