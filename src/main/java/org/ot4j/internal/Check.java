package org.ot4j.internal;

/**
 * Argument checks for the public API of the library. Each throws an {@link
 * IllegalArgumentException} whose message names the argument, its value and what was expected.
 */
public final class Check {
    private Check() {}

    /** Fails with {@code name = value: expected ...} unless {@code ok}. */
    public static void that(boolean ok, String name, Object value, String expected) {
        if (!ok) {
            throw error(name, value, expected);
        }
    }

    /** The error that every check throws, for callers that detect the fault themselves. */
    public static IllegalArgumentException error(String name, Object value, String expected) {
        return new IllegalArgumentException(name + " = " + value + ": expected " + expected);
    }

    /** Returns {@code value} if it is not null. */
    public static <T> T notNull(T value, String name) {
        that(value != null, name, null, "a value, not null");
        return value;
    }

    /** Returns {@code value} if it is finite and above 0. */
    public static double positive(double value, String name) {
        that(value > 0 && value < Double.POSITIVE_INFINITY, name, value, "a finite number above 0");
        return value;
    }

    /** Returns {@code value} if it is finite and at least 0. */
    public static double notNegative(double value, String name) {
        that(
                value >= 0 && value < Double.POSITIVE_INFINITY,
                name,
                value,
                "a finite number of at least 0");
        return value;
    }

    /** Returns {@code value} if it is at least {@code least}. */
    public static int atLeast(int value, int least, String name) {
        that(value >= least, name, value, "at least " + least);
        return value;
    }

    /** Returns {@code value} if it lies in [low, high]. */
    public static double inRange(double value, double low, double high, String name) {
        that(value >= low && value <= high, name, value, "a number in [" + low + ", " + high + "]");
        return value;
    }

    /**
     * Returns the number of coordinates d of points [n, d] if there is at least one, all rows have
     * the same length and all numbers are finite; otherwise the message names the row or the
     * number, such as {@code y[1][1]}.
     */
    public static int points(double[][] points, String name) {
        notNull(points, name);
        that(points.length > 0, name + ".length", 0, "at least one row");
        int d = notNull(points[0], name + "[0]").length;
        that(d > 0, name + "[0].length", 0, "at least one column");
        for (int i = 0; i < points.length; i++) {
            row(points, i, d, name);
            for (int k = 0; k < d; k++) {
                if (!Double.isFinite(points[i][k])) {
                    throw error(name + "[" + i + "][" + k + "]", points[i][k], "a finite number");
                }
            }
        }
        return d;
    }

    /** Returns row i if it is there and has d numbers. */
    public static double[] row(double[][] rows, int i, int d, String name) {
        // The text of an error is made where there is one: rows may be a million.
        if (rows[i] == null || rows[i].length != d) {
            double[] row = notNull(rows[i], name + "[" + i + "]");
            throw error(name + "[" + i + "].length", row.length, d + ", as in row 0");
        }
        return rows[i];
    }

    /**
     * Returns {@code values} if all are finite and at least 0; otherwise the message names the
     * first that is not.
     */
    public static double[] notNegative(double[] values, String name) {
        for (int i = 0; i < values.length; i++) {
            if (!(values[i] >= 0 && values[i] < Double.POSITIVE_INFINITY)) {
                notNegative(values[i], name + "[" + i + "]");
            }
        }
        return values;
    }

    /**
     * Checks two sets of points like {@link #points}, and that both have the same number of
     * coordinates.
     */
    public static void points(double[][] x, String xName, double[][] y, String yName) {
        int d = points(x, xName);
        int other = points(y, yName);
        that(d == other, "dimension of " + yName, other, d + ", the dimension of " + xName);
    }

    /**
     * Returns {@code values} if all are finite; otherwise the message names the first that is not.
     */
    public static double[] finite(double[] values, String name) {
        notNull(values, name);
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw error(name + "[" + i + "]", values[i], "a finite number");
            }
        }
        return values;
    }
}
