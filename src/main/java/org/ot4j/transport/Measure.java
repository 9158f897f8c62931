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
                    public Measure of(double[] points, int dimension) {
                        int n = points.length / dimension;
                        return new Measure(n, dimension, points, new double[n]);
                    }
                });
    }

    private Measure(int size, int dimension, double[] points, double[] weights) {
        this.size = size;
        this.dimension = dimension;
        this.points = points;
        this.weights = weights;
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
        return checked(points, size, dimension, weights);
    }

    /** The same points with weights from a numeric column of a table. */
    public Measure withWeights(Table table, String column) {
        return withWeights(column(Check.notNull(table, "table"), column));
    }

    /** The same measure with weights that sum to 1. */
    public Measure normalized() {
        double mass = mass();
        return new Measure(
                size, dimension, points, Arrays.stream(weights).map(w -> w / mass).toArray());
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
        return new Measure(n, d, points, Flat.weights(weights, n, "weights"));
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
