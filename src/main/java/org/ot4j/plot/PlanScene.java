package org.ot4j.plot;

import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.plotly.components.Figure;

/**
 * Points to drag and the plan between them.
 *
 * @param x sources [n, 2]
 * @param y targets [m, 2]
 * @param epsilon least, greatest and first ε, or null for the plan without entropy
 * @param still the plan as it is before a point moves
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PlanScene(double[][] x, double[][] y, double[] epsilon, Cartesian still) implements Content {
    /** Room for points to move to, as a share of the picture. */
    private static final double ROOM = 0.25;

    private static final int INK = 1;

    @Override
    public int width(Frame frame) {
        return still.width(frame);
    }

    @Override
    public int height(Frame frame) {
        return still.height(frame);
    }

    @Override
    public List<String> heading(Frame frame) {
        return still.heading(frame);
    }

    @Override
    public void paint(Canvas canvas, Frame frame, double left, double top) {
        roomy().paint(canvas, frame, left, top);
    }

    /** With empty places around the points. */
    private Cartesian roomy() {
        Bounds b = still.layers().stream().map(Layer::bounds).reduce(Bounds.NONE, Bounds::and);
        double side = Math.max(b.xHigh() - b.xLow(), b.yHigh() - b.yLow());
        double room = side > 0 ? ROOM / 2 * side : 1;
        var around =
                new Bounds(b.xLow() - room, b.xHigh() + room, b.yLow() - room, b.yHigh() + room);
        return still.with(new Extent(around));
    }

    /** The same without points and lines, which the page adds. */
    private Cartesian empty() {
        List<Layer> layers = new ArrayList<>();
        for (Layer layer : roomy().layers()) {
            if (layer instanceof PointLayer points) {
                var none = new double[0];
                layers.add(new PointLayer(none, none, points.name(), points.color(), 1, 1));
            } else if (layer instanceof Extent) {
                layers.add(layer);
            }
        }
        return new Cartesian(List.copyOf(layers), true);
    }

    /** Plotly's points cannot be dragged. */
    @Override
    public Figure figure(Frame frame) {
        return null;
    }

    @Override
    public Map<String, Object> scene(Frame frame) {
        boolean following = frame.shown() == Theme.AUTO;
        Axes a = empty().axes(frame);
        var axes = new LinkedHashMap<String, Object>();
        axes.put("left", a.left());
        axes.put("top", a.top());
        axes.put("width", a.width());
        axes.put("height", a.height());
        axes.put("xLow", a.xLow());
        axes.put("xHigh", a.xHigh());
        axes.put("yLow", a.yLow());
        axes.put("yHigh", a.yHigh());
        var scene = new LinkedHashMap<String, Object>();
        scene.put("kind", "plan");
        scene.put("label", frame.title().isEmpty() ? "transport plan" : frame.title());
        scene.put("svg", new Chart(empty(), frame).svg(following));
        scene.put("axes", axes);
        scene.put("x", x);
        scene.put("y", y);
        scene.put("colors", List.of(color(0), color(1)));
        scene.put("ink", Palette.css(frame.shown().ink()));
        scene.put("inkClass", following ? "ot4j-stroke-" + INK : "");
        scene.put(
                "epsilon",
                epsilon == null
                        ? null
                        : Map.of("low", epsilon[0], "high", epsilon[1], "value", epsilon[2]));
        return scene;
    }

    private static String color(int side) {
        Color color = Palette.color(side, 2);
        return Palette.css(color);
    }
}
