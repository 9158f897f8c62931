package org.ot4j.kernel.display;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.ot4j.plot.Chart;
import tech.tablesaw.plotly.components.Figure;

/** Figures and charts: plotly's data to look at closely, a picture for where no script runs. */
final class Figures {
    private Figures() {}

    static Bundle of(Figure figure) throws JsonProcessingException {
        int n = figure.getTraces().length;
        return Bundle.text("figure with " + n + (n == 1 ? " trace" : " traces"))
                .plotly(PlotlyJson.of(figure));
    }

    static Bundle of(Chart chart) throws JsonProcessingException {
        var bundle = Bundle.text(chart.toString());
        bundle.picture(chart.png(), chart.width(), chart.height());
        Figure figure = chart.figure();
        return figure == null ? bundle : bundle.plotly(PlotlyJson.of(figure));
    }
}
