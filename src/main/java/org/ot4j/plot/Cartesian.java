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
 * @param equal whether a unit is as long on both axes
 */
record Cartesian(List<Layer> layers, boolean equal) implements Content {
    private static final Color INK = new Color(0x333333);
    private static final Color FAINT = new Color(0xE4E4E4);
    private static final Color EDGE = new Color(0x999999);
    private static final Canvas.Font TITLE = new Canvas.Font(14, true, INK);
    private static final Canvas.Font LABEL = new Canvas.Font(12, false, INK);
    private static final Canvas.Font TICK = new Canvas.Font(10.5, false, new Color(0x555555));

    private static final int MARGIN = 10;
    private static final int TICKS_LEFT = 32;
    private static final int TICKS_BELOW = 18;

    private List<Layer.Key> keys() {
        return layers.stream().flatMap(layer -> layer.keys().stream()).toList();
    }

    private int legendWidth() {
        int longest = keys().stream().mapToInt(k -> k.name().length()).max().orElse(0);
        return longest == 0 ? 0 : 26 + 7 * longest;
    }

    @Override
    public int width(Frame frame) {
        return frame.width() + legendWidth();
    }

    @Override
    public int height(Frame frame) {
        return frame.height();
    }

    private Axes axes(Frame frame) {
        int left = MARGIN + TICKS_LEFT + (frame.yLabel().isEmpty() ? 0 : 18);
        int top = MARGIN + (frame.title().isEmpty() ? 0 : 22);
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
        Axes a =
                new Axes(
                        inner.left() + x,
                        inner.top() + y,
                        inner.width(),
                        inner.height(),
                        inner.xLow(),
                        inner.xHigh(),
                        inner.yLow(),
                        inner.yHigh());
        double right = a.left() + a.width();
        double bottom = a.top() + a.height();
        Ticks xTicks = Ticks.between(a.xLow(), a.xHigh(), Math.max(2, (int) (a.width() / 70)));
        Ticks yTicks = Ticks.between(a.yLow(), a.yHigh(), Math.max(2, (int) (a.height() / 55)));
        for (int i = 0; i < xTicks.at().length; i++) {
            double at = a.x(xTicks.at()[i]);
            canvas.line(new double[] {at, at}, new double[] {a.top(), bottom}, FAINT, 1);
            canvas.text(xTicks.text()[i], at, bottom + 14, TICK, Canvas.Anchor.MIDDLE, false);
        }
        for (int i = 0; i < yTicks.at().length; i++) {
            double at = a.y(yTicks.at()[i]);
            canvas.line(new double[] {a.left(), right}, new double[] {at, at}, FAINT, 1);
            canvas.text(yTicks.text()[i], a.left() - 5, at + 4, TICK, Canvas.Anchor.END, false);
        }
        canvas.clip(a.left(), a.top(), a.width(), a.height());
        for (Layer layer : layers) {
            layer.paint(canvas, a);
        }
        canvas.unclip();
        double[] boxX = {a.left(), right, right, a.left(), a.left()};
        double[] boxY = {a.top(), a.top(), bottom, bottom, a.top()};
        canvas.line(boxX, boxY, EDGE, 1);
        double middle = a.left() + a.width() / 2;
        canvas.text(frame.title(), middle, y + 22, TITLE, Canvas.Anchor.MIDDLE, false);
        canvas.text(frame.xLabel(), middle, bottom + 32, LABEL, Canvas.Anchor.MIDDLE, false);
        canvas.text(
                frame.yLabel(),
                x + 18,
                a.top() + a.height() / 2,
                LABEL,
                Canvas.Anchor.MIDDLE,
                true);
        double line = a.top() + 12;
        for (Layer.Key key : keys()) {
            canvas.dots(new double[] {right + 14}, new double[] {line - 4}, 4.5, key.color());
            canvas.text(key.name(), right + 24, line, LABEL, Canvas.Anchor.START, false);
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
