package org.ot4j.transport.internal;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
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
public final class SeparableKernel implements KernelOperator {
    // In the log domain, factors below this count as 0: no product of two is denormal, which would
    // make it a hundred times as slow.
    private static final double LEAST_FACTOR = 1e-150;
    // What was left out does not show in sums above this; others are computed again, one by one.
    private static final double LEAST_SUM = 1e-130;

    /** The exponential of less shows in no digit of a sum that is at least 1. */
    private static final double NO_DIGIT = -45;

    /** How far exponents may lie apart for products in plain numbers, and above 0. */
    private static final double IN_RANGE = 600;

    private static final double HIGHEST = 50;

    /** That an axis has in both directions. */
    private static final int ARRAYS = 10;

    private static final int GRAIN = 200_000;

    private final AxisKernel[] axes;
    private final int[] rows;
    private final int[] cols;
    private final int size;
    private final double epsilon;
    private final int threads;
    // How far below and above 0 the exponents of all axes together may be.
    private final double depth;
    private final double height;
    // What products go through, unless one is under way that uses it.
    private final AtomicReference<Scratch> idle = new AtomicReference<>();

    /** Arrays that are kept from one product to the next: new ones cost as much as a product. */
    private final class Scratch {
        // For each axis, the numbers before it as lines, and those after it.
        final double[][][] lines = new double[axes()][][];
        final double[][] after = new double[axes()][];
        private final double[][] terms = new double[axes()][];
        final double[][][] cutFactors = new double[axes()][][];
        final double[][][] cutTurned = new double[axes()][][];

        Scratch() {
            for (int k = 0; k < axes(); k++) {
                int inner = inner(k);
                int outer = outer(k);
                lines[k] = inner == 1 ? new double[outer][cols[k]] : new double[cols[k]][inner];
                after[k] = k == 0 ? null : new double[outer * rows[k] * inner];
            }
        }

        /** For logarithms, relative to their greatest number, before an axis. */
        double[] terms(int k) {
            if (terms[k] == null) {
                terms[k] = new double[outer(k) * cols[k] * inner(k)];
                cutFactors[k] = AxisKernel.mapped(axes[k].factors(), SeparableKernel::cut);
                cutTurned[k] = AxisKernel.mapped(axes[k].turned(), SeparableKernel::cut);
            }
            return terms[k];
        }
    }

    private static double cut(double factor) {
        return factor < LEAST_FACTOR ? 0 : factor;
    }

    private SeparableKernel(AxisKernel[] axes, double epsilon, int threads) {
        this.axes = axes;
        this.epsilon = epsilon;
        this.threads = threads;
        rows = Arrays.stream(axes).mapToInt(AxisKernel::rows).toArray();
        cols = Arrays.stream(axes).mapToInt(AxisKernel::cols).toArray();
        size = Arrays.stream(rows).reduce(1, (p, q) -> p * q);
        depth = Arrays.stream(axes).mapToDouble(AxisKernel::below).sum();
        height = Arrays.stream(axes).mapToDouble(AxisKernel::above).sum();
    }

    /** Whether costs are between measures on grids, and a sum over the axes. */
    public static boolean existsFor(CostMatrix costs) {
        return AxisCosts.shapes(costs) != null;
    }

    /** The kernel of costs between measures on grids; empty for other costs. */
    public static Optional<SeparableKernel> of(CostMatrix costs, double epsilon) {
        return of(costs, epsilon, Threads.most());
    }

    /** The same, with products on at most the given number of threads. */
    public static Optional<SeparableKernel> of(CostMatrix costs, double epsilon, int threads) {
        return AxisCosts.of(costs).map(of -> of(of.axes(), epsilon, threads));
    }

    private static SeparableKernel of(double[][][] costs, double epsilon, int threads) {
        var axes = new AxisKernel[costs.length];
        for (int k = 0; k < axes.length; k++) {
            axes[k] =
                    k > 0 && costs[k] == costs[k - 1]
                            ? axes[k - 1]
                            : AxisKernel.of(AxisKernel.mapped(costs[k], c -> -c / epsilon));
        }
        return new SeparableKernel(axes, epsilon, threads);
    }

    @Override
    public SeparableKernel transposed() {
        var turned = Arrays.stream(axes).map(AxisKernel::transposed).toArray(AxisKernel[]::new);
        return new SeparableKernel(turned, epsilon, threads);
    }

    /** The kernel times the costs along an axis, which are to be at least 0: c_k(i, j) K_ij. */
    public SeparableKernel withCosts(int axis) {
        AxisKernel[] all = axes.clone();
        all[axis] =
                AxisKernel.of(
                        AxisKernel.mapped(axes[axis].exponents(), t -> t + Math.log(-t * epsilon)));
        return new SeparableKernel(all, epsilon, threads);
    }

    /** Number of axes. */
    public int axes() {
        return axes.length;
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

    @Override
    public int size() {
        return size;
    }

    /** K x: [n], for x of shape [m]. What is below the range of a double counts as 0. */
    public double[] times(double[] x) {
        var out = new double[size];
        times(x, out);
        return out;
    }

    @Override
    public void times(double[] x, double[] out) {
        product(
                x,
                out,
                (k, y, to, with) ->
                        along(k, axes[k].factors(), axes[k].turned(), y, to, with.lines[k]));
    }

    /** log Σ_j exp(x_j - c_ij / ε): [n], for x of shape [m] and any size, also -∞. */
    public double[] logTimes(double[] x) {
        var out = new double[size];
        double greatest = Double.NEGATIVE_INFINITY;
        double least = Double.POSITIVE_INFINITY;
        for (double t : x) {
            if (t > Double.NEGATIVE_INFINITY) {
                greatest = Math.max(greatest, t);
                least = Math.min(least, t);
            }
        }
        if (greatest >= least && greatest - least + depth <= IN_RANGE && height <= HIGHEST) {
            logOfTimes(x, greatest, out);
        } else {
            product(x, out, this::logAlong);
        }
        return out;
    }

    // Where no product leaves the range of a double.
    private void logOfTimes(double[] x, double greatest, double[] out) {
        var terms = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            terms[j] = x[j] - greatest;
        }
        VectorExp.exp(terms, 0, x.length, new double[x.length]);
        for (int j = 0; j < x.length; j++) {
            terms[j] = x[j] == Double.NEGATIVE_INFINITY ? 0 : terms[j];
        }
        times(terms, out);
        Parallel.ranges(
                size,
                1 + GRAIN / 20,
                threads,
                (lo, hi) -> {
                    for (int i = lo; i < hi; i++) {
                        out[i] = greatest + Math.log(out[i]);
                    }
                });
    }

    /** The part of a product along an axis. */
    private interface Along {
        void apply(int axis, double[] x, double[] out, Scratch with);
    }

    private void product(double[] x, double[] out, Along along) {
        Scratch kept = idle.getAndSet(null);
        Scratch scratch = kept == null ? new Scratch() : kept;
        double[] y = x;
        for (int k = axes.length - 1; k >= 0; k--) {
            double[] to = k == 0 ? out : scratch.after[k];
            along.apply(k, y, to, scratch);
            y = to;
        }
        idle.set(scratch);
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

    private void along(
            int k,
            double[][] factor,
            double[][] turned,
            double[] x,
            double[] out,
            double[][] lines) {
        int outer = outer(k);
        int inner = inner(k);
        int n = rows[k];
        int m = cols[k];
        if (inner == 1) {
            fill(lines, x, 0);
            parallel(outer, m * n, (lo, hi) -> multiply(lines, lo, hi, turned, out, 0));
        } else {
            for (int o = 0; o < outer; o++) {
                fill(lines, x, o * m * inner);
                int to = o * n * inner;
                parallel(n, m * inner, (lo, hi) -> multiply(factor, lo, hi, lines, out, to));
            }
        }
    }

    private void parallel(int n, int work, Parallel.Range body) {
        Parallel.ranges(n, 1 + GRAIN / work, threads, body);
    }

    private static void fill(double[][] lines, double[] x, int from) {
        int at = from;
        for (double[] line : lines) {
            System.arraycopy(x, at, line, 0, line.length);
            at += line.length;
        }
    }

    /** Rows [lo, hi) of the product of two matrices, to {@code out} from {@code to} on. */
    private static void multiply(
            double[][] left, int lo, int hi, double[][] right, double[] out, int to) {
        int width = right[0].length;
        var sums = new double[width];
        for (int i = lo; i < hi; i++) {
            Arrays.fill(sums, 0);
            RowSums.add(sums, left[i], right, 0, width);
            System.arraycopy(sums, 0, out, to + i * width, width);
        }
    }

    // Lines are taken relative to their greatest number, so that sums of numbers near it are
    // products of matrices; sums of others are computed on their own.
    private void logAlong(int k, double[] x, double[] out, Scratch with) {
        int outer = outer(k);
        int inner = inner(k);
        int n = rows[k];
        int m = cols[k];
        double[] greatest = greatest(x, outer, m, inner);
        double[] terms = with.terms(k);
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
                        terms[t] = cut(terms[t]);
                    }
                });
        along(k, with.cutFactors[k], with.cutTurned[k], terms, out, with.lines[k]);
        Parallel.ranges(
                outer * n,
                1 + GRAIN / 20 / inner,
                threads,
                (lo, hi) -> {
                    for (int line = lo; line < hi; line++) {
                        int o = line / n;
                        for (int t = 0; t < inner; t++) {
                            double sum = out[line * inner + t];
                            out[line * inner + t] =
                                    sum > LEAST_SUM
                                            ? greatest[o * inner + t] + Math.log(sum)
                                            : logSum(
                                                    x,
                                                    o * m * inner + t,
                                                    inner,
                                                    axes[k].exponents()[line % n]);
                        }
                    }
                });
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
}
