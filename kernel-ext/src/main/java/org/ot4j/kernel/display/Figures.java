package org.ot4j.kernel.display;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import tech.tablesaw.plotly.components.Figure;

/** Figures as plotly's data, and as a picture for where no script runs. */
final class Figures {
    private static final String PLOTLY = "application/vnd.plotly.v1+json";

    private Figures() {}

    static Map<String, Object> bundle(Figure figure) throws Exception {
        ObjectNode json = PlotlyJson.of(figure);
        var bundle = new LinkedHashMap<String, Object>();
        bundle.put(PLOTLY, Plain.of(json));
        bundle.put("text/plain", "figure with " + figure.getTraces().length + " traces");
        return bundle;
    }
}
