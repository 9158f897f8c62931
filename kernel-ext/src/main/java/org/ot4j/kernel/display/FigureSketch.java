package org.ot4j.kernel.display;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ot4j.plot.Chart;
import org.ot4j.plot.Plots;

/**
 * A picture of a plotly figure for pages that run no script: points, lines, bars and histograms on
 * number axes. Other kinds of traces have no picture, and then the figure has none.
 */
final class FigureSketch {
    private FigureSketch() {}

    /** The picture, or null if a trace is of a kind that is not drawn. */
    static Chart of(Map<?, ?> figure) {
        var charts = new ArrayList<Chart>();
        for (Object trace : (List<?>) figure.get("data")) {
            Chart chart = trace((Map<?, ?>) trace);
            if (chart == null) {
                return null;
            }
            charts.add(chart);
        }
        if (charts.isEmpty()) {
            return null;
        }
        Map<?, ?> layout = (Map<?, ?>) figure.get("layout");
        Chart chart =
                Plots.overlay(charts.toArray(Chart[]::new))
                        .title(title(layout))
                        .labels(title(layout.get("xaxis")), title(layout.get("yaxis")));
        return chart.size(
                side(layout.get("width"), chart.width()),
                side(layout.get("height"), chart.height()));
    }

    /** Gives the figure the size of the picture, which it replaces. */
    static void fit(Map<String, Object> figure, Chart sketch) {
        @SuppressWarnings("unchecked")
        var layout = (Map<String, Object>) figure.get("layout");
        layout.putIfAbsent("width", sketch.width());
        layout.putIfAbsent("height", sketch.height());
        if (sketch.plotly() != null
                && sketch.plotly().get("layout") instanceof Map<?, ?> own
                && own.get("margin") instanceof Map<?, ?> margins) {
            Map<Object, Object> margin = new LinkedHashMap<>(margins);
            margin.remove("autoexpand"); // its legend may have other names
            layout.putIfAbsent("margin", margin);
        }
    }

    private static int side(Object given, int otherwise) {
        return given instanceof Number side && side.intValue() >= 60 && side.intValue() <= 10_000
                ? side.intValue()
                : otherwise;
    }

    private static Chart trace(Map<?, ?> trace) {
        String type = String.valueOf(trace.get("type"));
        double[] x = numbers(trace.get("x"));
        if (type.equals("histogram")) {
            return x == null ? null : histogram(x);
        }
        double[] y = numbers(trace.get("y"));
        if (x == null || y == null || x.length != y.length || x.length == 0) {
            return null;
        }
        return switch (type) {
            case "scatter", "scattergl" ->
                    String.valueOf(trace.get("mode")).contains("line")
                            ? Plots.curve(x, y)
                            : Plots.points(x, y);
            case "bar" -> bars(x, y, width(x));
            default -> null;
        };
    }

    /** Counts in bins, their number given by Sturges' rule. */
    private static Chart histogram(double[] values) {
        double low = Arrays.stream(values).min().orElse(0);
        double high = Arrays.stream(values).max().orElse(0);
        int bins = high > low ? 1 + (int) Math.ceil(Math.log(values.length) / Math.log(2)) : 1;
        double width = high > low ? (high - low) / bins : 1;
        var counts = new double[bins];
        for (double value : values) {
            counts[Math.min(bins - 1, (int) ((value - low) / width))]++;
        }
        double[] centres =
                IntStream.range(0, bins).mapToDouble(i -> low + (i + 0.5) * width).toArray();
        return bars(centres, counts, width);
    }

    /** The outline of bars that stand on 0. */
    private static Chart bars(double[] x, double[] heights, double width) {
        var xs = new double[4 * x.length];
        var ys = new double[4 * x.length];
        for (int i = 0; i < x.length; i++) {
            for (int corner = 0; corner < 4; corner++) {
                xs[4 * i + corner] = x[i] + (corner < 2 ? -0.5 : 0.5) * width;
                ys[4 * i + corner] = corner == 1 || corner == 2 ? heights[i] : 0;
            }
        }
        return Plots.curve(xs, ys);
    }

    private static double width(double[] x) {
        double[] sorted = Arrays.stream(x).distinct().sorted().toArray();
        return 0.8
                * IntStream.range(1, sorted.length)
                        .mapToDouble(i -> sorted[i] - sorted[i - 1])
                        .min()
                        .orElse(1);
    }

    private static double[] numbers(Object values) {
        if (!(values instanceof List<?> list)
                || !list.stream().allMatch(v -> v == null || v instanceof Number)) {
            return null;
        }
        return list.stream()
                .mapToDouble(v -> v == null ? Double.NaN : ((Number) v).doubleValue())
                .toArray();
    }

    private static String title(Object part) {
        Object title = part instanceof Map<?, ?> map ? map.get("title") : null;
        Object text = title instanceof Map<?, ?> map ? map.get("text") : title;
        return text == null ? "" : text.toString();
    }
}
