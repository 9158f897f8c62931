package org.ot4j.transport.internal;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.DoubleUnaryOperator;
import org.ot4j.internal.Parallel;
import org.ot4j.internal.Threads;
import org.ot4j.internal.VectorExp;
import org.ot4j.transport.cost.CostMatrix;

/**
 * The kernel K_ij = exp(-c_ij / ε) between the points of two grids. Costs are sums over the axes,
 * so K is a product, and K x is one small product of matrices for each axis: between pictures of h
 * × w pixels O(h w (h + w)) in place of O(h² w²) (Solomon et al. 2015, Convolutional Wasserstein
 * distances).
 */
public final class SeparableKernel {
    // In the log domain, factors below this count as 0: no product of two is denormal, which would
    // make it a hundred times as slow.
    private static final double LEAST_FACTOR = 1e-150;
    // What was left out does not show in sums above this; others are computed again, one by one.
    private static final double LEAST_SUM = 1e-130;

    /** The exponential of less shows in no digit of a sum that is at least 1. */
    private static final double NO_DIGIT = -45;

    /** That an axis has in both directions. */
    private static final int ARRAYS = 10;

    private static final int GRAIN = 200_000;

    // For each axis, -c / ε between its coordinates, [rows, cols].
    private final double[][][] exponents;
    private final int[] rows;
    private final int[] cols;
    private final int size;
    private final double epsilon;
    private final int threads;
    // For each axis, the kernel between its coordinates, and the same transposed.
    private final double[][][] factors;
    private final double[][][] turned;
    private final double[][][] cutFactors;
    private final double[][][] cutTurned;

    private SeparableKernel(double[][][] exponents, double epsilon, int threads) {
        this.exponents = exponents;
        this.epsilon = epsilon;
        this.threads = threads;
        int d = exponents.length;
        rows = new int[d];
        cols = new int[d];
        factors = new double[d][][];
        turned = new double[d][][];
        cutFactors = new double[d][][];
        cutTurned = new double[d][][];
        int n = 1;
        for (int k = 0; k < d; k++) {
            double[][] axis = exponents[k];
            rows[k] = axis.length;
            cols[k] = axis[0].length;
            factors[k] = mapped(axis, Math::exp);
            turned[k] = AxisCosts.transposed(factors[k]);
            cutFactors[k] = mapped(factors[k], t -> t < LEAST_FACTOR ? 0 : t);
            cutTurned[k] = AxisCosts.transposed(cutFactors[k]);
            n *= rows[k];
        }
        size = n;
    }

    /** The kernel of costs between measures on grids; empty for other costs. */
    public static Optional<SeparableKernel> of(CostMatrix costs, double epsilon) {
        return of(costs, epsilon, Threads.most());
    }

    /** The same, with products on at most the given number of threads. */
    public static Optional<SeparableKernel> of(CostMatrix costs, double epsilon, int threads) {
        return AxisCosts.of(costs)
                .map(
                        of ->
                                new SeparableKernel(
                                        Arrays.stream(of.axes())
                                                .map(axis -> mapped(axis, c -> -c / epsilon))
                                                .toArray(double[][][]::new),
                                        epsilon,
                                        threads));
    }

    /** The kernel with sources and targets exchanged. */
    public SeparableKernel transposed() {
        return new SeparableKernel(new AxisCosts(exponents).transposed().axes(), epsilon, threads);
    }

    /** The kernel times the costs along an axis, which are to be at least 0: c_k(i, j) K_ij. */
    public SeparableKernel withCosts(int axis) {
        double[][][] all = exponents.clone();
        all[axis] = mapped(all[axis], t -> t + Math.log(-t * epsilon));
        return new SeparableKernel(all, epsilon, threads);
    }

    /** Number of axes. */
    public int axes() {
        return exponents.length;
    }

    /**
     * Multiplications of a product with a vector, found without making the kernel; empty for costs
     * that have none, one along a single axis, which is all costs, or one whose factors would not
     * fit in an eighth of the heap, as between grids of a few very long rows.
     */
    public static OptionalLong work(CostMatrix costs) {
        int[][] shapes = AxisCosts.shapes(costs);
        if (shapes == null || shapes[0].length == 1) {
            return OptionalLong.empty();
        }
        int[] rows = shapes[0];
        int[] cols = shapes[1];
        long work = 0;
        double numbers = 0;
        for (int k = 0; k < rows.length; k++) {
            numbers += (double) ARRAYS * rows[k] * cols[k];
            work += product(cols, 0, k) * rows[k] * cols[k] * product(rows, k + 1, rows.length);
        }
        boolean fits = numbers * Double.BYTES <= Runtime.getRuntime().maxMemory() / 8.0;
        return fits ? OptionalLong.of(work) : OptionalLong.empty();
    }

    private static long product(int[] shape, int from, int to) {
        return Arrays.stream(shape, from, to).asLongStream().reduce(1, (a, b) -> a * b);
    }

    /** Number of sources, n. */
    public int size() {
        return size;
    }

    /** K x: [n], for x of shape [m]. What is below the range of a double counts as 0. */
    public double[] times(double[] x) {
        double[] y = x;
        for (int k = exponents.length - 1; k >= 0; k--) {
            y = along(k, factors[k], turned[k], y);
        }
        return y;
    }

    /** log Σ_j exp(x_j - c_ij / ε): [n], for x of shape [m] and any size, also -∞. */
    public double[] logTimes(double[] x) {
        double[] y = x;
        for (int k = exponents.length - 1; k >= 0; k--) {
            y = logAlong(k, y);
        }
        return y;
    }

    /** -ε log Σ_j w_j exp((g_j - c_ij) / ε) for all i. */
    public double[] softMinima(double[] w, double[] g) {
        var logs = new double[w.length];
        Arrays.setAll(
                logs, j -> w[j] > 0 ? Math.log(w[j]) + g[j] / epsilon : Double.NEGATIVE_INFINITY);
        double[] minima = logTimes(logs);
        for (int i = 0; i < minima.length; i++) {
            minima[i] *= -epsilon;
        }
        return minima;
    }

    // How many lines a step along axis k finds before that axis, and how long they are after it.
    private int outer(int k) {
        int product = 1;
        for (int l = 0; l < k; l++) {
            product *= cols[l];
        }
        return product;
    }

    private int inner(int k) {
        int product = 1;
        for (int l = k + 1; l < rows.length; l++) {
            product *= rows[l];
        }
        return product;
    }

    private double[] along(int k, double[][] factor, double[][] turned, double[] x) {
        int outer = outer(k);
        int inner = inner(k);
        int n = rows[k];
        int m = cols[k];
        var out = new double[outer * n * inner];
        if (inner == 1) {
            double[][] left = lines(x, 0, outer, m);
            parallel(outer, m * n, (lo, hi) -> multiply(left, lo, hi, turned, out, 0));
        } else {
            for (int o = 0; o < outer; o++) {
                double[][] right = lines(x, o * m * inner, m, inner);
                int to = o * n * inner;
                parallel(n, m * inner, (lo, hi) -> multiply(factor, lo, hi, right, out, to));
            }
        }
        return out;
    }

    private void parallel(int n, int work, Parallel.Range body) {
        Parallel.ranges(n, 1 + GRAIN / work, threads, body);
    }

    private static double[][] lines(double[] x, int from, int count, int length) {
        var lines = new double[count][];
        for (int i = 0; i < count; i++) {
            lines[i] = Arrays.copyOfRange(x, from + i * length, from + (i + 1) * length);
        }
        return lines;
    }

    /** Rows [lo, hi) of the product of two matrices, to {@code out} from {@code to} on. */
    private static void multiply(
            double[][] left, int lo, int hi, double[][] right, double[] out, int to) {
        int m = right.length;
        int width = right[0].length;
        var sums = new double[width];
        for (int i = lo; i < hi; i++) {
            double[] t = left[i];
            Arrays.fill(sums, 0);
            int j = 0;
            for (; j + 7 < m; j += 8) {
                add(sums, t, j, right, width);
            }
            for (; j < m; j++) {
                double s = t[j];
                double[] row = right[j];
                for (int l = 0; l < width; l++) {
                    sums[l] += s * row[l];
                }
            }
            System.arraycopy(sums, 0, out, to + i * width, width);
        }
    }

    // One index for all arrays: with others the compiler makes no vector instructions. Eight rows
    // at a time, for each reading and writing of the sums costs as much as a row.
    private static void add(double[] sums, double[] t, int j, double[][] right, int width) {
        double[] p = right[j];
        double[] q = right[j + 1];
        double[] r = right[j + 2];
        double[] s = right[j + 3];
        double[] u = right[j + 4];
        double[] v = right[j + 5];
        double[] w = right[j + 6];
        double[] x = right[j + 7];
        double a = t[j];
        double b = t[j + 1];
        double c = t[j + 2];
        double d = t[j + 3];
        double e = t[j + 4];
        double f = t[j + 5];
        double g = t[j + 6];
        double h = t[j + 7];
        for (int l = 0; l < width; l++) {
            sums[l] =
                    (sums[l] + ((a * p[l] + b * q[l]) + (c * r[l] + d * s[l])))
                            + ((e * u[l] + f * v[l]) + (g * w[l] + h * x[l]));
        }
    }

    // Lines are taken relative to their greatest number, so that sums of numbers near it are
    // products of matrices; sums of others are computed on their own.
    private double[] logAlong(int k, double[] x) {
        int outer = outer(k);
        int inner = inner(k);
        int n = rows[k];
        int m = cols[k];
        double[] greatest = greatest(x, outer, m, inner);
        var terms = new double[x.length];
        Parallel.ranges(
                outer * m,
                1 + GRAIN / 10 / inner,
                threads,
                (lo, hi) -> {
                    var scratch = new double[hi * inner];
                    for (int line = lo; line < hi; line++) {
                        int at = line * inner;
                        int base = line / m * inner;
                        for (int t = 0; t < inner; t++) {
                            terms[at + t] = x[at + t] - greatest[base + t];
                        }
                    }
                    VectorExp.exp(terms, lo * inner, hi * inner, scratch);
                    for (int t = lo * inner; t < hi * inner; t++) {
                        terms[t] = terms[t] < LEAST_FACTOR ? 0 : terms[t];
                    }
                });
        double[] sums = along(k, cutFactors[k], cutTurned[k], terms);
        Parallel.ranges(
                outer * n,
                1 + GRAIN / 20 / inner,
                threads,
                (lo, hi) -> {
                    for (int line = lo; line < hi; line++) {
                        int o = line / n;
                        for (int t = 0; t < inner; t++) {
                            double sum = sums[line * inner + t];
                            sums[line * inner + t] =
                                    sum > LEAST_SUM
                                            ? greatest[o * inner + t] + Math.log(sum)
                                            : logSum(
                                                    x,
                                                    o * m * inner + t,
                                                    inner,
                                                    exponents[k][line % n]);
                        }
                    }
                });
        return sums;
    }

    // 0 for a line of -∞ alone.
    private static double[] greatest(double[] x, int outer, int m, int inner) {
        var greatest = new double[outer * inner];
        Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
        for (int line = 0; line < outer * m; line++) {
            int base = line / m * inner;
            for (int t = 0; t < inner; t++) {
                greatest[base + t] = Math.max(greatest[base + t], x[line * inner + t]);
            }
        }
        for (int t = 0; t < greatest.length; t++) {
            greatest[t] = greatest[t] == Double.NEGATIVE_INFINITY ? 0 : greatest[t];
        }
        return greatest;
    }

    private double logSum(double[] x, int from, int step, double[] own) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < own.length; j++) {
            greatest = Math.max(greatest, x[from + j * step] + own[j]);
        }
        if (greatest == Double.NEGATIVE_INFINITY) {
            return greatest;
        }
        double sum = 0;
        for (int j = 0; j < own.length; j++) {
            double below = x[from + j * step] + own[j] - greatest;
            sum += below > NO_DIGIT ? Math.exp(below) : 0;
        }
        return greatest + Math.log(sum);
    }

    private static double[][] mapped(double[][] matrix, DoubleUnaryOperator h) {
        return Arrays.stream(matrix)
                .map(row -> Arrays.stream(row).map(h).toArray())
                .toArray(double[][]::new);
    }
}
