package org.ot4j.plot;

import java.util.List;
import tech.tablesaw.plotly.traces.Trace;

/** Draws nothing, and keeps a box in sight: pictures that follow each other have the same axes. */
record Extent(Bounds bounds) implements Layer {
    @Override
    public void paint(Canvas canvas, Axes axes) {}

    @Override
    public List<Trace> traces() {
        return List.of();
    }
}
