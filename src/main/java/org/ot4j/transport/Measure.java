package org.ot4j.transport;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.Serializable;
import java.util.Arrays;
import org.ot4j.base.Points;
import org.ot4j.base.Rows;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.internal.Flat;
import org.ot4j.transport.internal.RawMeasures;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;

/**
 * A discrete measure Σ w_i δ(x_i): n points of dimension d, each with a weight of at least 0.
 * Weights need not sum to 1 and may be 0, but not all of them. Immutable: points are copied on the
 * way in and out.
 */
public final class Measure implements Points, Serializable {
    private final int size;
    private final int dimension;
    // Row-major: coordinate k of point i is at i * dimension + k.
    private final double[] points;
    private final double[] weights;
    // How many points there are along each axis of a grid, or null.
    private final int[] grid;

    static {
        RawMeasures.grant(
                new RawMeasures.Access() {
                    @Override
                    public double[] points(Measure measure) {
                        return measure.points;
                    }

                    @Override
                    public double[] weights(Measure measure) {
                        return measure.weights;
                    }

                    @Override
                    public int[] grid(Measure measure) {
                        return measure.grid;
                    }

                    @Override
                    public Measure of(double[] points, int dimension) {
                        int n = points.length / dimension;
                        return new Measure(n, dimension, points, new double[n], null);
                    }
                });
    }

    private Measure(int size, int dimension, double[] points, double[] weights, int[] grid) {
        this.size = size;
        this.dimension = dimension;
        this.points = points;
        this.weights = weights;
        this.grid = grid;
    }

    /** Points [n, d] with the weight 1/n each. */
    public static Measure of(double[][] points) {
        return of(points, "points");
    }

    /**
     * Points [n, d] with the weight 1/n each.
     *
     * @param name the name of the points in error messages: {@code y[1][1]} for the name y
     */
    public static Measure of(double[][] points, String name) {
        return uniform(Flat.rows(points, name), points.length, points[0].length, name);
    }

    /**
     * The points of a data set or the like, with the weight 1/n each; a measure is returned as it
     * is.
     */
    public static Measure of(Points points) {
        return of(points, "points");
    }

    /**
     * The points of a data set or the like, with the weight 1/n each; a measure is returned as it
     * is.
     *
     * @param name the name of the points in error messages
     */
    public static Measure of(Points points, String name) {
        return Check.notNull(points, name) instanceof Measure measure
                ? measure
                : of(points.toArray(), name);
    }

    /**
     * Converts points of any kind to a measure, as all methods here do: a measure is returned as it
     * is, other points get the weight 1/n each.
     *
     * @param points any argument that {@link Rows#checked} accepts
     * @param name the name of the points in error messages
     */
    public static Measure checked(Object points, String name) {
        if (points instanceof Points some) {
            return of(some, name);
        }
        return points instanceof NDArray array
                ? of(array, name)
                : of(Rows.checked(points, name), name);
    }

    /** Points [n, d] with weights [n]. */
    public static Measure of(double[][] points, double[] weights) {
        return checked(Flat.rows(points), points.length, points[0].length, weights);
    }

    /** Points on the real line, with the weight 1/n each. */
    public static Measure onLine(double... points) {
        return uniform(Check.notNull(points, "points").clone(), points.length, 1);
    }

    /**
     * Points on the real line, with the weight 1/n each.
     *
     * @param name the name of the points in error messages
     */
    public static Measure onLine(double[] points, String name) {
        Check.that(Check.finite(points, name).length > 0, name + ".length", 0, "at least one");
        return uniform(points.clone(), points.length, 1, name);
    }

    /** The numbers of a table's column as points on the real line, with the weight 1/n each. */
    public static Measure onLine(NumericColumn<?> column) {
        String name = "column " + Check.notNull(column, "column").name();
        return onLine(column.asDoubleArray(), name);
    }

    /** Points on the real line [n] with weights [n]. */
    public static Measure onLine(double[] points, double[] weights) {
        return checked(Check.notNull(points, "points").clone(), points.length, 1, weights);
    }

    /** Points given row by row in one array of n · {@code dimension} numbers, weight 1/n each. */
    public static Measure flat(double[] points, int dimension) {
        int n = rows(points, dimension);
        return uniform(points.clone(), n, dimension);
    }

    /** Points given row by row in one array of n · {@code dimension} numbers, weights [n]. */
    public static Measure flat(double[] points, int dimension, double[] weights) {
        int n = rows(points, dimension);
        return checked(points.clone(), n, dimension, weights);
    }

    /**
     * Points [n, d], or [n] on a line, of any number type, with the weight 1/n each; pictures [n,
     * c, h, w] are flattened.
     */
    public static Measure of(NDArray points) {
        return of(points, "points");
    }

    /**
     * Points [n, d], or [n] on a line, of any number type, with the weight 1/n each; pictures [n,
     * c, h, w] are flattened.
     *
     * @param name the name of the points in error messages
     */
    public static Measure of(NDArray points, String name) {
        int d = dimension(points, name);
        double[] values = Rows.numbers(points);
        return uniform(values, rows(values, d), d, name);
    }

    /** Points [n, d], or [n] on a line, with weights [n], of any number type. */
    public static Measure of(NDArray points, NDArray weights) {
        return of(points, "points", weights, "weights");
    }

    /** Points with weights, each with its name in error messages. */
    static Measure of(NDArray points, String name, NDArray weights, String weightsName) {
        int d = dimension(points, name);
        double[] values = Rows.numbers(points);
        int n = rows(values, d);
        double[] w = Rows.numbers(Check.notNull(weights, weightsName));
        return checked(values, n, d, Flat.weights(w, n, weightsName), name);
    }

    /**
     * A picture as a measure: its pixels as points, whose weights are the grey values as they are;
     * {@link #normalized()} has mass 1. Pixel [i][j] lies at (i s, j s), where s is such that the
     * longer side has length 1. Between measures on grids, a {@link
     * org.ot4j.transport.barycenter.FixedSupportBarycenter} at squared Euclidean cost (or another
     * sum over the axes) works axis by axis, which takes O(h w (h + w)) in place of O(h² w²).
     *
     * <pre>{@code
     * var three = Measure.onGrid(picture).normalized();       // double[28][28]
     * }</pre>
     *
     * @param picture [h, w], at least 0 and not all 0
     * @throws IllegalArgumentException if rows differ in length or a value is negative or not
     *     finite
     */
    public static Measure onGrid(double[][] picture) {
        int width = Check.points(picture, "picture");
        for (int i = 0; i < picture.length; i++) {
            for (int j = 0; j < width; j++) {
                Check.notNegative(picture[i][j], "picture[" + i + "][" + j + "]");
            }
        }
        return onGrid(Flat.rows(picture, "picture"), picture.length, width);
    }

    /**
     * Weights on a grid of any dimension, such as a volume; for pictures see {@link
     * #onGrid(double[][])}. The point with the indices (i, j, ..., k) lies at (i s, j s, ..., k s),
     * where s is such that the longest side has length 1.
     *
     * @param weights one for each point, the last index running fastest; at least 0 and not all 0
     * @param shape the number of points along each axis
     * @throws IllegalArgumentException if there are not as many weights as points, or if one is
     *     negative or not finite
     */
    public static Measure onGrid(double[] weights, int... shape) {
        Check.notNull(weights, "weights");
        Check.atLeast(Check.notNull(shape, "shape").length, 1, "shape.length");
        long size = 1;
        for (int k = 0; k < shape.length; k++) {
            size *= Check.atLeast(shape[k], 1, "shape[" + k + "]");
            Check.that(
                    size * shape.length < Integer.MAX_VALUE,
                    "shape",
                    Arrays.toString(shape),
                    "fewer than 2^31 coordinates");
        }
        Check.that(
                weights.length == size,
                "weights.length",
                weights.length,
                size + ", one for each point of the grid " + Arrays.toString(shape));
        double step = RawMeasures.gridStep(shape);
        int d = shape.length;
        var points = new double[(int) size * d];
        for (int i = 0; i < size; i++) {
            int rest = i;
            for (int k = d - 1; k >= 0; k--) {
                points[i * d + k] = rest % shape[k] * step;
                rest /= shape[k];
            }
        }
        return new Measure(
                (int) size, d, points, Flat.weights(weights, (int) size, "weights"), shape.clone());
    }

    /**
     * The rows of a table as points, with the weight 1/n each.
     *
     * @param columns names of numeric columns, one per coordinate, in order; all columns if none is
     *     named
     */
    public static Measure of(Table table, String... columns) {
        Check.notNull(table, "table");
        String[] names = columns.length > 0 ? columns : table.columnNames().toArray(String[]::new);
        Check.that(table.rowCount() > 0, "table", table.shape(), "at least one row");
        Check.that(names.length > 0, "table", table.shape(), "at least one column");
        int n = table.rowCount();
        int d = names.length;
        var points = new double[Math.multiplyExact(n, d)];
        for (int k = 0; k < d; k++) {
            double[] column = column(table, names[k]);
            for (int i = 0; i < n; i++) {
                points[i * d + k] = column[i];
            }
        }
        return uniform(points, n, d);
    }

    /** The same points with other weights [n]. */
    public Measure withWeights(double... weights) {
        return new Measure(size, dimension, points, Flat.weights(weights, size, "weights"), grid);
    }

    /** The same points with weights from a numeric column of a table. */
    public Measure withWeights(Table table, String column) {
        return withWeights(column(Check.notNull(table, "table"), column));
    }

    /** The same measure with weights that sum to 1. */
    public Measure normalized() {
        double mass = mass();
        return new Measure(
                size, dimension, points, Arrays.stream(weights).map(w -> w / mass).toArray(), grid);
    }

    /** Number of points, n. */
    public int size() {
        return size;
    }

    /** Number of coordinates of a point, d. */
    public int dimension() {
        return dimension;
    }

    /** A copy of point i: [d]. */
    public double[] point(int i) {
        return Arrays.copyOfRange(points, i * dimension, (i + 1) * dimension);
    }

    /** A copy of the points: [n, d]. */
    public double[][] points() {
        var rows = new double[size][];
        Arrays.setAll(rows, this::point);
        return rows;
    }

    /** A copy of the points: [n, d]. */
    @Override
    public double[][] toArray() {
        return points();
    }

    @Override
    public boolean equalWeights() {
        return Arrays.stream(weights).allMatch(w -> w == weights[0]);
    }

    /** A copy of the weights: [n]. */
    public double[] weights() {
        return weights.clone();
    }

    /** The sum of the weights. */
    public double mass() {
        return Vectors.sum(weights);
    }

    @Override
    public String toString() {
        return "Measure[" + size + " points, dimension " + dimension + ", mass " + mass() + "]";
    }

    private static Measure uniform(double[] points, int n, int d) {
        return uniform(points, n, d, "points");
    }

    private static Measure uniform(double[] points, int n, int d, String name) {
        Check.atLeast(n, 1, "number of points");
        var weights = new double[n];
        Arrays.fill(weights, 1.0 / n);
        return checked(points, n, d, weights, name);
    }

    private static Measure checked(double[] points, int n, int d, double[] weights) {
        return checked(points, n, d, weights, "points");
    }

    private static Measure checked(double[] points, int n, int d, double[] weights, String name) {
        Check.atLeast(n, 1, "number of points");
        Check.atLeast(d, 1, "dimension of the points");
        for (int i = 0; i < points.length; i++) {
            if (!Double.isFinite(points[i])) {
                throw Check.error(
                        name + "[" + i / d + "][" + i % d + "]", points[i], "a finite number");
            }
        }
        return new Measure(n, d, points, Flat.weights(weights, n, "weights"), null);
    }

    private static int dimension(NDArray points, String name) {
        Shape shape = Rows.shape(points, name);
        int axes = shape.dimension();
        Check.that(
                axes == 1 || axes == 2 || axes == 4,
                name + ".shape",
                shape,
                "(n, d), (n) or pictures (n, c, h, w)");
        Check.that(shape.size() > 0, name + ".shape", shape, "at least one point");
        return Math.toIntExact(shape.size() / shape.get(0));
    }

    private static int rows(double[] points, int dimension) {
        Check.notNull(points, "points");
        Check.atLeast(dimension, 1, "dimension");
        Check.that(
                points.length % dimension == 0,
                "points.length",
                points.length,
                "a multiple of the dimension " + dimension);
        return points.length / dimension;
    }

    private static double[] column(Table table, String name) {
        Check.that(table.containsColumn(name), "column", name, "one of " + table.columnNames());
        if (table.column(name) instanceof NumericColumn<?> numbers) {
            return numbers.asDoubleArray();
        }
        throw Check.error("column " + name, table.column(name).type(), "a column of numbers");
    }
}
