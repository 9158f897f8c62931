package org.ot4j.plot;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import tech.tablesaw.plotly.components.Marker;
import tech.tablesaw.plotly.traces.ScatterTrace;
import tech.tablesaw.plotly.traces.Trace;

/**
 * Points whose areas are in proportion to their masses.
 *
 * @param most the mass of a point of the given radius
 */
record MassLayer(
        double[] x,
        double[] y,
        double[] masses,
        double most,
        Color color,
        double radius,
        double opacity)
        implements Layer {
    @Override
    public Bounds bounds() {
        return Bounds.of(x, y);
    }

    private double radius(double mass) {
        return radius * Math.sqrt(mass / most);
    }

    @Override
    public void paint(Canvas canvas, Axes axes) {
        Color fill = Palette.alpha(color, opacity);
        for (int i = 0; i < x.length; i++) {
            if (masses[i] > 0) {
                double[] px = {axes.x(x[i])};
                double[] py = {axes.y(y[i])};
                canvas.dots(px, py, radius(masses[i]), fill);
            }
        }
    }

    @Override
    public List<Trace> traces() {
        var marker =
                Marker.builder()
                        .size(Arrays.stream(masses).map(m -> 2 * radius(m)).toArray())
                        .color(Palette.css(color))
                        .opacity(opacity)
                        .build();
        return List.of(
                ScatterTrace.builder(x, y)
                        .mode(ScatterTrace.Mode.MARKERS)
                        .marker(marker)
                        .showLegend(false)
                        .build());
    }
}
