package org.ot4j.plot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.ot4j.internal.Check;

/** Rows out of arrays. */
final class Rows {
    private Rows() {}

    static double[][] of(NDArray array) {
        Shape shape = array.getShape();
        Check.that(shape.dimension() == 2 && shape.size() > 0, "array", shape, "a shape [n, d]");
        int n = Math.toIntExact(shape.get(0));
        int d = Math.toIntExact(shape.get(1));
        double[][] rows = new double[n][d];
        try (NDArray doubles = array.toType(DataType.FLOAT64, true)) {
            double[] flat = doubles.toDoubleArray();
            for (int i = 0; i < n; i++) {
                System.arraycopy(flat, i * d, rows[i], 0, d);
            }
        }
        return rows;
    }
}
