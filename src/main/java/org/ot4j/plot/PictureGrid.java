package org.ot4j.plot;

import java.awt.image.BufferedImage;
import java.util.List;
import tech.tablesaw.plotly.components.Figure;

/**
 * Small pictures in rows and columns, each pixel as a square of whole pixels.
 *
 * @param captions names of the rows; empty for none
 */
record PictureGrid(List<BufferedImage> pictures, int columns, List<String> captions)
        implements Content {
    private static final int GAP = 2;
    private static final int MARGIN = 8;
    private static final int TITLE = 28;
    private static final int LETTER = 9; // of the title, on average

    private int zoom(Frame frame) {
        double cell = (frame.width() - 2.0 * MARGIN) / columns - GAP;
        return (int) Math.max(1, Math.floor(cell / pictures.get(0).getWidth()));
    }

    private int cellWidth(Frame frame) {
        return zoom(frame) * pictures.get(0).getWidth() + GAP;
    }

    private int cellHeight(Frame frame) {
        return zoom(frame) * pictures.get(0).getHeight() + GAP;
    }

    private int captionWidth() {
        int longest = captions.stream().map(Words::name).mapToInt(String::length).max().orElse(0);
        return longest == 0 ? 0 : 10 + 7 * longest;
    }

    private int gridWidth(Frame frame) {
        return 2 * MARGIN + captionWidth() + columns * cellWidth(frame) - GAP;
    }

    /** As wide as the pictures or the title. */
    @Override
    public int width(Frame frame) {
        int title =
                frame.title().isEmpty()
                        ? 0
                        : 2 * MARGIN + LETTER * Words.line(frame.title()).length();
        return Math.max(gridWidth(frame), title);
    }

    @Override
    public int height(Frame frame) {
        int lines = (pictures.size() + columns - 1) / columns;
        return 2 * MARGIN + (frame.title().isEmpty() ? 0 : TITLE) + lines * cellHeight(frame) - GAP;
    }

    @Override
    public void paint(Canvas canvas, Frame frame, double x, double y) {
        double top = y + MARGIN;
        if (!frame.title().isEmpty()) {
            var font = new Canvas.Font(14, true, canvas.theme().ink());
            canvas.text(
                    frame.title(),
                    x + width(frame) / 2.0,
                    top + 16,
                    font,
                    Canvas.Anchor.MIDDLE,
                    false);
            top += TITLE;
        }
        double left = x + (width(frame) - gridWidth(frame)) / 2 + MARGIN + captionWidth();
        for (int i = 0; i < pictures.size(); i++) {
            canvas.image(
                    pictures.get(i),
                    left + (double) (i % columns) * cellWidth(frame),
                    top + (double) (i / columns) * cellHeight(frame),
                    cellWidth(frame) - GAP,
                    cellHeight(frame) - GAP);
        }
        var font = new Canvas.Font(12, false, canvas.theme().ink());
        for (int line = 0; line < captions.size(); line++) {
            double middle = top + (line + 0.5) * cellHeight(frame) + 4;
            canvas.text(
                    Words.name(captions.get(line)),
                    left - 8,
                    middle,
                    font,
                    Canvas.Anchor.END,
                    false);
        }
    }

    /** Pixels gain nothing from plotly. */
    @Override
    public Figure figure(Frame frame) {
        return null;
    }
}
