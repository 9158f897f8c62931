package org.ot4j.plot;

import java.awt.Color;
import java.util.List;

/**
 * The ground that charts are drawn for. The colours of points, lines and fields are the same on
 * both.
 */
public enum Theme {
    /**
     * As the reader has it: pages and JupyterLab show a chart with axes light or dark as they are
     * themselves, and change it when they change; files of pixels and SVG are light.
     */
    AUTO(0xFFFFFF, 0x333333, 0x555555, 0x999999, 0xE4E4E4),

    /** White ground, wherever it is shown. */
    LIGHT(0xFFFFFF, 0x333333, 0x555555, 0x999999, 0xE4E4E4),

    /** Black ground, wherever it is shown: that of JupyterLab's dark theme. */
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

    /** What charts have that were not told otherwise. */
    static Theme usual() {
        return usual;
    }

    static void usual(Theme theme) {
        usual = theme;
    }

    Color paper() {
        return paper;
    }

    /** Of titles and names. */
    Color ink() {
        return ink;
    }

    /** Of numbers beside axes. */
    Color paleInk() {
        return paleInk;
    }

    /** Of the box around what is drawn. */
    Color edge() {
        return edge;
    }

    Color grid() {
        return grid;
    }

    /** All of these, in one order for all themes. */
    List<Color> parts() {
        return List.of(paper, ink, paleInk, edge, grid);
    }
}
