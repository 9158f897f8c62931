package org.ot4j.kernel.display;

import java.util.Map;
import org.ot4j.plot.FigureJson;
import tech.tablesaw.plotly.components.Figure;

/**
 * The user's own Tablesaw figure as plotly's JSON; plotly's tags in its texts are intended and
 * kept.
 */
final class PlotlyJson {
    private PlotlyJson() {}

    static Map<String, Object> of(Figure figure) {
        return FigureJson.of(figure);
    }
}
