package org.ot4j.plot;

import java.awt.Color;
import java.util.List;
import tech.tablesaw.plotly.components.Line;
import tech.tablesaw.plotly.traces.ScatterTrace;
import tech.tablesaw.plotly.traces.Trace;

/** A curve through points in their order; NaN breaks it. */
record LineLayer(double[] x, double[] y, String name, Color color, double thickness)
        implements Layer {
    @Override
    public Bounds bounds() {
        return Bounds.of(x, y);
    }

    @Override
    public void paint(Canvas canvas, Axes axes) {
        canvas.line(axes.x(x), axes.y(y), color, thickness);
    }

    @Override
    public List<Trace> traces() {
        var line = Line.builder().color(Palette.css(color)).width(thickness).build();
        return List.of(
                ScatterTrace.builder(x, y)
                        .mode(ScatterTrace.Mode.LINE)
                        .line(line)
                        .name(name)
                        .showLegend(!name.isEmpty())
                        .build());
    }

    @Override
    public Key key() {
        return name.isEmpty() ? null : new Key(name, color);
    }
}
