package org.ot4j.base;

/**
 * Argument checks at the border of the library. Each throws an {@link IllegalArgumentException}
 * whose message names the argument, the value it had and what was expected.
 */
public final class Check {
    private Check() {}

    /** Fails with {@code name = value: expected ...} unless {@code ok}. */
    public static void that(boolean ok, String name, Object value, String expected) {
        if (!ok) {
            throw error(name, value, expected);
        }
    }

    /** The error that every check throws, for callers that find the fault themselves. */
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

    /** Returns {@code values} if all are finite; the message names the first that is not. */
    public static double[] finite(double[] values, String name) {
        notNull(values, name);
        for (int i = 0; i < values.length; i++) {
            that(Double.isFinite(values[i]), name + "[" + i + "]", values[i], "a finite number");
        }
        return values;
    }
}
