package org.ot4j.model.latent;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.ot4j.distribution.Prior;
import org.ot4j.distribution.Support;
import org.ot4j.internal.Check;
import org.ot4j.internal.Order;
import org.ot4j.internal.Permutations;
import org.ot4j.internal.Vectors;
import org.ot4j.model.internal.Laguerre;
import org.ot4j.network.Tensors;
import org.ot4j.transport.Measure;

/**
 * The image of normal noise under a semi-discrete map to codes, smoothed between codes that are
 * near each other. Noise x prefers codes y_j in the order of |x - y_j|² - g_j; of the first few,
 * those no farther from the first than {@code reach} share it with weights exp(-(difference to the
 * first) / ε), where ε is the mean difference between the first two.
 *
 * @param dimension d
 * @param codes [n, d], row by row
 * @param potential g, [n]
 * @param reach the distance beyond which two codes are not neighbours
 * @param epsilon above 0, in units of squared distance
 */
record TransportPrior(int dimension, String codes, String potential, double reach, double epsilon)
        implements Prior {
    private static final int MOST = 4_096;
    private static final int PROBES = 512;

    /** The share of codes whose neighbours are within reach. */
    private static final double SHARE = 0.9;

    TransportPrior {
        Check.atLeast(dimension, 1, "dimension");
        int n = Numbers.floats(potential, "potential").length;
        int size = Numbers.floats(codes, "codes").length;
        Check.that(n >= 1 && size == n * dimension, "codes", size, n + " x " + dimension);
        Check.notNegative(reach, "reach");
        Check.positive(epsilon, "epsilon");
    }

    static TransportPrior fit(double[][] all, long steps, long seed) {
        double[][] codes = all;
        int d = all[0].length;
        if (all.length > MOST) {
            int[] order = Permutations.upward(all.length, new Random(seed));
            codes = Arrays.stream(order, 0, MOST).mapToObj(i -> all[i]).toArray(double[][]::new);
        }
        var cells = Laguerre.cells(Prior.standardNormal(d), Measure.of(codes), steps);
        double[] g = cells.g();
        var field = new Field(d, flat(codes), narrow(g));
        var random = new Random(seed);
        int neighbours = Math.min(d + 1, codes.length - 1);
        var distances = new double[Math.min(PROBES, codes.length)];
        var x = new double[d];
        double gaps = 0;
        for (int probe = 0; probe < distances.length; probe++) {
            double[] from = codes[random.nextInt(codes.length)];
            double[] others =
                    Arrays.stream(codes)
                            .mapToDouble(c -> Vectors.squaredDistance(from, c))
                            .toArray();
            Arrays.sort(others);
            distances[probe] = Math.sqrt(others[neighbours]);
            Arrays.setAll(x, k -> random.nextGaussian());
            double[] costs = field.costs(x);
            Arrays.sort(costs);
            gaps += (costs[Math.min(1, costs.length - 1)] - costs[0]) / distances.length;
        }
        Arrays.sort(distances);
        double reach = 2 * distances[(int) (SHARE * (distances.length - 1))];
        return new TransportPrior(
                d,
                Numbers.text(flat(codes)),
                Numbers.text(narrow(g)),
                reach,
                Math.max(gaps, Double.MIN_NORMAL));
    }

    private static float[] flat(double[][] rows) {
        int d = rows[0].length;
        var flat = new float[rows.length * d];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) rows[i / d][i % d];
        }
        return flat;
    }

    private static float[] narrow(double[] values) {
        var narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }

    /** Codes and their potential. */
    private static final class Field {
        private final int d;
        private final float[] codes;
        private final float[] g;

        Field(int d, float[] codes, float[] g) {
            this.d = d;
            this.codes = codes;
            this.g = g;
        }

        double[] costs(double[] x) {
            var costs = new double[g.length];
            for (int j = 0; j < costs.length; j++) {
                double sum = -g[j];
                for (int k = 0; k < d; k++) {
                    double t = x[k] - codes[j * d + k];
                    sum += t * t;
                }
                costs[j] = sum;
            }
            return costs;
        }

        double distance(int i, int j) {
            double sum = 0;
            for (int k = 0; k < d; k++) {
                double t = codes[i * d + k] - codes[j * d + k];
                sum += t * t;
            }
            return Math.sqrt(sum);
        }
    }

    @Override
    public String name() {
        return "transport of normal noise";
    }

    @Override
    public int dimension() {
        return dimension;
    }

    /** Without a density: parts of space, and points. */
    @Override
    public Support support() {
        return Support.MIXED;
    }

    @Override
    public NDArray sample(NDManager manager, int n, RandomGenerator random) {
        var field =
                new Field(
                        dimension,
                        Numbers.floats(codes, "codes"),
                        Numbers.floats(potential, "potential"));
        var values = new double[n * dimension];
        var x = new double[dimension];
        for (int row = 0; row < n; row++) {
            Arrays.setAll(x, k -> random.nextGaussian());
            draw(field, field.costs(x), values, row * dimension);
        }
        return Tensors.of(manager, values, n, dimension);
    }

    private void draw(Field field, double[] costs, double[] values, int at) {
        int[] order = Order.ascending(costs);
        int first = order[0];
        double total = 0;
        for (int r = 0; r < Math.min(dimension + 1, order.length); r++) {
            int j = order[r];
            if (field.distance(first, j) <= reach) {
                double share = Math.exp(-(costs[j] - costs[first]) / epsilon);
                total += share;
                for (int k = 0; k < dimension; k++) {
                    values[at + k] += share * field.codes[j * dimension + k];
                }
            }
        }
        for (int k = 0; k < dimension; k++) {
            values[at + k] /= total;
        }
    }

    @Override
    public NDArray logDensity(NDArray z) {
        throw Check.error("prior", name(), "one with a density, such as a mixture or a flow");
    }
}
