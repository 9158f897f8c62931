package org.ot4j.plot;

import java.awt.Color;
import java.util.List;
import tech.tablesaw.plotly.components.Marker;
import tech.tablesaw.plotly.traces.ScatterTrace;
import tech.tablesaw.plotly.traces.Trace;

/** Points of one colour. */
record PointLayer(double[] x, double[] y, String name, Color color, double radius, double opacity)
        implements Layer {
    @Override
    public Bounds bounds() {
        return Bounds.of(x, y);
    }

    @Override
    public void paint(Canvas canvas, Axes axes) {
        canvas.dots(axes.x(x), axes.y(y), radius, Palette.alpha(color, opacity));
    }

    @Override
    public List<Trace> traces() {
        var marker =
                Marker.builder()
                        .size(2 * radius + 1)
                        .color(Palette.css(color))
                        .opacity(opacity)
                        .build();
        return List.of(
                ScatterTrace.builder(x, y)
                        .mode(ScatterTrace.Mode.MARKERS)
                        .type(x.length > 1_000 ? "scattergl" : "scatter")
                        .marker(marker)
                        .name(name)
                        .showLegend(!name.isEmpty())
                        .build());
    }

    @Override
    public Key key() {
        return name.isEmpty() ? null : new Key(name, color);
    }
}
