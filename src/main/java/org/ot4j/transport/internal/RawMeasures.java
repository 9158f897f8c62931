package org.ot4j.transport.internal;

import java.util.Arrays;
import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;

/** The arrays of measures themselves, for the solvers, which change none: users get copies. */
public final class RawMeasures {
    private static Access access;

    private RawMeasures() {}

    /** What {@link Measure} lets the solvers do. */
    public interface Access {
        double[] points(Measure measure);

        double[] weights(Measure measure);

        int[] grid(Measure measure);

        Measure of(double[] points, int dimension);
    }

    /** Called once, by {@link Measure}. */
    public static void grant(Access granted) {
        Check.that(access == null, "access", granted, "the only one");
        access = granted;
    }

    /** Coordinate k of point i at i * dimension + k. */
    public static double[] points(Measure measure) {
        return access.points(measure);
    }

    /** [n]. */
    public static double[] weights(Measure measure) {
        return access.weights(measure);
    }

    /** How many points a measure on a grid has along each axis; null for others. */
    public static int[] grid(Measure measure) {
        return access.grid(measure);
    }

    /** The distance of neighbours on a grid whose longest side has length 1. */
    public static double gridStep(int[] shape) {
        return 1.0 / Math.max(1, Arrays.stream(shape).max().orElseThrow() - 1);
    }

    /** Points that need no checks, row by row, with weights of 0. */
    public static Measure measure(double[] points, int dimension) {
        if (access == null) {
            // Measure grants access when it is initialised, which nothing may have asked for yet.
            Measure.onLine(0);
        }
        return access.of(points, dimension);
    }

    /** Some of the points, with weights of 0. */
    public static Measure select(Measure measure, int[] indices) {
        int d = measure.dimension();
        double[] points = points(measure);
        var some = new double[indices.length * d];
        for (int k = 0; k < indices.length; k++) {
            System.arraycopy(points, indices[k] * d, some, k * d, d);
        }
        return measure(some, d);
    }

    /** Fails unless the points of both have the same number of coordinates. */
    public static void checkDimensions(Measure x, Measure y) {
        Check.notNull(x, "x");
        Check.notNull(y, "y");
        Check.that(
                x.dimension() == y.dimension(),
                "dimension of y",
                y.dimension(),
                x.dimension() + ", the dimension of x");
    }
}
