package org.ot4j.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.ot4j.base.Estimate;
import org.ot4j.base.Points;
import org.ot4j.base.Progress;
import org.ot4j.base.PyTorch;
import org.ot4j.base.Rows;
import org.ot4j.internal.Check;

/**
 * Precision and recall (Kynkäänniemi et al. 2019), density and coverage (Naeem et al. 2020), by
 * nearest neighbours in feature space.
 *
 * <p>Each sample is the centre of a ball that reaches its k-th nearest neighbour in its own set.
 *
 * @param precision share of the model's samples inside some ball of the data: quality
 * @param recall share of the data inside some ball of the model: diversity
 * @param density mean number of data balls that contain a sample of the model, divided by k; may
 *     exceed 1
 * @param coverage share of the data's balls that contain a sample of the model
 */
public record Neighbours(Estimate precision, Estimate recall, Estimate density, Estimate coverage) {
    private static final int BLOCK = 512;

    /** Squared distances below this share of the points' squared norms are recomputed. */
    private static final double LEAST = 1e-6;

    /**
     * Squared radii are greater by this part, the rounding of distances that are not recomputed.
     */
    private static final double ROUNDING = 1e-8;

    /** Compares features of data and of a model's samples with k = 5, as Naeem et al. recommend. */
    public static Neighbours of(double[][] data, double[][] model) {
        return of(data, model, 5);
    }

    /** Compares the points of two data sets, with k = 5. */
    public static Neighbours of(Points data, Points model) {
        return of((Object) data, model);
    }

    /**
     * Compares points of any two kinds, with k = 5: rows {@code double[n][d]}, an {@code NDArray}
     * [n, ...], a data set, a measure of equal weights, a table.
     *
     * @throws IllegalArgumentException if an argument has no points or unequal weights, or if
     *     dimensions differ
     */
    public static Neighbours of(Object data, Object model) {
        return of(data, model, 5);
    }

    /**
     * Compares points of any two kinds: rows {@code double[n][d]}, an {@code NDArray} [n, ...], a
     * data set, a measure of equal weights, a table.
     *
     * @param k the neighbour that sets a ball's radius; less than n and m
     * @throws IllegalArgumentException if an argument has no points or unequal weights, or if
     *     dimensions differ
     */
    public static Neighbours of(Object data, Object model, int k) {
        return of(Rows.checked(data, "data"), Rows.checked(model, "model"), k);
    }

    /**
     * Compares features of data and of a model's samples.
     *
     * @param data [n, d]
     * @param model [m, d]
     * @param k the neighbour that sets a ball's radius; less than n and m
     */
    public static Neighbours of(double[][] data, double[][] model, int k) {
        Check.atLeast(k, 1, "k");
        Check.points(data, "data", model, "model");
        Check.that(data.length > k, "data.length", data.length, "above k = " + k);
        Check.that(model.length > k, "model.length", model.length, "above k = " + k);
        int n = data.length;
        int m = model.length;
        try (var manager = PyTorch.newCpuManager();
                var progress = Progress.start("nearest neighbours", 2L * n + m)) {
            double[] centre = centre(data);
            var x = Cloud.of(manager, data, centre);
            var y = Cloud.of(manager, model, centre);
            double[] dataRadius = radii(x, k, progress, 0);
            double[] modelRadius = radii(y, k, progress, n);
            var ballsAround = new double[m];
            var recalled = new int[1];
            var covered = new int[1];
            rows(
                    x,
                    y,
                    progress,
                    n + m,
                    (i, first, row) -> {
                        boolean inside = false;
                        boolean hit = false;
                        for (int j = 0; j < m; j++) {
                            if (row[j] <= dataRadius[i]) {
                                ballsAround[j]++;
                                hit = true;
                            }
                            inside |= row[j] <= modelRadius[j];
                        }
                        recalled[0] += inside ? 1 : 0;
                        covered[0] += hit ? 1 : 0;
                    });
            long precise = Arrays.stream(ballsAround).filter(b -> b > 0).count();
            double[] density = Arrays.stream(ballsAround).map(b -> b / k).toArray();
            String by = ", k = " + k;
            return new Neighbours(
                    Estimate.fraction(precise, m, "precision" + by),
                    Estimate.fraction(recalled[0], n, "recall" + by),
                    Statistics.mean(density, "density" + by),
                    Estimate.fraction(covered[0], n, "coverage" + by));
        }
    }

    /** The squared distance of each point to its k-th nearest other one, which is in its ball. */
    private static double[] radii(Cloud x, int k, Progress progress, long done) {
        var least = new double[x.size()][k];
        for (double[] own : least) {
            Arrays.fill(own, Double.POSITIVE_INFINITY);
        }
        rows(
                x,
                x,
                progress,
                done,
                (i, first, row) -> {
                    for (int j = i + 1; j < least.length; j++) {
                        insert(least[i], row[j - first]);
                        insert(least[j], row[j - first]);
                    }
                });
        return Arrays.stream(least).mapToDouble(own -> (1 + ROUNDING) * own[k - 1]).toArray();
    }

    /** Puts a value among the least, in order, if it is one of them. */
    private static void insert(double[] least, double value) {
        int at = least.length - 1;
        if (value < least[at]) {
            while (at > 0 && least[at - 1] > value) {
                least[at] = least[at - 1];
                at--;
            }
            least[at] = value;
        }
    }

    private interface RowConsumer {
        /**
         * The squared distances from point i to the points of the other side from {@code first}.
         */
        void accept(int i, int first, double[] squaredDistances);
    }

    /**
     * Points, shifted to lie around 0.
     *
     * @param array [n, d]
     * @param flat the same numbers in Java
     * @param norms squared distances from 0
     */
    private record Cloud(NDArray array, double[] flat, double[] norms) {
        static Cloud of(NDManager manager, double[][] rows, double[] centre) {
            int d = centre.length;
            var flat = new double[Math.multiplyExact(rows.length, d)];
            var norms = new double[rows.length];
            for (int i = 0; i < rows.length; i++) {
                for (int j = 0; j < d; j++) {
                    double value = rows[i][j] - centre[j];
                    flat[i * d + j] = value;
                    norms[i] += value * value;
                }
            }
            return new Cloud(manager.create(flat, new Shape(rows.length, d)), flat, norms);
        }

        int size() {
            return norms.length;
        }

        /**
         * Recomputes from coordinate differences the squared distances from point i that are so
         * small relative to the norms that the product has lost their digits.
         */
        void refine(int i, Cloud others, int first, double[] squared) {
            int d = flat.length / norms.length;
            for (int j = first; j < others.size(); j++) {
                if (squared[j - first] < LEAST * (norms[i] + others.norms[j])) {
                    double sum = 0;
                    for (int k = 0; k < d; k++) {
                        double gap = flat[i * d + k] - others.flat[j * d + k];
                        sum += gap * gap;
                    }
                    squared[j - first] = sum;
                }
            }
        }
    }

    /**
     * Squared distances from each point of x to all of y, a block at a time; of a cloud to itself,
     * only to those from the block on: each pair once, but for pairs within a block.
     */
    private static void rows(Cloud x, Cloud y, Progress progress, long done, RowConsumer consumer) {
        try (NDManager all = x.array().getManager().newSubManager()) {
            NDArray right = factor(all, y.array(), -2, true);
            for (int from = 0; from < x.size(); from += BLOCK) {
                if (Progress.stopRequested()) {
                    throw new CancellationException("nearest neighbours were stopped");
                }
                int to = Math.min(x.size(), from + BLOCK);
                int first = x == y ? from : 0;
                int width = y.size() - first;
                double[] flat;
                try (NDManager scope = all.newSubManager()) {
                    NDArray part = x.array().get(from + ":" + to);
                    part.attach(scope);
                    NDArray left = factor(scope, part, 1, false);
                    NDArray others = right.get(first + ":");
                    others.attach(scope);
                    flat = left.matMul(others.transpose()).toDoubleArray();
                }
                var row = new double[width];
                for (int i = from; i < to; i++) {
                    System.arraycopy(flat, (i - from) * width, row, 0, width);
                    x.refine(i, y, first, row);
                    consumer.accept(i, first, row);
                }
                progress.update(done + to);
            }
        }
    }

    /** Points [n, d] as a factor [n, d + 2] of |x|² + |y|² - 2 xy, which is one product. */
    private static NDArray factor(NDManager manager, NDArray points, double scale, boolean second) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray own = points.duplicate();
            own.attach(scope);
            NDArray norms = own.square().sum(new int[] {1}, true);
            NDArray ones = norms.onesLike();
            NDArray end = second ? ones.concat(norms, 1) : norms.concat(ones, 1);
            NDArray factor = own.muli(scale).concat(end, 1);
            factor.attach(manager);
            return factor;
        }
    }

    private static double[] centre(double[][] rows) {
        var centre = new double[rows[0].length];
        for (double[] row : rows) {
            for (int j = 0; j < centre.length; j++) {
                centre[j] += row[j] / rows.length;
            }
        }
        return centre;
    }
}
