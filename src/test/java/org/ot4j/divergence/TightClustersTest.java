package org.ot4j.divergence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Likelihood;
import org.ot4j.evaluation.Neighbours;
import org.ot4j.network.Differences;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.SquaredDistances;

/**
 * Two tight clusters far apart in one batch: points that agree in the digits which a product of
 * their coordinates rounds. What is expected is computed here, in doubles, from differences.
 */
class TightClustersTest {
    /** Points around (far, far, ...) and (-far, -far, ...) in turn, as a float holds them. */
    private static double[][] points(int n, int d, double far, double spread, long seed) {
        var random = new Random(seed);
        var points = new double[n][d];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < d; k++) {
                double centre = i % 2 == 0 ? far : -far;
                points[i][k] = (float) (centre + spread * random.nextGaussian());
            }
        }
        return points;
    }

    private static NDArray array(NDManager manager, double[][] rows) {
        double[] flat = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        return Tensors.of(manager, flat, rows.length, rows[0].length);
    }

    private static double squared(double[] x, double[] y) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += (x[k] - y[k]) * (x[k] - y[k]);
        }
        return sum;
    }

    private static double mean(Kernel kernel, double[][] x, double[][] y) {
        double sum = 0;
        for (double[] one : x) {
            for (double[] other : y) {
                sum += kernel.of(squared(one, other));
            }
        }
        return sum / x.length / y.length;
    }

    private static double mmd(Kernel kernel, double[][] x, double[][] y) {
        return mean(kernel, x, x) + mean(kernel, y, y) - 2 * mean(kernel, x, y);
    }

    @ParameterizedTest
    @CsvSource({"1e4, 1e-2, 2", "1e4, 1e-2, 16", "1e4, 1e-2, 64", "1e6, 1, 33", "10, 1e-5, 9"})
    void losses(double far, double spread, int d) {
        double[][] x = points(12, d, far, spread, 1);
        double[][] y = points(10, d, far, spread, 2);
        double scale = d * spread * spread;
        try (NDManager scope = Tensors.newManager()) {
            NDArray a = array(scope, x);
            NDArray b = array(scope, y);
            for (Kernel kernel : List.of(Kernel.imq(scale), Kernel.rbf(Math.sqrt(scale)))) {
                double expected = mmd(kernel, x, y);
                assertEquals(expected, Mmd.biased(kernel).between(a, b).getFloat(), 2e-6);
                assertEquals(expected, Mmd.biased(kernel).between(x, y), 1e-12);
            }
            for (int p = 1; p <= 2; p++) {
                var sliced = new SlicedWasserstein(p, 20, 1);
                double expected = Math.pow(sliced.between(x, y), p);
                assertEquals(expected, sliced.loss(a, b).getFloat(), 1e-5 * expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1e4, 1e-2, 6", "1e4, 1e-2, 16", "10, 1e-5, 9"})
    void gradients(double far, double spread, int d) {
        double[][] x = points(6, d, far, spread, 3);
        double[][] y = points(8, d, far, spread, 4);
        Kernel kernel = Kernel.imq(d * spread * spread);
        try (NDManager scope = Tensors.newManager()) {
            NDArray b = array(scope, y);
            float[] mmd =
                    Differences.gradient(t -> Mmd.biased(kernel).between(t, b), array(scope, x));
            float[] sliced =
                    Differences.gradient(
                            t -> new SlicedWasserstein(2, 20, 1).loss(t, b), array(scope, x));
            double h = 1e-3 * spread;
            for (int k = 0; k < mmd.length; k++) {
                double[][] up = moved(x, k, h);
                double[][] down = moved(x, k, -h);
                double slope = (mmd(kernel, up, y) - mmd(kernel, down, y)) / (2 * h);
                assertEquals(slope, mmd[k], 1e-4 / spread, "MMD, value " + k);
                var loss = new SlicedWasserstein(2, 20, 1);
                double above = loss.between(up, y);
                double below = loss.between(down, y);
                assertEquals(
                        (above - below) * (above + below) / (2 * h),
                        sliced[k],
                        1e-4 * spread,
                        "sliced, value " + k);
            }
        }
    }

    private static double[][] moved(double[][] points, int value, double by) {
        double[][] moved = Arrays.stream(points).map(double[]::clone).toArray(double[][]::new);
        moved[value / points[0].length][value % points[0].length] += by;
        return moved;
    }

    @ParameterizedTest
    @CsvSource({"1e4, 1e-2, 3", "1e4, 1e-2, 6", "1e4, 1e-2, 40", "1e6, 1, 9"})
    void costs(double far, double spread, int d) {
        double[][] x = points(7, d, far, spread, 5);
        double[][] y = points(9, d, far, spread, 6);
        try (NDManager scope = Tensors.newManager()) {
            NDArray a = array(scope, x);
            NDArray b = array(scope, y);
            check(x, y, Distortion.squaredEuclidean().pairwise(a, b));
            check(x, x, Distortion.squaredEuclidean().pairwise(a, a));
            check(x, y, Distortion.euclidean().pairwise(a, b).square());
        }
    }

    private static void check(double[][] x, double[][] y, NDArray costs) {
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < y.length; j++) {
                double expected = squared(x[i], y[j]);
                assertEquals(expected, costs.getFloat(i, j), 1e-5 * expected, i + ", " + j);
            }
        }
    }

    /** Scaled coordinate by coordinate there is no way but a product; it is one of doubles. */
    @ParameterizedTest
    @CsvSource({"1e4, 1e-2, 6", "1e4, 1e-2, 40", "1e6, 1, 9"})
    void costsScaledByPredictedVariances(double far, double spread, int d) {
        double[][] x = points(7, d, far, spread, 5);
        double[][] y = points(9, d, far, spread, 6);
        float logVariance = (float) (2 * Math.log(spread));
        var likelihood = Likelihood.gaussian().predictedVariance().build(new Shape(d));
        double constant = d * (logVariance + Math.log(2 * Math.PI));
        double rounding = 4e-16 * d * far * far * Math.exp(-logVariance);
        try (NDManager scope = Tensors.newManager()) {
            NDArray b = array(scope, y);
            NDArray output = b.concat(b.zerosLike().add(logVariance), 1);
            NDArray costs = likelihood.pairwise(array(scope, x), output);
            for (int i = 0; i < x.length; i++) {
                for (int j = 0; j < y.length; j++) {
                    double expected = (squared(x[i], y[j]) * Math.exp(-logVariance) + constant) / 2;
                    double most = rounding + 1e-6 * (Math.abs(expected) + Math.abs(constant));
                    assertEquals(expected, costs.getFloat(i, j), most, i + ", " + j);
                }
            }
        }
    }

    /** The gradient is 2 Σ_j w_ij (x_i - y_j), also where points coincide. */
    @Test
    void gradientOfDistances() {
        double[][] x = points(5, 20, 1e4, 1e-2, 7);
        double[][] y = points(6, 20, 1e4, 1e-2, 8);
        y[0] = x[0].clone();
        try (NDManager scope = Tensors.newManager()) {
            NDArray b = array(scope, y);
            float[] found =
                    Differences.gradient(
                            t -> weighted(SquaredDistances.squared(t, b)), array(scope, x));
            for (int k = 0; k < found.length; k++) {
                double expected = 0;
                for (int j = k / 20 % 2; j < y.length; j += 2) {
                    expected += 2 * (j + 1) * (x[k / 20][k % 20] - y[j][k % 20]);
                }
                assertEquals(expected, found[k], 1e-5, "value " + k);
            }
        }
    }

    /** Of pairs in the same cluster, w_ij = j + 1; of others 0. */
    private static NDArray weighted(NDArray squared) {
        int n = (int) squared.size(0);
        int m = (int) squared.size(1);
        var weights = new float[n * m];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = (k / m - k % m) % 2 == 0 ? k % m + 1 : 0;
        }
        return squared.mul(Tensors.of(squared.getManager(), weights, n, m)).sum();
    }

    /** In doubles clusters may be tighter still. */
    @Test
    void metrics() {
        double[][] x = points(40, 12, 1e4, 0, 0);
        double[][] y = points(30, 12, 1e4, 0, 0);
        var random = new Random(9);
        for (double[][] rows : List.of(x, y)) {
            for (double[] row : rows) {
                for (int k = 0; k < row.length; k++) {
                    row[k] += 1e-6 * random.nextGaussian();
                }
            }
        }
        Kernel kernel = Kernel.imq(12 * 1e-12);
        assertEquals(mmd(kernel, x, y), Mmd.biased(kernel).between(x, y), 1e-12);
        var found = Neighbours.of(x, y, 3);
        assertEquals(inSomeBall(y, x, 3), found.precision().value(), 1e-12);
        assertEquals(inSomeBall(x, y, 3), found.recall().value(), 1e-12);
    }

    /** The share of points in a ball around one of others that reaches to its k-th neighbour. */
    private static double inSomeBall(double[][] points, double[][] others, int k) {
        int count = 0;
        for (double[] point : points) {
            boolean inside = false;
            for (double[] centre : others) {
                double[] own =
                        Arrays.stream(others)
                                .mapToDouble(o -> squared(centre, o))
                                .sorted()
                                .toArray();
                inside |= squared(point, centre) <= own[k];
            }
            count += inside ? 1 : 0;
        }
        return (double) count / points.length;
    }
}
