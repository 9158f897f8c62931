package org.ot4j.kernel.display;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Map;
import org.ot4j.plot.Chart;
import tech.tablesaw.plotly.components.Figure;

/**
 * Figures and charts: plotly's data for interactive use, and a picture for pages that run no
 * script.
 */
final class Figures {
    /** Set while a notebook is recorded, whose pictures stand alone. */
    private static final boolean STATIC = "static".equals(System.getenv("OT4J_FIGURES"));

    /** A chart whose SVG is longer than this is shown only as a PNG. */
    private static final int LONGEST_SVG = 300_000;

    private Figures() {}

    static Bundle of(Figure figure) throws IOException {
        int n = figure.getTraces().length;
        Map<String, Object> json = PlotlyJson.of(figure);
        var bundle = Bundle.text("figure with " + n + (n == 1 ? " trace" : " traces"));
        Chart sketch = FigureSketch.of(json);
        if (sketch == null) {
            return bundle.plotly(json);
        }
        if (!sketch.title().isEmpty()) {
            bundle.alt(sketch.title());
        }
        if (STATIC) {
            return alone(bundle, sketch);
        }
        BufferedImage image = sketch.image();
        FigureSketch.fit(json, sketch);
        return bundle.picture(image).plotly(json);
    }

    /**
     * JupyterLab's plotly shows the picture in its own pixels until the mouse comes near, so it is
     * as large as the figure. A picture that stands alone has twice the pixels.
     */
    static Bundle of(Chart chart) throws IOException {
        return add(Bundle.text(chart.toString()), chart);
    }

    /** Adds a chart to the text of a value. */
    static Bundle add(Bundle bundle, Chart chart) throws IOException {
        if (!chart.title().isEmpty()) {
            bundle.alt(chart.title());
        }
        if (STATIC) {
            return alone(bundle, chart);
        }
        Map<String, Object> figure = chart.plotly();
        if (figure != null) {
            return bundle.picture(chart.image()).plotly(figure);
        }
        Map<String, Object> scene = chart.scene();
        if (scene != null) {
            return bundle.picture(chart.png(), chart.width(), chart.height()).scene(scene);
        }
        String svg = chart.followingSvg();
        if (svg != null && svg.length() <= LONGEST_SVG) {
            bundle.svg(svg);
        }
        return bundle.picture(chart.png(), chart.width(), chart.height());
    }

    private static Bundle alone(Bundle bundle, Chart chart) throws IOException {
        return bundle.picture(CompactPng.of(chart.image(2)), chart.width(), chart.height());
    }
}
