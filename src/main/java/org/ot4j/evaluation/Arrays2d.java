package org.ot4j.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.ot4j.internal.Check;

/** Rows out of arrays. */
final class Arrays2d {
    private Arrays2d() {}

    /** Rows of an array [n, ...], laid out flat. */
    static double[][] of(NDArray array) {
        Shape shape = array.getShape();
        Check.that(shape.dimension() >= 1 && shape.size() > 0, "array", shape, "a shape [n, ...]");
        int n = Math.toIntExact(shape.get(0));
        int d = Math.toIntExact(shape.size() / n);
        double[][] rows = new double[n][d];
        // A copy in any case: closing it must not close the caller's array.
        try (NDArray floats = array.toType(DataType.FLOAT64, true)) {
            double[] flat = floats.toDoubleArray();
            for (int i = 0; i < n; i++) {
                System.arraycopy(flat, i * d, rows[i], 0, d);
            }
        }
        return rows;
    }
}
