package org.ot4j.plot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ot4j.base.Points;
import org.ot4j.base.Rows;
import org.ot4j.data.DataSet;
import org.ot4j.data.Picture;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.model.GenerativeModel;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Plan;
import org.ot4j.transport.TransportResult;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;

/**
 * Charts for optimal transport and generative models, one line each. Every plot is a {@link Chart},
 * which a notebook shows and {@link Chart#save(String)} writes as PNG, SVG or HTML.
 */
public final class Plots {
    private static final int SIDE = 420;
    private static final int MOST_PICTURES = 100;
    private static final int WALKS = 6;
    private static final int WALK_STEPS = 10;
    private static final int PRIOR_DRAWS = 10_000;
    private static final int FILM_SIDE = 240;
    private static final int ARROWS = 20;
    private static final Color PATH = new Color(0x999999);

    /** More classes than this have colours but no legend. */
    private static final int LEGEND_LIMIT = 12;

    private Plots() {}

    /**
     * Sets the theme of all charts shown or saved from now on that have none of their own, wherever
     * they were made. The default, {@link Theme#AUTO}, follows the page that shows them.
     *
     * <pre>{@code
     * Plots.theme(Theme.DARK);
     * Plots.scatter(x).save("dark.png");
     * }</pre>
     */
    public static void theme(Theme theme) {
        Theme.usual(Check.notNull(theme, "theme"));
    }

    /** Points in the plane with equal axes, coloured by class if there are classes. */
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
        return scatter(rows(points, "points"));
    }

    /**
     * Points in the plane with equal axes, such as those of a measure.
     *
     * @throws IllegalArgumentException if the points have unequal weights, which would not show
     */
    public static Chart scatter(Points points) {
        return points instanceof DataSet set ? scatter(set) : scatter(rows(points, "points"));
    }

    /** The two numeric columns of a table as points with equal axes, the first column as x. */
    public static Chart scatter(Table points) {
        return scatter(rows(points, "points"));
    }

    /**
     * Two columns of a table as points with equal axes.
     *
     * @param x the name of a numeric column
     * @param y the name of another numeric column
     * @throws IllegalArgumentException if there is no such column or a number is missing
     */
    public static Chart scatter(Table table, String x, String y) {
        return scatter(Rows.of(table, Check.notNull(x, "x"), Check.notNull(y, "y"))).labels(x, y);
    }

    /** Points in the plane, coloured by class; classes are at least 0. */
    public static Chart scatter(double[][] points, int[] labels) {
        return scatter(points, labels, List.of());
    }

    /** Points in the plane, [n, 2] of any type, coloured by class; classes are at least 0. */
    public static Chart scatter(NDArray points, int[] labels) {
        return scatter(rows(points, "points"), labels);
    }

    /** Points of a data set or a measure, coloured by class; classes are at least 0. */
    public static Chart scatter(Points points, int[] labels) {
        return scatter(rows(points, "points"), labels);
    }

    /**
     * Several samples of points in one chart, each with its name in the legend. A {@code
     * LinkedHashMap} keeps its order; other maps are sorted by name.
     *
     * <pre>{@code
     * Plots.scatter(Map.of("data", x, "model", vae.sample(500, 1)));
     * }</pre>
     *
     * @param samples points in the plane, each sample one of: rows {@code double[n][2]}, an {@link
     *     NDArray} [n, 2], a data set, a measure of equal weights or a table
     */
    public static Chart scatter(Map<String, ?> samples) {
        Check.that(!samples.isEmpty(), "samples", samples.keySet(), "at least one");
        List<Layer> layers = new ArrayList<>();
        var all = new LinkedHashMap<String, double[][]>();
        inOrder(samples).forEach((name, points) -> all.put(name, rows(points, name)));
        int total = all.values().stream().mapToInt(s -> s.length).sum();
        for (var entry : all.entrySet()) {
            double[][] xy = columns(entry.getValue(), entry.getKey());
            Color color = Palette.color(layers.size(), samples.size());
            layers.add(layer(xy[0], xy[1], entry.getKey(), color, total));
        }
        return square(layers);
    }

    /** The order of {@code Map.of} changes from run to run, and colours would change with it. */
    private static <V> Map<String, V> inOrder(Map<String, V> map) {
        return map instanceof LinkedHashMap || map instanceof SortedMap ? map : new TreeMap<>(map);
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

    /** Curves of a table's numeric columns over its first numeric column. */
    public static Chart curves(Table table) {
        String[] numeric =
                table.columns().stream()
                        .filter(c -> c instanceof NumericColumn)
                        .map(c -> c.name())
                        .toArray(String[]::new);
        Check.that(numeric.length >= 2, "table", table.columnNames(), "two numeric columns");
        return curves(table, numeric[0], Arrays.copyOfRange(numeric, 1, numeric.length));
    }

    /** Curves of the named columns over column {@code x}, such as a training history. */
    public static Chart curves(Table table, String x, String... columns) {
        Check.atLeast(columns.length, 1, "columns.length");
        double[] xs = table.numberColumn(x).asDoubleArray();
        List<Layer> layers = new ArrayList<>();
        for (String column : columns) {
            double[] ys = table.numberColumn(column).asDoubleArray();
            Color color = Palette.color(layers.size(), columns.length);
            layers.add(new LineLayer(xs, ys, columns.length == 1 ? "" : column, color, 1.8));
        }
        var chart = new Chart(new Cartesian(List.copyOf(layers), false), Frame.sized(560, 340));
        return chart.labels(x, columns.length == 1 ? columns[0] : "");
    }

    /** Points (x, y), each axis with its own scale. */
    public static Chart points(double[] x, double[] y) {
        Check.that(x.length == y.length && x.length > 0, "y.length", y.length, "" + x.length);
        var layer = layer(x.clone(), y.clone(), "", Palette.color(0, 1), x.length);
        return new Chart(new Cartesian(List.of(layer), false), Frame.sized(560, 340));
    }

    /** A curve through the points (x, y). */
    public static Chart curve(double[] x, double[] y) {
        Check.that(x.length == y.length && x.length > 0, "y.length", y.length, "" + x.length);
        var line = new LineLayer(x.clone(), y.clone(), "", Palette.color(0, 1), 1.8);
        return new Chart(new Cartesian(List.of(line), false), Frame.sized(560, 340));
    }

    /**
     * Several curves over one x, each with its name in the legend.
     *
     * @param x [n]
     * @param curves y values [n] by name; a {@code LinkedHashMap} keeps its order, other maps are
     *     sorted by name
     */
    public static Chart curves(double[] x, Map<String, double[]> curves) {
        List<Layer> layers = new ArrayList<>();
        for (var entry : inOrder(curves).entrySet()) {
            double[] y = entry.getValue();
            Check.that(y.length == x.length, entry.getKey() + ".length", y.length, "" + x.length);
            Color color = Palette.color(layers.size(), curves.size());
            layers.add(new LineLayer(x, y, entry.getKey(), color, 1.8));
        }
        Check.atLeast(layers.size(), 1, "curves.size");
        return new Chart(new Cartesian(List.copyOf(layers), false), Frame.sized(560, 340));
    }

    /**
     * The density of points in the plane, estimated by a Gaussian kernel with Scott's bandwidth.
     */
    public static Chart density(double[][] points) {
        Check.points(points, "points");
        double[][] xy = columns(points, "points");
        Bounds box = padded(Bounds.of(xy[0], xy[1]));
        return field(DensityGrid.kernel(xy[0], xy[1], box), box);
    }

    /** The density of points in the plane, [n, 2] of any type. */
    public static Chart density(NDArray points) {
        return density(Rows.checked(points, "points"));
    }

    /** The density of a data set, or of a measure of equal weights, in the plane. */
    public static Chart density(Points points) {
        Chart chart = density(Rows.checked(points, "points"));
        return points instanceof DataSet set ? chart.title(set.name()) : chart;
    }

    /** The density of a table's two numeric columns. */
    public static Chart density(Table points) {
        return density(Rows.checked(points, "points"));
    }

    /**
     * A density over the plane as colours, such as that of one posterior.
     *
     * @param density the value at (x, y); at least 0
     */
    public static Chart density(
            DoubleBinaryOperator density, double xLow, double xHigh, double yLow, double yHigh) {
        Bounds box = box(xLow, xHigh, yLow, yHigh);
        return field(DensityGrid.of(density, box), box);
    }

    private static Chart field(double[][] values, Bounds box) {
        return square(List.of(new FieldLayer(values, box, Palette::blues)));
    }

    /** Contour lines of a function over the plane at the given levels. */
    public static Chart contours(
            DoubleBinaryOperator f,
            double xLow,
            double xHigh,
            double yLow,
            double yHigh,
            double... levels) {
        Bounds box = box(xLow, xHigh, yLow, yHigh);
        return contours(DensityGrid.of(f, box), box, levels);
    }

    /** Contours of the points' kernel density at 10, 30, 50, 70 and 90 % of its maximum. */
    public static Chart contours(double[][] points) {
        Check.points(points, "points");
        double[][] xy = columns(points, "points");
        Bounds box = padded(Bounds.of(xy[0], xy[1]));
        double[][] values = DensityGrid.kernel(xy[0], xy[1], box);
        double max = Arrays.stream(values).flatMapToDouble(Arrays::stream).max().getAsDouble();
        return contours(
                values, box, DoubleStream.of(0.1, 0.3, 0.5, 0.7, 0.9).map(t -> t * max).toArray());
    }

    /** Contours of the kernel density of points [n, 2] of any type. */
    public static Chart contours(NDArray points) {
        return contours(Rows.checked(points, "points"));
    }

    /**
     * Contours of the kernel density of a data set, or a measure of equal weights, in the plane.
     */
    public static Chart contours(Points points) {
        Chart chart = contours(Rows.checked(points, "points"));
        return points instanceof DataSet set ? chart.title(set.name()) : chart;
    }

    /** Contours of the kernel density of a table's two numeric columns. */
    public static Chart contours(Table points) {
        return contours(Rows.checked(points, "points"));
    }

    private static Chart contours(double[][] values, Bounds box, double[] levels) {
        Check.atLeast(levels.length, 1, "levels.length");
        List<Layer> layers = new ArrayList<>();
        for (int k = 0; k < levels.length; k++) {
            double[][] line = ContourLines.of(values, box, levels[k]);
            Color color = Palette.viridis((k + 0.5) / levels.length);
            layers.add(new LineLayer(line[0], line[1], "", color, 1.4));
        }
        return square(layers);
    }

    /**
     * Codes in the plane against the prior N(0, I), drawn as circles at 1, 2 and 3 standard
     * deviations; empty regions inside the circles are holes in the aggregated posterior.
     *
     * @param labels classes of the codes, or null
     */
    public static Chart aggregatedPosterior(double[][] codes, int[] labels) {
        Chart points = labels == null ? scatter(codes) : scatter(codes, labels);
        var x = new double[3 * 121];
        var y = new double[3 * 121];
        for (int r = 1; r <= 3; r++) {
            for (int i = 0; i <= 120; i++) {
                int at = 121 * (r - 1) + i;
                // The last but one point of a circle closes it; NaN lifts the pen.
                double angle = 2 * Math.PI * i / 119;
                x[at] = i == 120 ? Double.NaN : r * Math.cos(angle);
                y[at] = i == 120 ? Double.NaN : r * Math.sin(angle);
            }
        }
        var circles = new LineLayer(x, y, "", new Color(0x777777), 1.2);
        List<Layer> layers = new ArrayList<>(((Cartesian) points.content()).layers());
        layers.add(circles);
        return square(layers);
    }

    /**
     * Codes [n, 2] of any type against the prior N(0, I), drawn as circles at 1, 2 and 3 standard
     * deviations; see {@link #aggregatedPosterior(double[][], int[])}.
     */
    public static Chart aggregatedPosterior(NDArray codes, int[] labels) {
        return aggregatedPosterior(rows(codes, "codes"), labels);
    }

    /**
     * Codes of a data set or a measure against the prior N(0, I), drawn as circles at 1, 2 and 3
     * standard deviations; see {@link #aggregatedPosterior(double[][], int[])}.
     */
    public static Chart aggregatedPosterior(Points codes, int[] labels) {
        return aggregatedPosterior(rows(codes, "codes"), labels);
    }

    /**
     * Codes in the plane against the prior N(0, I), drawn as circles at 1, 2 and 3 standard
     * deviations.
     *
     * @param codes [n, 2]
     */
    public static Chart aggregatedPosterior(double[][] codes) {
        return aggregatedPosterior(codes, null);
    }

    /**
     * Codes in the plane, such as {@code vae.codes(500, 1)}, against the prior N(0, I), drawn as
     * circles at 1, 2 and 3 standard deviations.
     *
     * @param codes [n, 2] of any type
     */
    public static Chart aggregatedPosterior(NDArray codes) {
        return aggregatedPosterior(codes, null);
    }

    /** A transport plan as a heat map, source 0 at the top. */
    public static Chart plan(Plan plan) {
        var box = new Bounds(-0.5, plan.cols() - 0.5, -0.5, plan.rows() - 0.5);
        var field = new FieldLayer(plan.toDense(), box, Palette::blues);
        var frame =
                Frame.sized(SIDE, SIDE)
                        .labels("target", "source")
                        .xRange(-0.5, plan.cols() - 0.5)
                        .yRange(plan.rows() - 0.5, -0.5);
        return new Chart(new Cartesian(List.of(field), false), frame);
    }

    /**
     * A data set of codes in the plane, such as {@code vae.encode(x, 1)}, against the prior N(0,
     * I), drawn as circles at 1, 2 and 3 standard deviations; coloured by class if there are
     * classes.
     */
    public static Chart aggregatedPosterior(DataSet codes) {
        return aggregatedPosterior(codes.toArray(), codes.labels()).title(codes.name());
    }

    /** The plan found by a solver as a heat map, source 0 at the top. */
    public static Chart plan(TransportResult result) {
        return plan(Check.notNull(result, "result").plan());
    }

    /** A plan [n, m] with entries of at least 0 as a heat map, source 0 at the top. */
    public static Chart plan(double[][] plan) {
        return plan(Plan.dense(plan));
    }

    /** A plan [n, m] of any type with entries of at least 0 as a heat map, source 0 at the top. */
    public static Chart plan(NDArray plan) {
        return plan(matrix(plan, "plan"));
    }

    /** The plan found by a solver as lines between points in the plane. */
    public static Chart plan(TransportResult result, double[][] sources, double[][] targets) {
        return plan(Check.notNull(result, "result").plan(), sources, targets);
    }

    /**
     * The plan found by a solver as lines between points in the plane of any two kinds: rows {@code
     * double[n][2]}, an {@link NDArray}, a data set, a measure, a table.
     *
     * <pre>{@code
     * Plots.plan(Transport.exact(x, y), x, y);
     * }</pre>
     *
     * @throws IllegalArgumentException if the numbers of points differ from the plan's
     */
    public static Chart plan(TransportResult result, Object sources, Object targets) {
        return plan(Check.notNull(result, "result").plan(), sources, targets);
    }

    /**
     * A transport plan as lines between points in the plane of any two kinds: rows {@code
     * double[n][2]}, an {@link NDArray}, a data set, a measure, a table.
     *
     * @throws IllegalArgumentException if the numbers of points differ from the plan's
     */
    public static Chart plan(Plan plan, Object sources, Object targets) {
        return plan(
                plan,
                Measure.checked(sources, "sources").points(),
                Measure.checked(targets, "targets").points());
    }

    /**
     * Any matrix, such as costs, a kernel or a confusion matrix, as a heat map with its scale, row
     * 0 at the top. If there are numbers on both sides of 0, then 0 is white.
     *
     * @param matrix [n, m]; cells of numbers that are not finite stay empty
     */
    public static Chart heatmap(double[][] matrix) {
        Check.notNull(matrix, "matrix");
        Check.atLeast(matrix.length, 1, "matrix.length");
        int columns = Check.notNull(matrix[0], "matrix[0]").length;
        Check.atLeast(columns, 1, "matrix[0].length");
        var copy = new double[matrix.length][];
        for (int i = 0; i < copy.length; i++) {
            int length = Check.notNull(matrix[i], "matrix[" + i + "]").length;
            Check.that(
                    length == columns,
                    "matrix[" + i + "].length",
                    length,
                    columns + ", as in row 0");
            copy[i] = matrix[i].clone();
        }
        var layer = HeatLayer.of(copy);
        Check.that(layer.low() <= layer.high(), "matrix", "NaN", "at least one finite number");
        // Cells are square, except in long and narrow matrices.
        double ratio = Math.max(1 / 3.0, Math.min(3, (double) copy.length / columns));
        int width = ratio <= 1 ? SIDE : (int) Math.round(Math.max(180, SIDE / ratio));
        int height = ratio <= 1 ? (int) Math.round(Math.max(180, SIDE * ratio)) : SIDE;
        var frame =
                Frame.sized(width, height)
                        .labels("column", "row")
                        .xRange(-0.5, columns - 0.5)
                        .yRange(copy.length - 0.5, -0.5);
        return new Chart(new Cartesian(List.of(layer), false), frame);
    }

    /** A matrix [n, m] of any type as a heat map with its scale, row 0 at the top. */
    public static Chart heatmap(NDArray matrix) {
        return heatmap(matrix(matrix, "matrix"));
    }

    private static double[][] matrix(NDArray array, String name) {
        Shape shape = Rows.shape(array, name);
        Check.that(
                shape.dimension() == 2 && shape.size() > 0,
                name + ".shape",
                shape,
                "(n, d), none of them 0");
        return Rows.split(Rows.numbers(array), Math.toIntExact(shape.get(0)));
    }

    /** Points of any kind; rows and arrays may contain numbers that are not finite. */
    private static double[][] rows(Object points, String name) {
        if (points instanceof double[][] given) {
            return given;
        }
        return points instanceof NDArray array ? matrix(array, name) : Rows.checked(points, name);
    }

    /**
     * A transport plan as lines between points in the plane, darker for more mass; lines below 2 %
     * of the heaviest are left out.
     *
     * @param sources [n, 2]
     * @param targets [m, 2]
     */
    public static Chart plan(Plan plan, double[][] sources, double[][] targets) {
        Check.points(sources, "sources", targets, "targets");
        Check.that(
                sources.length == plan.rows(), "sources.length", sources.length, "" + plan.rows());
        Check.that(
                targets.length == plan.cols(), "targets.length", targets.length, "" + plan.cols());
        double[][] x = columns(sources, "sources");
        double[][] y = columns(targets, "targets");
        int total = sources.length + targets.length;
        return square(
                List.of(
                        new ArcLayer(plan, sources, targets),
                        layer(x[0], x[1], "source", Palette.color(0, 2), total),
                        layer(y[0], y[1], "target", Palette.color(1, 2), total)));
    }

    /** Grey pictures of one size, each [h, w], in a square grid. */
    public static Chart images(double[][]... pictures) {
        return images(Stream.of(pictures).map(Picture::of).toArray(Picture[]::new));
    }

    /** Pictures of one size in a square grid. */
    public static Chart images(Picture... pictures) {
        Check.atLeast(pictures.length, 1, "pictures.length");
        List<BufferedImage> images = new ArrayList<>();
        for (int i = 0; i < pictures.length; i++) {
            Picture own = Check.notNull(pictures[i], "pictures[" + i + "]");
            Check.that(
                    own.width() == pictures[0].width() && own.height() == pictures[0].height(),
                    "pictures[" + i + "]",
                    own,
                    "the size of pictures[0], " + pictures[0]);
            images.add(own.image());
        }
        return grid(images, (int) Math.ceil(Math.sqrt(images.size())), List.of());
    }

    /**
     * Pictures in a square grid: [n, c, h, w] with 1 or 3 channels, one picture [h, w] or [c, h,
     * w], or grey ones [n, h, w] if n is neither 1 nor 3.
     */
    public static Chart images(NDArray pictures) {
        List<BufferedImage> images = Pixels.of(pictures);
        return grid(images, (int) Math.ceil(Math.sqrt(images.size())), List.of());
    }

    /** Pictures [n, c, h, w], or grey ones [n, h, w], in rows of {@code columns}. */
    public static Chart images(NDArray pictures, int columns) {
        Check.atLeast(columns, 1, "columns");
        return grid(Pixels.of(pictures), columns, List.of());
    }

    /** The pictures of a data set in a square grid, at most the first hundred. */
    public static Chart images(DataSet pictures) {
        return images(pictures, Math.min(MOST_PICTURES, pictures.size()));
    }

    /** The first {@code n} pictures of a data set in a square grid. */
    public static Chart images(DataSet pictures, int n) {
        return images(pictures, n, (int) Math.ceil(Math.sqrt(n)));
    }

    /** The first {@code n} pictures of a data set, in rows of {@code columns}. */
    public static Chart images(DataSet pictures, int n, int columns) {
        Check.notNull(pictures, "pictures");
        Check.that(n >= 1 && n <= pictures.size(), "n", n, "in [1, " + pictures.size() + "]");
        Check.atLeast(columns, 1, "columns");
        float[] values = pictures.floats(IntStream.range(0, n).toArray());
        var shape = new Shape(n).addAll(pictures.sampleShape());
        Check.that(shape.dimension() == 4, "pictures", pictures, "samples of shape (c, h, w)");
        return grid(Pixels.of(values, shape), columns, List.of()).title(pictures.name());
    }

    /**
     * Originals and their reconstructions, both [n, c, h, w]: a row of originals above a row of
     * reconstructions, and so on.
     */
    public static Chart pairs(NDArray originals, NDArray reconstructions, int columns) {
        return pairs(
                Pixels.of(originals, "originals"),
                Pixels.of(reconstructions, "reconstructions"),
                columns);
    }

    /**
     * Originals from a data set and their reconstructions from an array: a row of originals above a
     * row of reconstructions, and so on.
     *
     * @param reconstructions [n, c, h, w], as many as originals
     */
    public static Chart pairs(DataSet originals, NDArray reconstructions, int columns) {
        return pairs(
                pixels(originals, "originals"),
                Pixels.of(reconstructions, "reconstructions"),
                columns);
    }

    /**
     * Originals and their reconstructions: a row of originals above a row of reconstructions, and
     * so on.
     *
     * @param reconstructions as many as originals, such as {@code vae.reconstruct(originals)}
     */
    public static Chart pairs(DataSet originals, DataSet reconstructions, int columns) {
        return pairs(
                pixels(originals, "originals"),
                pixels(reconstructions, "reconstructions"),
                columns);
    }

    private static List<BufferedImage> pixels(DataSet pictures, String name) {
        Check.that(
                pictures.sampleShape().dimension() == 3,
                name,
                pictures,
                "samples of shape (c, h, w)");
        return IntStream.range(0, pictures.size())
                .mapToObj(i -> pictures.picture(i).image())
                .toList();
    }

    private static Chart pairs(List<BufferedImage> a, List<BufferedImage> b, int columns) {
        Check.that(a.size() == b.size(), "reconstructions", b.size(), a.size() + " pictures");
        Check.atLeast(columns, 1, "columns");
        List<BufferedImage> all = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        for (int from = 0; from + columns <= a.size(); from += columns) {
            all.addAll(a.subList(from, from + columns));
            all.addAll(b.subList(from, from + columns));
            captions.addAll(List.of("data", "rec."));
        }
        Check.that(!all.isEmpty(), "columns", columns, "at most " + a.size() + ", the pictures");
        return grid(all, columns, captions);
    }

    /**
     * The pictures decoded along walks, one row per walk from its start to its end.
     *
     * @param decoder maps codes [k, d] of float32 to pictures [k, c, h, w]
     * @param manager owns the codes while they are decoded
     * @param paths walks of equal length, see {@link Latents}
     */
    public static Chart walks(
            UnaryOperator<NDArray> decoder, NDManager manager, double[][]... paths) {
        Check.atLeast(paths.length, 1, "paths.length");
        int steps = paths[0].length;
        double[][] codes = Arrays.stream(paths).flatMap(Arrays::stream).toArray(double[][]::new);
        Check.that(codes.length == steps * paths.length, "paths", codes.length, "equal lengths");
        return grid(decode(decoder, manager, codes), steps, List.of());
    }

    /** Pictures decoded over a latent plane with a normal prior; see {@link Latents#normalGrid}. */
    public static Chart latentManifold(
            UnaryOperator<NDArray> decoder, NDManager manager, int side) {
        return grid(decode(decoder, manager, Latents.normalGrid(side)), side, List.of());
    }

    /**
     * Pictures decoded by a trained model along walks through its latent space: six rows of ten
     * steps, each from one draw of the prior to another. In more than two dimensions, the walks
     * follow great circles.
     *
     * <pre>{@code
     * Plots.walks(vae).save("target/walks.png");
     * }</pre>
     *
     * @throws IllegalArgumentException if the model does not generate pictures
     */
    public static Chart walks(GenerativeModel model) {
        return walks(model, 1);
    }

    /**
     * Pictures decoded by a trained model along walks between draws of the prior, fixed by a seed.
     */
    public static Chart walks(GenerativeModel model, long seed) {
        Check.notNull(model, "model");
        try (NDArray ends = model.codes(2 * WALKS, seed);
                NDArray from = ends.get("0:" + WALKS);
                NDArray to = ends.get(WALKS + ":")) {
            boolean arcs = model.prior().dimension() > 2;
            try (NDArray pictures =
                    arcs
                            ? model.interpolateSpherically(from, to, WALK_STEPS)
                            : model.interpolate(from, to, WALK_STEPS)) {
                return grid(made(model, pictures), WALK_STEPS, List.of());
            }
        }
    }

    /**
     * Pictures decoded by a trained model over its latent plane: {@code side} rows and columns at
     * evenly spaced quantiles of the prior along both axes, the second axis upwards.
     *
     * <pre>{@code
     * Plots.latentManifold(vae, 15).save("target/manifold.png");
     * }</pre>
     *
     * @param model a model with a prior of dimension 2
     * @throws IllegalArgumentException if the prior has another dimension, or if the model does not
     *     generate pictures
     */
    public static Chart latentManifold(GenerativeModel model, int side) {
        Check.notNull(model, "model");
        Check.atLeast(side, 1, "side");
        double[][] codes = planeCodes(model, side);
        try (NDArray draw = model.codes(1, 0); // on the model's device
                NDManager scope = NDManager.newBaseManager(draw.getDevice())) {
            NDArray z = scope.create(codes).toType(DataType.FLOAT32, false);
            return grid(made(model, model.decode(z)), side, List.of());
        }
    }

    /** Codes at evenly spaced quantiles of a model's prior, [side², 2]. */
    static double[][] planeCodes(GenerativeModel model, int side) {
        int d = model.prior().dimension();
        Check.that(
                d == 2,
                "dimension of the model's prior",
                d,
                "2, a plane; walks(model) shows other ones");
        try (NDArray draws = model.codes(PRIOR_DRAWS, 0)) {
            return model.prior().equals(Prior.standardNormal(2))
                    ? Latents.normalGrid(side)
                    : Latents.quantileGrid(Rows.of(draws), side);
        }
    }

    private static List<BufferedImage> made(GenerativeModel model, NDArray samples) {
        Check.that(
                samples.getShape().dimension() == 4,
                "samples of " + model.name(),
                samples.getShape().slice(1),
                "pictures (c, h, w)");
        return Pixels.of(samples);
    }

    private static List<BufferedImage> decode(
            UnaryOperator<NDArray> decoder, NDManager manager, double[][] codes) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray z = scope.create(codes).toType(DataType.FLOAT32, false);
            try (NDArray pictures = decoder.apply(z)) {
                return Pixels.of(pictures);
            }
        }
    }

    private static Chart grid(List<BufferedImage> images, int columns, List<String> captions) {
        return new Chart(new PictureGrid(images, columns, captions), Frame.sized(SIDE, SIDE));
    }

    private static Bounds box(double xLow, double xHigh, double yLow, double yHigh) {
        Check.that(xLow < xHigh, "xLow", xLow, "below xHigh = " + xHigh);
        Check.that(yLow < yHigh, "yLow", yLow, "below yHigh = " + yHigh);
        return new Bounds(xLow, xHigh, yLow, yHigh);
    }

    private static Bounds padded(Bounds b) {
        double dx = Math.max(1e-9, 0.1 * (b.xHigh() - b.xLow()));
        double dy = Math.max(1e-9, 0.1 * (b.yHigh() - b.yLow()));
        return new Bounds(b.xLow() - dx, b.xHigh() + dx, b.yLow() - dy, b.yHigh() + dy);
    }

    /**
     * Charts that follow each other, such as the states of a flow: in a notebook and in HTML files
     * with a slider and a button, as an animated GIF or SVG file, and as a filmstrip in PNG files
     * and wherever nothing moves. Axes show what all frames together have. Frames are named by
     * their titles if these differ, and else by their numbers.
     *
     * <pre>{@code
     * Plots.film(Plots.scatter(x), Plots.scatter(y)).save("film.gif");
     * }</pre>
     *
     * @param frames at least one; the first one's size, axis labels and theme are the film's
     */
    public static Chart film(Chart... frames) {
        Check.notNull(frames, "frames");
        Check.atLeast(frames.length, 1, "frames.length");
        for (int i = 0; i < frames.length; i++) {
            Check.notNull(frames[i], "frames[" + i + "]");
            Check.that(
                    !(frames[i].content() instanceof Film),
                    "frames[" + i + "]",
                    frames[i],
                    "a chart that stands still");
        }
        List<String> titles = Stream.of(frames).map(Chart::title).toList();
        if (frames.length == 1 || titles.stream().distinct().count() == 1) {
            return Film.of(List.of(frames), numbers(frames.length));
        }
        return Film.of(List.of(frames), titles).title("");
    }

    /**
     * Charts that follow each other; see {@link #film(Chart...)}.
     *
     * @param frames at least one
     */
    public static Chart film(List<Chart> frames) {
        return film(Check.notNull(frames, "frames").toArray(Chart[]::new));
    }

    /**
     * What a chart becomes as a time goes from 0 to 1.
     *
     * <pre>{@code
     * var result = Transport.exact(x, y);
     * Plots.film(21, t -> Plots.density(result.interpolate(t)));
     * }</pre>
     *
     * @param frames at least 2
     * @param at the chart at a time in [0, 1]
     */
    public static Chart film(int frames, DoubleFunction<Chart> at) {
        Check.atLeast(frames, 2, "frames");
        Check.notNull(at, "at");
        List<Chart> charts = new ArrayList<>();
        for (int k = 0; k < frames; k++) {
            double t = (double) k / (frames - 1);
            charts.add(Check.notNull(at.apply(t), "chart at t = " + t));
        }
        return Film.of(charts, times(frames));
    }

    /**
     * Points that move in the plane.
     *
     * <pre>{@code
     * var loss = TransportLoss.divergence(Sinkhorn.of(0.05));
     * var path = GradientFlow.of(loss::of, y).from(x).steps(50);
     * Plots.film(path.frames());
     * }</pre>
     *
     * @param frames [frames, n, 2], such as the paths of a flow
     */
    public static Chart film(double[][][] frames) {
        return film(frames, null);
    }

    /**
     * Points that move in the plane, coloured by class.
     *
     * @param frames [frames, n, 2]
     * @param labels classes of the n points, at least 0, or null
     */
    public static Chart film(double[][][] frames, int[] labels) {
        moving(frames);
        List<Chart> charts = new ArrayList<>();
        for (double[][] points : frames) {
            charts.add(labels == null ? scatter(points) : scatter(points, labels));
        }
        return Film.of(charts, numbers(frames.length));
    }

    /**
     * The mass of one measure in the plane on its way to another: displacement interpolation along
     * the plan that a solver found. Points have areas in proportion to their masses.
     *
     * <pre>{@code
     * Plots.film(Transport.exact(x, y), 21);
     * }</pre>
     *
     * @param result of a problem between points, in the plane
     * @param frames at least 2, at equal steps of time from 0 to 1
     * @throws IllegalStateException if the problem was made from a cost matrix and has no points
     */
    public static Chart film(TransportResult result, int frames) {
        Check.notNull(result, "result");
        Check.atLeast(frames, 2, "frames");
        List<Measure> measures = new ArrayList<>();
        double most = 0;
        boolean equal = true;
        for (int k = 0; k < frames; k++) {
            Measure at = result.interpolate((double) k / (frames - 1));
            measures.add(at);
            most = Math.max(most, DoubleStream.of(at.weights()).max().orElse(0));
            equal &= at.equalWeights();
        }
        List<Chart> charts = new ArrayList<>();
        for (Measure at : measures) {
            charts.add(equal ? scatter(at) : masses(at, most));
        }
        return Film.of(charts, times(frames));
    }

    private static Chart masses(Measure measure, double most) {
        double[][] xy = columns(measure.points(), "points");
        double radius = measure.size() <= 200 ? 5 : measure.size() <= 1_000 ? 4 : 3;
        return square(
                List.of(
                        new MassLayer(
                                xy[0],
                                xy[1],
                                measure.weights(),
                                most,
                                Palette.color(0, 1),
                                radius,
                                0.7)));
    }

    /**
     * Pictures that follow each other, such as an interpolation by a model, or points that move.
     *
     * @param frames pictures [frames, c, h, w] with 1 or 3 channels, or points [frames, n, 2]
     */
    public static Chart film(NDArray frames) {
        Shape shape = Rows.shape(frames, "frames");
        if (shape.dimension() == 3 && shape.get(2) == 2) {
            int n = Math.toIntExact(shape.get(1));
            double[][] rows = Rows.split(Rows.numbers(frames), Math.toIntExact(n * shape.get(0)));
            return film(
                    IntStream.range(0, Math.toIntExact(shape.get(0)))
                            .mapToObj(k -> Arrays.copyOfRange(rows, k * n, (k + 1) * n))
                            .toArray(double[][][]::new));
        }
        return pictures(Pixels.of(frames, "frames"));
    }

    /**
     * Pictures that follow each other, such as barycenters on the way from one to another.
     *
     * @param frames pictures of one size
     */
    public static Chart film(Picture... frames) {
        images(frames);
        return pictures(Stream.of(frames).map(Picture::image).toList());
    }

    private static Chart pictures(List<BufferedImage> frames) {
        List<Chart> charts = frames.stream().map(p -> grid(List.of(p), 1, List.of())).toList();
        return Film.of(charts, numbers(frames.size())).size(FILM_SIDE, FILM_SIDE);
    }

    private static List<String> numbers(int n) {
        return IntStream.range(0, n).mapToObj(String::valueOf).toList();
    }

    private static List<String> times(int n) {
        int digits = 10 % (n - 1) == 0 ? 1 : n <= 101 ? 2 : 3;
        return IntStream.range(0, n)
                .mapToObj(k -> String.format(Locale.ROOT, "t = %." + digits + "f", k / (n - 1.0)))
                .toList();
    }

    private static void moving(double[][][] frames) {
        Check.notNull(frames, "frames");
        Check.atLeast(frames.length, 1, "frames.length");
        for (int k = 0; k < frames.length; k++) {
            String name = "frames[" + k + "]";
            Check.points(frames[k], name);
            columns(frames[k], name);
            Check.that(
                    frames[k].length == frames[0].length,
                    name + ".length",
                    frames[k].length,
                    frames[0].length + ", the points of frames[0]");
        }
    }

    /**
     * The ways of points in the plane, from where each begins to where it ends.
     *
     * <pre>{@code
     * Plots.paths(flow.paths(points, 0, 0.25, 0.5, 0.75, 1));
     * }</pre>
     *
     * @param frames where the n points are at each time, [times, n, 2]; at least two times
     */
    public static Chart paths(double[][][] frames) {
        moving(frames);
        Check.atLeast(frames.length, 2, "frames.length");
        int n = frames[0].length;
        int length = frames.length + 1;
        var x = new double[n * length];
        var y = new double[n * length];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < length; k++) {
                // NaN lifts the pen after each way.
                x[i * length + k] = k < frames.length ? frames[k][i][0] : Double.NaN;
                y[i * length + k] = k < frames.length ? frames[k][i][1] : Double.NaN;
            }
        }
        double[][] start = columns(frames[0], "frames[0]");
        double[][] end = columns(frames[frames.length - 1], "frames");
        return square(
                List.of(
                        new LineLayer(x, y, "", PATH, n <= 200 ? 1 : 0.6),
                        layer(start[0], start[1], "start", Palette.color(0, 2), 2 * n),
                        layer(end[0], end[1], "end", Palette.color(1, 2), 2 * n)));
    }

    /**
     * Arrows of a velocity field over a part of the plane, the longest as long as their distance.
     *
     * <pre>{@code
     * var field = Plots.field(z -> flow.velocity(z, 0.5), -2, 2, -2, 2);
     * Plots.overlay(field, Plots.scatter(x));
     * }</pre>
     *
     * @param velocity maps points [n, 2] to their velocities [n, 2]
     */
    public static Chart field(
            UnaryOperator<double[][]> velocity,
            double xLow,
            double xHigh,
            double yLow,
            double yHigh) {
        Check.notNull(velocity, "velocity");
        Bounds box = box(xLow, xHigh, yLow, yHigh);
        double step = Math.max(xHigh - xLow, yHigh - yLow) / ARROWS;
        int columns = Math.max(1, (int) Math.round((xHigh - xLow) / step));
        int rows = Math.max(1, (int) Math.round((yHigh - yLow) / step));
        var points = new double[rows * columns][];
        for (int k = 0; k < points.length; k++) {
            points[k] =
                    new double[] {
                        xLow + (k % columns + 0.5) * (xHigh - xLow) / columns,
                        yLow + ((double) (k / columns) + 0.5) * (yHigh - yLow) / rows
                    };
        }
        double[][] vectors = Check.notNull(velocity.apply(points.clone()), "velocity");
        return arrows(points, vectors, step, box);
    }

    /**
     * Arrows at points in the plane, the longest a twelfth as long as the picture.
     *
     * @param points [n, 2]
     * @param vectors where each points to, [n, 2]
     */
    public static Chart field(double[][] points, double[][] vectors) {
        Check.points(points, "points");
        double[][] xy = columns(points, "points");
        Bounds b = Bounds.of(xy[0], xy[1]);
        double side = Math.max(b.xHigh() - b.xLow(), b.yHigh() - b.yLow());
        return arrows(points, vectors, side > 0 ? side / 12 : 1, b);
    }

    private static Chart arrows(double[][] points, double[][] vectors, double length, Bounds seen) {
        Check.points(vectors, "velocity");
        columns(vectors, "velocity");
        Check.that(
                vectors.length == points.length,
                "velocity.length",
                vectors.length,
                points.length + ", one for each point");
        double[][] xy = Arrows.strokes(points, vectors, length);
        var line = new LineLayer(xy[0], xy[1], "", Palette.color(0, 1), 1.2);
        return square(List.of(new Extent(seen), line));
    }

    /**
     * Shows a training in a notebook while it runs: its curves, and a chart of the model.
     *
     * <pre>{@code
     * vae.train(x).epochs(100).onEpoch(Plots.live(() -> Plots.images(vae.sample(16, 1)))).fit();
     * }</pre>
     *
     * @param samples what to draw; it is called at most once a second
     */
    public static Live live(Supplier<Chart> samples) {
        return new Live(samples);
    }

    /** Pictures that answer the mouse and the arrow keys, such as points to drag. */
    public static Interactive interactive() {
        return new Interactive();
    }

    /** Charts side by side. */
    public static Chart row(Chart... charts) {
        return table(charts.length, charts);
    }

    /** Charts in rows of {@code columns}, such as one row per model. */
    public static Chart table(int columns, Chart... charts) {
        Check.atLeast(charts.length, 1, "charts.length");
        Check.atLeast(columns, 1, "columns");
        return new Chart(
                new Row(List.of(charts), Math.min(columns, charts.length)), Frame.sized(0, 0));
    }

    /**
     * All layers of several charts with axes in one, with the first one's title, labels and size.
     */
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

    static double[][] columns(double[][] points, String name) {
        Check.notNull(points, name);
        Check.that(points.length > 0, name + ".length", 0, "at least one row");
        var xy = new double[2][points.length];
        for (int i = 0; i < points.length; i++) {
            if (points[i] == null || points[i].length != 2) {
                double[] row = Check.notNull(points[i], name + "[" + i + "]");
                throw Check.error(
                        name + "[" + i + "].length", row.length, "2: points in the plane");
            }
            xy[0][i] = points[i][0];
            xy[1][i] = points[i][1];
        }
        return xy;
    }
}
