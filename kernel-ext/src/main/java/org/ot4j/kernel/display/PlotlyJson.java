package org.ot4j.kernel.display;

import java.util.Map;
import org.ot4j.plot.FigureJson;
import tech.tablesaw.plotly.components.Figure;

/** The user's own Tablesaw figure as plotly takes it, in whose texts plotly's tags are meant. */
final class PlotlyJson {
    private PlotlyJson() {}

    static Map<String, Object> of(Figure figure) {
        return FigureJson.of(figure);
    }
}
