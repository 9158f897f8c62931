package org.ot4j.plot;

import java.util.List;
import java.util.Map;
import tech.tablesaw.plotly.components.Figure;

/** What a chart shows, apart from its title and size. */
interface Content {
    /** Width of the whole picture. */
    int width(Frame frame);

    /** Height of the whole picture. */
    int height(Frame frame);

    /** Draws with the upper left corner at (0, 0) moved to (x, y). */
    void paint(Canvas canvas, Frame frame, double x, double y);

    /** The lines of its title, if its interactive form has one. */
    default List<String> heading(Frame frame) {
        return List.of();
    }

    /** Greatest lengths of its axes' names in pixels: the horizontal and the vertical one. */
    default double[] labelLengths(Frame frame) {
        return new double[] {0, 0};
    }

    /** The interactive form, or null if there is none. */
    Figure figure(Frame frame);

    /** The interactive form as nested maps and lists, without a theme, or null if there is none. */
    default Map<String, Object> plotly(Frame frame) {
        Figure figure = figure(frame);
        return figure == null ? null : FigureJson.literal(figure, this, frame);
    }

    /**
     * What a script of ours draws where plotly does not, or null: its kind, and what that kind
     * needs.
     */
    default Map<String, Object> scene(Frame frame) {
        return null;
    }
}
