package org.ot4j.plot;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
        String style = ground(theme);
        if (theme == Theme.AUTO) {
            String dark = ":root{color-scheme:light dark}" + ground(Theme.DARK);
            style += "\n@media " + DARK + "{" + dark + FigureJson.templates().get("svg") + "}";
        }
        return style;
    }

    private static String ground(Theme theme) {
        return "body{background:"
                + Palette.css(theme.paper())
                + ";color:"
                + Palette.css(theme.ink())
                + ";font-family:Helvetica,Arial,sans-serif;font-size:14px}";
    }

    static String page(Chart chart) {
        Theme theme = chart.frame().shown();
        String still = chart.svg(theme == Theme.AUTO);
        Map<String, Object> scene = chart.scene();
        return scene == null
                ? page(chart.title(), chart.plotly(), still, theme)
                : page(chart.title(), scene, still, theme, PageScript.text());
    }

    /** A page with a picture that our own script draws. */
    private static String page(
            String title, Map<String, Object> scene, String still, Theme theme, String script) {
        return start(title, theme)
                + "<script>\n"
                + script
                + "</script>\n<div id=\"ot4j_chart\"></div>\n<script>\nvar scene = "
                + FigureJson.script(scene)
                + ";\not4jInteractive.mount(document.getElementById(\"ot4j_chart\"), scene);\n"
                + "</script>\n<noscript>"
                + still
                + "</noscript>\n</body></html>\n";
    }

    private static String start(String title, Theme theme) {
        return "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>"
                + HtmlText.escape(title)
                + "</title>\n<style>"
                + style(theme)
                + "</style></head>\n<body>\n";
    }

    /**
     * A page with a figure, or a picture alone.
     *
     * @param figure what plotly draws, or null; a film's button is left out for readers who asked
     *     their system for less motion, and its slider remains
     * @param still HTML shown without a figure or a script
     */
    static String page(String title, Map<String, Object> figure, String still, Theme theme) {
        var page = new StringBuilder(start(title, theme));
        if (figure == null) {
            page.append(still);
        } else {
            page.append("<script>").append(script()).append("</script>\n");
            page.append("<div id=\"ot4j_chart\"></div>\n<script>\nvar layout = ")
                    .append(FigureJson.script(figure.get("layout")))
                    .append(";\nvar data = ")
                    .append(FigureJson.script(figure.get("data")))
                    .append(";\nvar frames = ")
                    .append(FigureJson.script(figure.getOrDefault("frames", List.of())))
                    .append(";\nvar still = matchMedia(\"(prefers-reduced-motion: reduce)\");")
                    .append("\nif (frames.length && still.matches) layout.updatemenus = [];")
                    .append("\nPlotly.newPlot(\"ot4j_chart\", {data, layout, frames})");
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
