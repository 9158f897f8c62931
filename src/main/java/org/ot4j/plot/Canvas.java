package org.ot4j.plot;

import java.awt.Color;
import java.awt.image.BufferedImage;

/** What a chart draws on: pixels or SVG. Coordinates grow to the right and down. */
interface Canvas {
    /** The theme whose colours titles, names and axes have. */
    Theme theme();

    void rectangle(double x, double y, double width, double height, Color fill);

    /** A line through the points; NaN in x starts a new one. */
    void line(double[] x, double[] y, Color color, double width);

    /** A filled polygon. */
    void polygon(double[] x, double[] y, Color fill);

    /** Filled circles of one radius. */
    void dots(double[] x, double[] y, double radius, Color fill);

    /** Text with its anchor on the base line; {@code turned} reads upwards. */
    void text(String text, double x, double y, Font font, Anchor anchor, boolean turned);

    /** Picture scaled to the box without smoothing. */
    void image(BufferedImage image, double x, double y, double width, double height);

    /** Draws only inside a box, until {@link #unclip()}. */
    void clip(double x, double y, double width, double height);

    void unclip();

    /** Where a text's anchor sits. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** Size in pixels, weight and colour of text. */
    record Font(double size, boolean bold, Color color) {}
}
