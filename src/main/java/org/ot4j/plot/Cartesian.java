package org.ot4j.plot;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.plotly.components.Axis;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.components.Layout;
import tech.tablesaw.plotly.components.Margin;
import tech.tablesaw.plotly.traces.Trace;

/**
 * Layers between two axes.
 *
 * @param equal whether a unit has the same length on both axes
 */
record Cartesian(List<Layer> layers, boolean equal) implements Content {
    static final int TITLE_SIZE = 14;
    static final int LABEL_SIZE = 12;

    /**
     * Background of fields, whose least values are white, even on dark pages. It and the grid
     * differ a little from other charts' colours, which a page may turn dark.
     */
    private static final Color FIELD_GROUND = new Color(0xFEFEFE);

    private static final Color FIELD_GRID = new Color(0xE5E5E5);

    private static final int MARGIN = 10;
    private static final int TICKS_LEFT = 32;
    private static final int TICKS_BELOW = 18;
    private static final int LINE = 18; // of the title
    private static final int KEY = 46; // as plotly's, which would take more from the axes

    /** With one more layer, behind the others. */
    Cartesian with(Layer layer) {
        List<Layer> all = new ArrayList<>(List.of(layer));
        all.addAll(layers);
        return new Cartesian(List.copyOf(all), equal);
    }

    private List<Layer.Key> keys() {
        return layers.stream().flatMap(layer -> layer.keys().stream()).toList();
    }

    private int legendWidth() {
        int longest = keys().stream().mapToInt(k -> k.name().length()).max().orElse(0);
        return longest == 0 ? 0 : KEY + 7 * longest;
    }

    @Override
    public int width(Frame frame) {
        return frame.width() + legendWidth();
    }

    @Override
    public int height(Frame frame) {
        return frame.height();
    }

    private static int left(Frame frame) {
        return MARGIN + TICKS_LEFT + (frame.yLabel().isEmpty() ? 0 : 18);
    }

    /** Centred over the axes, and broken where it would pass an edge. */
    @Override
    public List<String> heading(Frame frame) {
        double middle = (left(frame) + frame.width() - MARGIN) / 2.0;
        double width = 2 * Math.min(middle, width(frame) - middle) - 4;
        return Words.lines(frame.title(), TITLE_SIZE, width);
    }

    @Override
    public double[] labelLengths(Frame frame) {
        Axes a = axes(frame);
        double x = a.left() + a.width() / 2;
        double y = a.top() + a.height() / 2;
        return new double[] {
            2 * Math.min(x, width(frame) - x), 2 * Math.min(y, frame.height() - y)
        };
    }

    Axes axes(Frame frame) {
        int left = left(frame);
        int lines = heading(frame).size();
        int top = MARGIN + (lines == 0 ? 0 : 22 + LINE * (lines - 1));
        int bottom = MARGIN + TICKS_BELOW + (frame.xLabel().isEmpty() ? 0 : 18);
        double width = frame.width() - left - MARGIN;
        double height = frame.height() - top - bottom;
        Bounds b = layers.stream().map(Layer::bounds).reduce(Bounds.NONE, Bounds::and);
        double[] xs = range(b.xLow(), b.xHigh(), frame.xRange());
        double[] ys = range(b.yLow(), b.yHigh(), frame.yRange());
        if (equal) {
            double unit = Math.max((xs[1] - xs[0]) / width, (ys[1] - ys[0]) / height);
            widen(xs, unit * width);
            widen(ys, unit * height);
        }
        return new Axes(left, top, width, height, xs[0], xs[1], ys[0], ys[1]);
    }

    private static void widen(double[] range, double length) {
        double middle = (range[0] + range[1]) / 2;
        range[0] = middle - length / 2;
        range[1] = middle + length / 2;
    }

    private static double[] range(double low, double high, double[] wanted) {
        if (wanted != null) {
            return wanted.clone();
        }
        if (low > high) {
            return new double[] {0, 1};
        }
        double pad = low == high ? Math.max(1, Math.abs(low)) / 2 : 0.04 * (high - low);
        return new double[] {low - pad, high + pad};
    }

    @Override
    public void paint(Canvas canvas, Frame frame, double x, double y) {
        Axes inner = axes(frame);
        var a =
                new Axes(
                        inner.left() + x,
                        inner.top() + y,
                        inner.width(),
                        inner.height(),
                        inner.xLow(),
                        inner.xHigh(),
                        inner.yLow(),
                        inner.yHigh());
        Theme theme = canvas.theme();
        var titleFont = new Canvas.Font(TITLE_SIZE, true, theme.ink());
        var labelFont = new Canvas.Font(LABEL_SIZE, false, theme.ink());
        var tickFont = new Canvas.Font(10.5, false, theme.paleInk());
        double right = a.left() + a.width();
        double bottom = a.top() + a.height();
        boolean field = layers.stream().anyMatch(layer -> layer instanceof FieldLayer);
        Color grid = field ? FIELD_GRID : theme.grid();
        if (field) {
            canvas.rectangle(a.left(), a.top(), a.width(), a.height(), FIELD_GROUND);
        }
        Ticks xTicks = Ticks.between(a.xLow(), a.xHigh(), Math.max(2, (int) (a.width() / 70)));
        Ticks yTicks = Ticks.between(a.yLow(), a.yHigh(), Math.max(2, (int) (a.height() / 55)));
        for (int i = 0; i < xTicks.at().length; i++) {
            double at = a.x(xTicks.at()[i]);
            canvas.line(new double[] {at, at}, new double[] {a.top(), bottom}, grid, 1);
            canvas.text(xTicks.text()[i], at, bottom + 14, tickFont, Canvas.Anchor.MIDDLE, false);
        }
        for (int i = 0; i < yTicks.at().length; i++) {
            double at = a.y(yTicks.at()[i]);
            canvas.line(new double[] {a.left(), right}, new double[] {at, at}, grid, 1);
            canvas.text(yTicks.text()[i], a.left() - 5, at + 4, tickFont, Canvas.Anchor.END, false);
        }
        canvas.clip(a.left(), a.top(), a.width(), a.height());
        for (Layer layer : layers) {
            layer.paint(canvas, a);
        }
        canvas.unclip();
        double[] boxX = {a.left(), right, right, a.left(), a.left()};
        double[] boxY = {a.top(), a.top(), bottom, bottom, a.top()};
        canvas.line(boxX, boxY, theme.edge(), 1);
        double middle = a.left() + a.width() / 2;
        double line = y + 22;
        for (String text : heading(frame)) {
            canvas.text(text, middle, line, titleFont, Canvas.Anchor.MIDDLE, false);
            line += LINE;
        }
        double[] lengths = labelLengths(frame);
        String xLabel = Words.cut(frame.xLabel(), LABEL_SIZE, lengths[0]);
        String yLabel = Words.cut(frame.yLabel(), LABEL_SIZE, lengths[1]);
        canvas.text(xLabel, middle, bottom + 32, labelFont, Canvas.Anchor.MIDDLE, false);
        double centre = a.top() + a.height() / 2;
        canvas.text(yLabel, x + 18, centre, labelFont, Canvas.Anchor.MIDDLE, true);
        line = a.top() + 12;
        for (Layer.Key key : keys()) {
            canvas.dots(new double[] {right + 14}, new double[] {line - 4}, 4.5, key.color());
            canvas.text(key.name(), right + 24, line, labelFont, Canvas.Anchor.START, false);
            line += 18;
        }
    }

    @Override
    public Figure figure(Frame frame) {
        List<Trace> traces = new ArrayList<>();
        for (Layer layer : layers) {
            List<Trace> own = layer.traces();
            if (own == null) {
                return null;
            }
            traces.addAll(own);
        }
        Axes a = axes(frame);
        Layout layout =
                Layout.builder()
                        .title(frame.title())
                        .width(width(frame))
                        .height(frame.height())
                        .showLegend(!keys().isEmpty())
                        .hoverMode(Layout.HoverMode.CLOSEST)
                        .margin(
                                Margin.builder()
                                        .left((int) a.left())
                                        .right(width(frame) - (int) (a.left() + a.width()))
                                        .top((int) a.top())
                                        .bottom(frame.height() - (int) (a.top() + a.height()))
                                        .build())
                        .xAxis(axis(frame.xLabel(), a.xLow(), a.xHigh()))
                        .yAxis(axis(frame.yLabel(), a.yLow(), a.yHigh()))
                        .build();
        return new Figure(layout, traces.toArray(new Trace[0]));
    }

    private static Axis axis(String label, double low, double high) {
        return Axis.builder().title(label).range(low, high).showZeroLine(false).build();
    }
}
