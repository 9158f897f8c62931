package org.ot4j.plot;

import ai.djl.ndarray.NDArray;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ot4j.base.Check;
import org.ot4j.data.DataSet;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;

/**
 * The pictures of the field, one line each. Every method gives a {@link Chart}, which a notebook
 * shows and {@link Chart#save(String)} writes as PNG, SVG or a page.
 */
public final class Plots {
    private static final int SIDE = 420;

    /** More classes than this have colours but no legend. */
    private static final int LEGEND_LIMIT = 12;

    private Plots() {}

    /** Points in the plane with equal axes; classes, if there are any, in colours. */
    public static Chart scatter(DataSet points) {
        int[] labels = points.labels();
        double[][] rows = points.toArray();
        Chart chart = labels == null ? scatter(rows) : scatter(rows, labels, points.classNames());
        return chart.title(points.name());
    }

    /** Points in the plane with equal axes, [n, 2]. */
    public static Chart scatter(double[][] points) {
        double[][] xy = columns(points, "points");
        return square(List.of(layer(xy[0], xy[1], "", Palette.color(0, 1), points.length)));
    }

    /** Points in the plane with equal axes, [n, 2] of any type. */
    public static Chart scatter(NDArray points) {
        return scatter(Rows.of(points));
    }

    /** Points in the plane in the colours of their classes, each at least 0. */
    public static Chart scatter(double[][] points, int[] labels) {
        return scatter(points, labels, List.of());
    }

    /** As {@link #scatter(double[][], int[])}, from an array of any type. */
    public static Chart scatter(NDArray points, int[] labels) {
        return scatter(Rows.of(points), labels);
    }

    /** Points of several samples in one picture, each with its name in the legend. */
    public static Chart scatter(java.util.Map<String, double[][]> samples) {
        Check.that(!samples.isEmpty(), "samples", samples.keySet(), "at least one");
        List<Layer> layers = new ArrayList<>();
        int total = samples.values().stream().mapToInt(s -> s.length).sum();
        for (var entry : samples.entrySet()) {
            double[][] xy = columns(entry.getValue(), entry.getKey());
            Color color = Palette.color(layers.size(), samples.size());
            layers.add(layer(xy[0], xy[1], entry.getKey(), color, total));
        }
        return square(layers);
    }

    private static Chart scatter(double[][] points, int[] labels, List<String> names) {
        double[][] xy = columns(points, "points");
        Check.that(
                labels.length == points.length, "labels.length", labels.length, "" + points.length);
        int[] classes = IntStream.of(labels).distinct().sorted().toArray();
        List<Layer> layers = new ArrayList<>();
        for (int k = 0; k < classes.length; k++) {
            int label = classes[k];
            int[] rows =
                    IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
            String name =
                    classes.length > LEGEND_LIMIT
                            ? ""
                            : label < names.size() ? names.get(label) : String.valueOf(label);
            layers.add(
                    layer(
                            IntStream.of(rows).mapToDouble(i -> xy[0][i]).toArray(),
                            IntStream.of(rows).mapToDouble(i -> xy[1][i]).toArray(),
                            name,
                            Palette.color(k, classes.length),
                            points.length));
        }
        return square(layers);
    }

    private static PointLayer layer(double[] x, double[] y, String name, Color color, int total) {
        double radius = total <= 200 ? 3.5 : total <= 1_000 ? 2.6 : total <= 3_000 ? 2 : 1.5;
        double opacity = total <= 200 ? 0.9 : total <= 3_000 ? 0.7 : 0.5;
        return new PointLayer(x, y, name, color, radius, opacity);
    }

    private static Chart square(List<Layer> layers) {
        return new Chart(new Cartesian(List.copyOf(layers), true), Frame.sized(SIDE, SIDE));
    }

    /** Curves y(x) of the numeric columns of a table over its first numeric column. */
    public static Chart curves(Table table) {
        String[] numeric =
                table.columns().stream()
                        .filter(c -> c instanceof NumericColumn)
                        .map(c -> c.name())
                        .toArray(String[]::new);
        Check.that(numeric.length >= 2, "table", table.columnNames(), "two columns of numbers");
        return curves(table, numeric[0], java.util.Arrays.copyOfRange(numeric, 1, numeric.length));
    }

    /** Curves of the columns named over column {@code x}, such as a training history. */
    public static Chart curves(Table table, String x, String... columns) {
        Check.atLeast(columns.length, 1, "columns.length");
        double[] xs = table.numberColumn(x).asDoubleArray();
        List<Layer> layers = new ArrayList<>();
        for (String column : columns) {
            double[] ys = table.numberColumn(column).asDoubleArray();
            Color color = Palette.color(layers.size(), columns.length);
            layers.add(new LineLayer(xs, ys, columns.length == 1 ? "" : column, color, 1.8));
        }
        Chart chart = new Chart(new Cartesian(List.copyOf(layers), false), Frame.sized(560, 340));
        return chart.labels(x, columns.length == 1 ? columns[0] : "");
    }

    /** A curve through points. */
    public static Chart curve(double[] x, double[] y) {
        Check.that(x.length == y.length && x.length > 0, "y.length", y.length, "" + x.length);
        var line = new LineLayer(x.clone(), y.clone(), "", Palette.color(0, 1), 1.8);
        return new Chart(new Cartesian(List.of(line), false), Frame.sized(560, 340));
    }

    /** Charts beside each other. */
    public static Chart row(Chart... charts) {
        return table(charts.length, charts);
    }

    /** Charts in lines of {@code columns}, such as one line for each model. */
    public static Chart table(int columns, Chart... charts) {
        Check.atLeast(charts.length, 1, "charts.length");
        Check.atLeast(columns, 1, "columns");
        return new Chart(
                new Row(List.of(charts), Math.min(columns, charts.length)), Frame.sized(0, 0));
    }

    /** All layers of charts with axes in one; title, labels and size are the first one's. */
    public static Chart overlay(Chart... charts) {
        Check.atLeast(charts.length, 1, "charts.length");
        List<Layer> layers = new ArrayList<>();
        boolean equal = false;
        for (Chart chart : charts) {
            if (!(chart.content() instanceof Cartesian axes)) {
                throw Check.error("charts", chart, "charts with axes");
            }
            layers.addAll(axes.layers());
            equal |= axes.equal();
        }
        return new Chart(new Cartesian(List.copyOf(layers), equal), charts[0].frame());
    }

    private static double[][] columns(double[][] points, String name) {
        Check.atLeast(points.length, 1, name + ".length");
        double[][] xy = new double[2][points.length];
        for (int i = 0; i < points.length; i++) {
            Check.that(
                    points[i].length == 2,
                    name + "[" + i + "].length",
                    points[i].length,
                    "2: points in the plane");
            xy[0][i] = points[i][0];
            xy[1][i] = points[i][1];
        }
        return xy;
    }
}
