package org.ot4j.transport.internal;

/**
 * A symmetric matrix diag(κ) + the Laplacian of a graph with weights, κ ≥ 0, factored without a
 * single subtraction, so that each entry of the factor is right to many digits however small κ is
 * beside the weights (Alfa, Xue and Ye 2002).
 */
public final class GroundedLaplacian {
    private final int m;
    private final double[][] weights;
    private final double[] ground;
    private final double[] pivots;

    /**
     * Factors in place.
     *
     * @param weights the part below the diagonal: j numbers in row j; overwritten
     * @param ground κ [m], overwritten
     */
    public GroundedLaplacian(double[][] weights, double[] ground) {
        m = ground.length;
        this.weights = weights;
        this.ground = ground;
        pivots = new double[m];
        factor();
    }

    private void factor() {
        var column = new double[m];
        for (int k = 0; k < m; k++) {
            double pivot = ground[k];
            for (int i = k + 1; i < m; i++) {
                column[i] = weights[i][k];
                pivot += column[i];
            }
            pivots[k] = pivot;
            for (int i = k + 1; i < m; i++) {
                double part = pivot > 0 ? column[i] / pivot : 0;
                if (part > 0) {
                    ground[i] += part * ground[k];
                    add(weights[i], part, column, k + 1, i);
                }
                weights[i][k] = part;
            }
        }
    }

    // A method of its own, which the compiler makes vector instructions of.
    private static void add(double[] sums, double part, double[] column, int from, int to) {
        for (int j = from; j < to; j++) {
            sums[j] += part * column[j];
        }
    }

    /** Solves for a right side, in place; where κ holds nothing, the last number is 0. */
    public void solve(double[] x) {
        for (int k = 0; k < m; k++) {
            double xk = x[k];
            for (int i = k + 1; i < m; i++) {
                x[i] += weights[i][k] * xk;
            }
        }
        for (int k = m - 1; k >= 0; k--) {
            double sum = pivots[k] > 0 ? x[k] / pivots[k] : 0;
            for (int i = k + 1; i < m; i++) {
                sum += weights[i][k] * x[i];
            }
            x[k] = sum;
        }
    }
}
