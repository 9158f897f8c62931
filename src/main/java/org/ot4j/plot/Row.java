package org.ot4j.plot;

import java.util.List;
import tech.tablesaw.plotly.components.Figure;

/** Charts side by side, in rows of {@code columns}. */
record Row(List<Chart> charts, int columns) implements Content {
    private static final int TITLE = 30;
    private static final int FONT = 16;
    private static final int LINE = 20;

    @Override
    public List<String> heading(Frame frame) {
        return Words.lines(frame.title(), FONT, width(frame) - 10);
    }

    private int lines() {
        return (charts.size() + columns - 1) / columns;
    }

    private int columnWidth(int column) {
        int most = 0;
        for (int i = column; i < charts.size(); i += columns) {
            most = Math.max(most, charts.get(i).width());
        }
        return most;
    }

    private int lineHeight(int line) {
        int most = 0;
        for (int i = line * columns; i < Math.min(charts.size(), (line + 1) * columns); i++) {
            most = Math.max(most, charts.get(i).height());
        }
        return most;
    }

    @Override
    public int width(Frame frame) {
        int sum = 0;
        for (int c = 0; c < columns; c++) {
            sum += columnWidth(c);
        }
        return sum;
    }

    @Override
    public int height(Frame frame) {
        int sum = frame.title().isEmpty() ? 0 : TITLE + LINE * (heading(frame).size() - 1);
        for (int line = 0; line < lines(); line++) {
            sum += lineHeight(line);
        }
        return sum;
    }

    @Override
    public void paint(Canvas canvas, Frame frame, double x, double y) {
        double top = y;
        if (!frame.title().isEmpty()) {
            var font = new Canvas.Font(FONT, true, canvas.theme().ink());
            for (String text : heading(frame)) {
                double middle = x + width(frame) / 2.0;
                canvas.text(text, middle, top + 22, font, Canvas.Anchor.MIDDLE, false);
                top += LINE;
            }
            top += TITLE - LINE;
        }
        for (int line = 0; line < lines(); line++) {
            double left = x;
            for (int c = 0; c < columns && line * columns + c < charts.size(); c++) {
                charts.get(line * columns + c).paint(canvas, left, top);
                left += columnWidth(c);
            }
            top += lineHeight(line);
        }
    }

    /** Tablesaw's figures have one pair of axes. */
    @Override
    public Figure figure(Frame frame) {
        return null;
    }
}
