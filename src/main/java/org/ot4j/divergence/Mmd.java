package org.ot4j.divergence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import org.ot4j.base.Points;
import org.ot4j.base.Progress;
import org.ot4j.base.PyTorch;
import org.ot4j.base.Rows;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.tensor.Scalars;
import org.ot4j.tensor.Scope;
import org.ot4j.tensor.Script;
import org.ot4j.tensor.SquaredDistances;

/**
 * Squared maximum mean discrepancy E k(X, X') + E k(Y, Y') - 2 E k(X, Y) between two samples
 * (Gretton et al. 2012).
 *
 * <pre>{@code
 * Mmd.unbiased(Kernel.imqForPrior(8, 1)).between(codes, priorSamples);   // NDArray with gradient
 * Mmd.unbiased(Kernel.rbf(Mmd.medianDistance(x, y))).between(x, y);      // double[n][d], in blocks
 * }</pre>
 *
 * The unbiased form leaves out k(x_i, x_i) and divides by n (n - 1), as WAE Algorithm 2 does; it
 * can be below 0. The biased form divides by n² and cannot.
 *
 * @param kernel the kernel
 * @param unbiased whether to use the unbiased form
 */
public record Mmd(Kernel kernel, boolean unbiased) {
    private static final int BLOCK = 1024;

    private static final Script ABOVE_DIAGONAL =
            new Script(
                    """
                    k: Tensor) -> Tensor:
                        return torch.sum(torch.triu(k, 1))
                    """);

    public Mmd {
        Check.notNull(kernel, "kernel");
    }

    /** The unbiased (U-statistic) form; needs two samples on each side. */
    public static Mmd unbiased(Kernel kernel) {
        return new Mmd(kernel, true);
    }

    /** The biased (V-statistic) form. */
    public static Mmd biased(Kernel kernel) {
        return new Mmd(kernel, false);
    }

    /**
     * Squared MMD of two batches, differentiable in both: once only for Gaussian and inverse
     * multiquadratic kernels and sums of either, whose gradient is made along with the value.
     *
     * @param x [n, d]
     * @param y [m, d]
     * @return a scalar of the same type, attached to the manager of x
     */
    public NDArray between(NDArray x, NDArray y) {
        Shape a = x.getShape();
        Shape b = y.getShape();
        Check.that(a.dimension() == 2, "x", a, "a shape [n, d]");
        Check.that(b.dimension() == 2 && b.get(1) == a.get(1), "y", b, "[m, " + a.get(1) + "]");
        sizes(a.get(0), b.get(0));
        return Scope.of(x, y, this::value);
    }

    private NDArray value(NDArray x, NDArray y) {
        PairSum sums = PairSum.of(kernel);
        NDArray cross =
                sums == null
                        ? kernel.of(SquaredDistances.squared(x, y)).mean()
                        : Scalars.div(sums.between(x, y), (double) x.size(0) * y.size(0));
        return within(x, sums).add(within(y, sums)).sub(Scalars.mul(cross, 2));
    }

    /** Mean of k over the pairs of one batch. */
    private NDArray within(NDArray x, PairSum sums) {
        if (sums != null) {
            double n = x.size(0);
            return Scalars.div(sums.within(x, !unbiased), n * (unbiased ? n - 1 : n));
        }
        NDArray k = kernel.of(SquaredDistances.squared(x, x));
        if (!unbiased) {
            return k.mean();
        }
        long n = x.size(0);
        return Scalars.div(ABOVE_DIAGONAL.call(k), 0.5 * n * (n - 1));
    }

    private void sizes(long n, long m) {
        int least = unbiased ? 2 : 1;
        Check.that(n >= least, "rows of x", n, "at least " + least);
        Check.that(m >= least, "rows of y", m, "at least " + least);
    }

    /** Squared MMD of the points of two data sets, in double precision. */
    public double between(Points x, Points y) {
        return between((Object) x, y);
    }

    /**
     * Squared MMD of points of any two kinds, in double precision: rows {@code double[n][d]}, an
     * {@link NDArray}, a data set, a measure of equal weights, a table. For two arrays, this is
     * {@link #between(NDArray, NDArray)}, with a gradient.
     *
     * @throws IllegalArgumentException if an argument has no points or unequal weights, or if
     *     dimensions differ
     */
    public double between(Object x, Object y) {
        return between(Rows.checked(x, "x"), Rows.checked(y, "y"));
    }

    /** Squared MMD of two samples of any size, in double precision and memory O((n + m) d). */
    public double between(double[][] x, double[][] y) {
        return detail(x, y).value();
    }

    /**
     * Squared MMD with its standard error.
     *
     * @param value squared MMD
     * @param standardError by the jackknife: each point of x and of y left out in turn; empty if
     *     there are fewer than three points on either side, too few to leave one out
     */
    public record Result(double value, OptionalDouble standardError) {}

    /**
     * Squared MMD of points of any two kinds, including two arrays of any number type, with the
     * jackknife's standard error.
     *
     * @throws IllegalArgumentException if an argument has no points or unequal weights, or if
     *     dimensions differ
     */
    public Result detail(Object x, Object y) {
        return detail(Rows.checked(x, "x"), Rows.checked(y, "y"));
    }

    /**
     * Squared MMD of two samples with the jackknife's standard error, at no extra cost. The error
     * is reliable for samples from different distributions; for equal ones, the unbiased form is
     * degenerate and the error is somewhat too large.
     */
    public Result detail(double[][] x, double[][] y) {
        Check.points(x, "x", y, "y");
        int n = x.length;
        int m = y.length;
        sizes(n, m);
        int d = x[0].length;
        double[] centre = centre(x, y, d);
        var xx = new double[n];
        var yy = new double[m];
        var xy = new double[n];
        var yx = new double[m];
        try (var manager = PyTorch.newCpuManager();
                var progress = Progress.start("MMD", 2L * n + m)) {
            NDArray a = centred(manager, x, centre);
            NDArray b = centred(manager, y, centre);
            sumRows(a, a, xx, null, progress, 0);
            sumRows(b, b, yy, null, progress, n);
            sumRows(a, b, xy, yx, progress, (long) n + m);
        }
        double diagonal = kernel.of(0);
        return jackknife(xx, yy, xy, yx, diagonal);
    }

    private Result jackknife(double[] xx, double[] yy, double[] xy, double[] yx, double diagonal) {
        int n = xx.length;
        int m = yy.length;
        double sxx = 0;
        double sxy = 0;
        double syy = 0;
        for (int i = 0; i < n; i++) {
            sxx += xx[i];
            sxy += xy[i];
        }
        for (int j = 0; j < m; j++) {
            syy += yy[j];
        }
        double value = ofSums(sxx, n, syy, m, sxy);
        double variance = 0;
        if (n > 2) {
            var left = new double[n];
            for (int i = 0; i < n; i++) {
                left[i] = ofSums(sxx - 2 * xx[i] - diagonal, n - 1, syy, m, sxy - xy[i]);
            }
            variance += spread(left);
        }
        if (m > 2) {
            var left = new double[m];
            for (int j = 0; j < m; j++) {
                left[j] = ofSums(sxx, n, syy - 2 * yy[j] - diagonal, m - 1, sxy - yx[j]);
            }
            variance += spread(left);
        }
        return new Result(
                value,
                n > 2 && m > 2 ? OptionalDouble.of(Math.sqrt(variance)) : OptionalDouble.empty());
    }

    /**
     * The estimate from sums of the kernel over pairs of points.
     *
     * @param sxx over all ordered pairs of two different points of x
     * @param n number of points of x, at least 2 for the unbiased form
     * @param syy over all ordered pairs of two different points of y
     * @param m number of points of y, at least 2 for the unbiased form
     * @param sxy over all pairs of a point of x and one of y
     */
    public double ofSums(double sxx, int n, double syy, int m, double sxy) {
        double diagonal = kernel.of(0);
        double cross = 2 * sxy / ((double) n * m);
        return unbiased
                ? sxx / ((double) n * (n - 1)) + syy / ((double) m * (m - 1)) - cross
                : (sxx + n * diagonal) / ((double) n * n)
                        + (syy + m * diagonal) / ((double) m * m)
                        - cross;
    }

    /** Jackknife variance (n - 1)/n Σ (θ_i - mean)². */
    private static double spread(double[] left) {
        return Vectors.squaresAboutMean(left) * (left.length - 1) / left.length;
    }

    /**
     * The median rule for a bandwidth, for points of any two kinds that {@link #between(Object,
     * Object)} takes.
     *
     * @throws IllegalArgumentException if an argument has no points or unequal weights, or if
     *     dimensions differ
     */
    public static double medianDistance(Object x, Object y) {
        return medianDistance(Rows.checked(x, "x"), Rows.checked(y, "y"));
    }

    /**
     * The median rule for a bandwidth: the median Euclidean distance between two points of the
     * pooled sample. If there are more than 2,000 points in total, evenly spaced rows are used.
     */
    public static double medianDistance(double[][] x, double[][] y) {
        Check.points(x, "x", y, "y");
        Check.that(x.length + y.length >= 2, "rows of x and y", x.length + y.length, "at least 2");
        int total = x.length + y.length;
        int n = Math.min(total, 2_000);
        var pooled = new double[n][];
        for (int i = 0; i < n; i++) {
            int row = (int) ((long) i * total / n);
            pooled[i] = row < x.length ? x[row] : y[row - x.length];
        }
        var distances = new double[n * (n - 1) / 2];
        int next = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double sum = 0;
                for (int k = 0; k < pooled[i].length; k++) {
                    double diff = pooled[i][k] - pooled[j][k];
                    sum += diff * diff;
                }
                distances[next++] = Math.sqrt(sum);
            }
        }
        Arrays.sort(distances);
        int half = distances.length / 2;
        double median =
                distances.length % 2 == 1
                        ? distances[half]
                        : (distances[half - 1] + distances[half]) / 2;
        Check.that(median > 0, "median distance", median, "points of which most differ");
        return median;
    }

    private static double[] centre(double[][] x, double[][] y, int d) {
        var centre = new double[d];
        for (double[][] rows : new double[][][] {x, y}) {
            for (double[] row : rows) {
                for (int j = 0; j < d; j++) {
                    centre[j] += row[j] / (x.length + y.length);
                }
            }
        }
        return centre;
    }

    /** Rows minus the centre, [n, d] in double. */
    private static NDArray centred(NDManager manager, double[][] rows, double[] centre) {
        int d = centre.length;
        var flat = new double[Math.multiplyExact(rows.length, d)];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < d; j++) {
                flat[i * d + j] = rows[i][j] - centre[j];
            }
        }
        return manager.create(flat, new Shape(rows.length, d));
    }

    /**
     * Adds the kernel's sums over rows and columns, block by block; for a sample with itself, half
     * of the blocks suffice and the diagonal is left out.
     */
    private void sumRows(
            NDArray x, NDArray y, double[] rows, double[] columns, Progress progress, long done) {
        boolean self = columns == null;
        int n = rows.length;
        int m = Math.toIntExact(y.getShape().get(0));
        for (int i = 0; i < n; i += BLOCK) {
            int iEnd = Math.min(n, i + BLOCK);
            for (int j = self ? i : 0; j < m; j += BLOCK) {
                int jEnd = Math.min(m, j + BLOCK);
                if (Progress.stopRequested()) {
                    throw new CancellationException("MMD was stopped");
                }
                try (var scope = x.getManager().newSubManager()) {
                    NDArray a = x.get(i + ":" + iEnd);
                    NDArray k = block(scope, a, self && i == j ? a : y.get(j + ":" + jEnd));
                    if (self && i == j) {
                        k.subi(k.mul(scope.eye(iEnd - i).toType(DataType.FLOAT64, false)));
                    }
                    add(rows, i, k.sum(new int[] {1}));
                    if (!self || j > i) {
                        add(self ? rows : columns, j, k.sum(new int[] {0}));
                    }
                }
            }
            progress.update(done + iEnd);
        }
    }

    private NDArray block(NDManager scope, NDArray x, NDArray y) {
        x.attach(scope);
        y.attach(scope);
        return kernel.of(SquaredDistances.squared(x, y));
    }

    private static void add(double[] sums, int from, NDArray part) {
        double[] values = part.toDoubleArray();
        for (int i = 0; i < values.length; i++) {
            sums[from + i] += values[i];
        }
    }
}
