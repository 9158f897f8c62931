package org.ot4j.transport.internal;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A kernel between the coordinates of one axis.
 *
 * @param exponents its logarithms, [rows, cols]
 * @param factors its entries
 * @param turned these transposed; the same array if the kernel is symmetric
 * @param below how far the exponents are below 0, but those that are -∞
 * @param above how far they are above 0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AxisKernel(
        double[][] exponents, double[][] factors, double[][] turned, double below, double above) {

    static AxisKernel of(double[][] exponents) {
        double below = 0;
        double above = 0;
        for (double[] row : exponents) {
            for (double exponent : row) {
                if (exponent > Double.NEGATIVE_INFINITY) {
                    below = Math.max(below, -exponent);
                    above = Math.max(above, exponent);
                }
            }
        }
        double[][] factors = mapped(exponents, Math::exp);
        return new AxisKernel(exponents, factors, transposed(factors), below, above);
    }

    int rows() {
        return exponents.length;
    }

    int cols() {
        return exponents[0].length;
    }

    AxisKernel transposed() {
        return turned == factors
                ? this
                : new AxisKernel(transposed(exponents), turned, factors, below, above);
    }

    static double[][] mapped(double[][] matrix, DoubleUnaryOperator h) {
        return Arrays.stream(matrix)
                .map(row -> Arrays.stream(row).map(h).toArray())
                .toArray(double[][]::new);
    }

    /** The matrix itself where it is symmetric. */
    static double[][] transposed(double[][] matrix) {
        var transposed = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[0].length; j++) {
                transposed[j][i] = matrix[i][j];
            }
        }
        return Arrays.deepEquals(matrix, transposed) ? matrix : transposed;
    }
}
