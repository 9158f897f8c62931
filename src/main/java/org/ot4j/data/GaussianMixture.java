package org.ot4j.data;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Random;
import org.ot4j.internal.Check;
import org.ot4j.internal.Permutations;
import org.ot4j.tensor.LogSumExp;

/**
 * A mixture of isotropic Gaussians: a toy problem that shows whether a model finds all modes and
 * nothing between them.
 *
 * <pre>{@code
 * var x = GaussianMixture.grid(5, 0.05).sample(7_500, 42);   // Coupled VAE, section 5
 * }</pre>
 */
public final class GaussianMixture {
    private final String name;
    private final double[][] means;
    private final double[] stds;
    private final double[] weights;

    private GaussianMixture(String name, double[][] means, double[] stds, double[] weights) {
        this.name = name;
        this.means = means;
        this.stds = stds;
        this.weights = weights;
    }

    /**
     * {@code side}² modes of equal weight at distance 1 on a square grid around 0, in the plane.
     * {@code grid(5, 0.05)} is the mixture of 25 Gaussians of the Coupled VAE paper (section 5),
     * with means on {-2, -1, 0, 1, 2}².
     */
    public static GaussianMixture grid(int side, double std) {
        Check.atLeast(side, 1, "side");
        var means = new double[side * side][];
        for (int i = 0; i < means.length; i++) {
            means[i] = new double[] {i % side - (side - 1) / 2.0, i / side - (side - 1) / 2.0};
        }
        return of(means, std).named(means.length + " Gaussians");
    }

    /** {@code modes} modes of equal weight, evenly spaced on a circle around 0 in the plane. */
    public static GaussianMixture ring(int modes, double radius, double std) {
        Check.atLeast(modes, 1, "modes");
        Check.positive(radius, "radius");
        var means = new double[modes][];
        for (int i = 0; i < modes; i++) {
            double angle = 2 * Math.PI * i / modes;
            means[i] = new double[] {radius * Math.cos(angle), radius * Math.sin(angle)};
        }
        return of(means, std).named("ring of " + modes + " Gaussians");
    }

    /** Modes of equal weight on the line. */
    public static GaussianMixture line(double std, double... means) {
        double[][] rows =
                Arrays.stream(means).mapToObj(m -> new double[] {m}).toArray(double[][]::new);
        return of(rows, std).named(means.length + (means.length == 1 ? " Gaussian" : " Gaussians"));
    }

    /** Modes of equal weight and equal standard deviation at the rows of {@code means}. */
    public static GaussianMixture of(double[][] means, double std) {
        var stds = new double[means.length];
        Arrays.fill(stds, std);
        var weights = new double[means.length];
        Arrays.fill(weights, 1);
        return of(means, stds, weights);
    }

    /**
     * Any mixture.
     *
     * @param means one mode per row, [k, d]
     * @param stds standard deviation of each mode, in every direction
     * @param weights above 0; need not sum to 1
     */
    public static GaussianMixture of(double[][] means, double[] stds, double[] weights) {
        Check.atLeast(means.length, 1, "means.length");
        Check.that(stds.length == means.length, "stds.length", stds.length, "" + means.length);
        Check.that(
                weights.length == means.length,
                "weights.length",
                weights.length,
                "" + means.length);
        var rows = new double[means.length][];
        var shares = new double[means.length];
        double total = Arrays.stream(weights).sum();
        for (int k = 0; k < rows.length; k++) {
            Check.that(
                    means[k].length == means[0].length && means[k].length > 0,
                    "means[" + k + "].length",
                    means[k].length,
                    "as many coordinates as the first mode, at least 1");
            rows[k] = Check.finite(means[k], "means[" + k + "]").clone();
            Check.positive(stds[k], "stds[" + k + "]");
            shares[k] = Check.positive(weights[k], "weights[" + k + "]") / total;
        }
        return new GaussianMixture("Gaussian mixture", rows, stds.clone(), shares);
    }

    /** The same mixture under another name. */
    public GaussianMixture named(String newName) {
        return new GaussianMixture(newName, means, stds, weights);
    }

    /** Number of modes. */
    public int modes() {
        return means.length;
    }

    /** Number of coordinates. */
    public int dimension() {
        return means[0].length;
    }

    /** The centre of a mode. */
    public double[] mean(int mode) {
        return means[mode].clone();
    }

    /** The standard deviation of a mode. */
    public double std(int mode) {
        return stds[mode];
    }

    /** The weight of a mode; all sum to 1. */
    public double weight(int mode) {
        return weights[mode];
    }

    /** The mode whose centre is nearest to x, by Euclidean distance. */
    public int nearest(double... x) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < means.length; k++) {
            double d2 = squaredDistance(x, k);
            if (d2 < least) {
                least = d2;
                best = k;
            }
        }
        return best;
    }

    /** Squared Euclidean distance from x to the centre of a mode. */
    public double squaredDistance(double[] x, int mode) {
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            double diff = x[j] - means[mode][j];
            sum += diff * diff;
        }
        return sum;
    }

    /** Logarithm of the density at x, in nats. */
    public double logDensity(double... x) {
        Check.that(x.length == dimension(), "x.length", x.length, "" + dimension());
        var terms = new double[means.length];
        for (int k = 0; k < terms.length; k++) {
            double s = stds[k];
            terms[k] =
                    Math.log(weights[k])
                            - squaredDistance(x, k) / (2 * s * s)
                            - x.length * (Math.log(s) + 0.5 * Math.log(2 * Math.PI));
        }
        return LogSumExp.of(terms);
    }

    /**
     * Draws points, with the mode of each as its class, in random order; the seed determines them.
     *
     * <p>The modes are stratified: each gets n times its weight, rounded so that the counts sum to
     * n (largest remainder, lower mode first). With 7,500 points and 25 equal modes, every mode
     * gets 300, as in the Coupled VAE paper.
     */
    public DataSet sample(int n, long seed) {
        Check.atLeast(n, 1, "n");
        int d = dimension();
        Random random = Seeds.random(seed);
        int[] counts = counts(n);
        int[] order = Permutations.upward(n, random);
        var values = new float[Math.multiplyExact(n, d)];
        var labels = new int[n];
        int next = 0;
        for (int k = 0; k < counts.length; k++) {
            for (int i = 0; i < counts[k]; i++) {
                int row = order[next++];
                labels[row] = k;
                for (int j = 0; j < d; j++) {
                    values[row * d + j] = (float) (means[k][j] + stds[k] * random.nextGaussian());
                }
            }
        }
        return DataSet.owning(values, new Shape(d)).withLabels(labels).named(name);
    }

    private int[] counts(int n) {
        var counts = new int[weights.length];
        var rest = new double[weights.length];
        int left = n;
        for (int k = 0; k < counts.length; k++) {
            double share = weights[k] * n;
            // 300.0 may come out as 299.99999999999994
            counts[k] = (int) Math.floor(share + 1e-9);
            rest[k] = share - counts[k];
            left -= counts[k];
        }
        for (; left > 0; left--) {
            int best = 0;
            for (int k = 1; k < rest.length; k++) {
                if (rest[k] > rest[best] + 1e-9) {
                    best = k;
                }
            }
            counts[best]++;
            rest[best] = -1;
        }
        return counts;
    }

    @Override
    public String toString() {
        return name;
    }
}
