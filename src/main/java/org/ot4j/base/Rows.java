package org.ot4j.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.ot4j.internal.Check;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;

/**
 * Converts anything that has points to plain rows, {@code double[n][d]}; the library does this
 * wherever it takes points.
 *
 * <pre>{@code
 * for (double[] point : Rows.of(model.codes(500, 1))) {
 *     System.out.println(point[0] + " " + point[1]);
 * }
 * }</pre>
 *
 * Every number must be finite. Errors name the row and the column: {@code x[3][0] = NaN: expected a
 * finite number}.
 */
public final class Rows {
    private Rows() {}

    /**
     * The rows of an array of any number type.
     *
     * @param array [n, d]; [n, ...], each row of which is flattened; or [n], points on a line
     * @return [n, d], a copy
     * @throws IllegalArgumentException if the array is empty, closed or not finite
     */
    public static double[][] of(NDArray array) {
        return checked(array, "array");
    }

    /**
     * The points of a data set, a measure or the like.
     *
     * @return [n, d], a copy
     * @throws IllegalArgumentException if the points have unequal weights, which rows cannot store
     */
    public static double[][] of(Points points) {
        return checked(points, "points");
    }

    /**
     * The rows of a table.
     *
     * @param columns names of numeric columns, the coordinates in order; all numeric columns if
     *     none is named
     * @return [n, d], a copy
     * @throws IllegalArgumentException if there is no such column or a number is missing
     */
    public static double[][] of(Table table, String... columns) {
        Check.notNull(table, "table");
        NumericColumn<?>[] chosen;
        if (columns.length == 0) {
            chosen =
                    table.columns().stream()
                            .filter(column -> column instanceof NumericColumn)
                            .toArray(NumericColumn<?>[]::new);
        } else {
            chosen = new NumericColumn<?>[columns.length];
            for (int k = 0; k < chosen.length; k++) {
                chosen[k] = column(table, columns[k]);
            }
        }
        Check.that(chosen.length > 0, "table", table.columnNames(), "a column of numbers");
        return of(chosen);
    }

    /**
     * Columns of numbers side by side.
     *
     * @param columns of equal length, without missing values; a single column gives points on a
     *     line
     * @return [n, d], a copy
     * @throws IllegalArgumentException if lengths differ or a number is missing
     */
    public static double[][] of(NumericColumn<?>... columns) {
        Check.atLeast(Check.notNull(columns, "columns").length, 1, "columns.length");
        int n = Check.notNull(columns[0], "columns[0]").size();
        Check.that(n > 0, "rows of column " + columns[0].name(), 0, "at least one row");
        var rows = new double[n][columns.length];
        for (int k = 0; k < columns.length; k++) {
            NumericColumn<?> column = Check.notNull(columns[k], "columns[" + k + "]");
            String name = "column " + column.name();
            Check.that(column.size() == n, "rows of " + name, column.size(), "" + n);
            double[] values = Check.finite(column.asDoubleArray(), name);
            for (int i = 0; i < n; i++) {
                rows[i][k] = values[i];
            }
        }
        return rows;
    }

    /**
     * The rows of points of any kind.
     *
     * @param points {@code double[n][d]}, which is returned as it is; {@code double[n]}, points on
     *     a line; or an {@link NDArray}, {@link Points}, {@link Table} or {@link NumericColumn}, as
     *     the other methods take them
     * @param name the name of the points in error messages
     * @return [n, d], all finite
     * @throws IllegalArgumentException for anything else, and in the same cases as the other
     *     methods
     */
    public static double[][] checked(Object points, String name) {
        Check.notNull(points, name);
        double[][] rows;
        if (points instanceof double[][] given) {
            rows = given;
        } else if (points instanceof double[] line) {
            rows = onLine(Check.finite(line, name));
            Check.atLeast(line.length, 1, name + ".length");
        } else if (points instanceof NDArray array) {
            rows = read(array, name);
        } else if (points instanceof Points some) {
            Check.that(
                    some.equalWeights(),
                    name,
                    some,
                    "points of equal weight, for this method has no use for weights");
            rows = some.toArray();
        } else if (points instanceof Table table) {
            rows = of(table);
        } else if (points instanceof NumericColumn<?> column) {
            rows = of(new NumericColumn<?>[] {column});
        } else {
            throw Check.error(
                    name,
                    "a " + points.getClass().getSimpleName(),
                    "points: double[][], NDArray, DataSet, Measure, Table or a column of numbers");
        }
        Check.points(rows, name);
        return rows;
    }

    private static double[][] onLine(double[] line) {
        return Arrays.stream(line).mapToObj(v -> new double[] {v}).toArray(double[][]::new);
    }

    private static double[][] read(NDArray array, String name) {
        Shape shape = shape(array, name);
        Check.that(
                shape.dimension() >= 1 && shape.size() > 0,
                name + ".shape",
                shape,
                "(n, d), (n, ...) or (n), none of them 0");
        return split(numbers(array), Math.toIntExact(shape.get(0)));
    }

    /** Numbers in n rows of one length. */
    public static double[][] split(double[] numbers, int n) {
        int d = numbers.length / n;
        var rows = new double[n][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(numbers, i * d, (i + 1) * d));
        return rows;
    }

    /** The numbers of an array of any shape and number type, row by row. */
    public static double[] numbers(NDArray array) {
        if (!array.getManager().isOpen()) {
            // A sample that outlives its model can only be read; nothing can be computed from it.
            return Arrays.stream(array.toArray()).mapToDouble(Number::doubleValue).toArray();
        }
        // If an array is not contiguous, DJL would leave a copy of it in its manager.
        try (NDArray piece = array.reshape(array.size());
                NDArray wide = piece.toType(DataType.FLOAT64, true)) {
            return PyTorch.read(wide, NDArray::toDoubleArray);
        }
    }

    /**
     * The shape of an array that can still be read.
     *
     * @param name what messages call the array
     * @throws IllegalArgumentException if it is null or closed
     */
    public static Shape shape(NDArray array, String name) {
        Check.that(
                !Check.notNull(array, name).isReleased(),
                name,
                "a closed array",
                "an array that is open");
        return array.getShape();
    }

    /**
     * Returns numbers in rows of length {@code d} if all are finite.
     *
     * @param name what messages call the rows: they name the first number that is not finite, such
     *     as {@code x[3][0]}
     */
    public static float[] finite(float[] numbers, int d, String name) {
        for (int i = 0; i < numbers.length; i++) {
            if (!Float.isFinite(numbers[i])) {
                String place = "[" + i / d + "][" + i % d + "]";
                throw Check.error(name + place, numbers[i], "a finite number");
            }
        }
        return numbers;
    }

    /** The numbers of an array of any shape and number type, row by row, as floats. */
    public static float[] floats(NDArray array) {
        if (!array.getManager().isOpen()) {
            double[] wide = numbers(array);
            var floats = new float[wide.length];
            for (int k = 0; k < floats.length; k++) {
                floats[k] = (float) wide[k];
            }
            return floats;
        }
        try (NDArray piece = array.reshape(array.size());
                NDArray narrow = piece.toType(DataType.FLOAT32, true)) {
            return PyTorch.read(narrow, NDArray::toFloatArray);
        }
    }

    private static NumericColumn<?> column(Table table, String name) {
        Check.that(table.containsColumn(name), "column", name, "one of " + table.columnNames());
        if (table.column(name) instanceof NumericColumn<?> numbers) {
            return numbers;
        }
        throw Check.error("column " + name, table.column(name).type(), "a column of numbers");
    }
}
