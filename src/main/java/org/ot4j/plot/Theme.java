package org.ot4j.plot;

import java.awt.Color;
import java.util.List;

/** The background of charts. Points, lines and fields have the same colours on light and dark. */
public enum Theme {
    /**
     * Follows the reader: pages and JupyterLab show a chart with axes light or dark to match their
     * own theme, and change it when theirs changes; PNG and SVG files are light.
     */
    AUTO(0xFFFFFF, 0x333333, 0x555555, 0x999999, 0xE4E4E4),

    /** A white background, wherever the chart is shown. */
    LIGHT(0xFFFFFF, 0x333333, 0x555555, 0x999999, 0xE4E4E4),

    /** A black background, wherever the chart is shown: that of JupyterLab's dark theme. */
    DARK(0x111111, 0xDDDDDD, 0xBBBBBB, 0x777777, 0x333333);

    private static volatile Theme usual = AUTO;

    private final Color paper;
    private final Color ink;
    private final Color paleInk;
    private final Color edge;
    private final Color grid;

    Theme(int paper, int ink, int paleInk, int edge, int grid) {
        this.paper = new Color(paper);
        this.ink = new Color(ink);
        this.paleInk = new Color(paleInk);
        this.edge = new Color(edge);
        this.grid = new Color(grid);
    }

    /** The theme of charts that have none of their own. */
    static Theme usual() {
        return usual;
    }

    static void usual(Theme theme) {
        usual = theme;
    }

    Color paper() {
        return paper;
    }

    /** Colour of titles and names. */
    Color ink() {
        return ink;
    }

    /** Colour of numbers beside axes. */
    Color paleInk() {
        return paleInk;
    }

    /** Colour of the box around the drawing. */
    Color edge() {
        return edge;
    }

    Color grid() {
        return grid;
    }

    /** All of these colours, in the same order for all themes. */
    List<Color> parts() {
        return List.of(paper, ink, paleInk, edge, grid);
    }
}
