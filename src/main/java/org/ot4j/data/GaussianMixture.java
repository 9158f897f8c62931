package org.ot4j.data;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ot4j.internal.Check;
import org.ot4j.internal.Permutations;
import org.ot4j.tensor.LogSumExp;
import org.ot4j.transport.Measure;

/**
 * A mixture of Gaussians: isotropic ones, as a toy problem that shows whether a model finds all
 * modes and nothing between them, and any, as a model of data.
 *
 * <pre>{@code
 * var x = GaussianMixture.grid(5, 0.05).sample(7_500, 42);   // Coupled VAE, section 5
 * var fitted = GaussianMixture.fit(x, 25);
 * double apart = fitted.distance(GaussianMixture.grid(5, 0.05));
 * }</pre>
 */
public final class GaussianMixture {
    private final String name;
    private final GaussianMode[] modes;
    private final double[] weights;

    /** Takes the arrays as they are; weights sum to 1. */
    GaussianMixture(String name, GaussianMode[] modes, double[] weights) {
        this.name = name;
        this.modes = modes;
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
     * Any mixture of isotropic Gaussians.
     *
     * @param means one mode per row, [k, d]
     * @param stds standard deviation of each mode, in every direction
     * @param weights above 0; need not sum to 1
     */
    public static GaussianMixture of(double[][] means, double[] stds, double[] weights) {
        double[] shares = shares(means, weights);
        Check.that(stds.length == means.length, "stds.length", stds.length, "" + means.length);
        var modes = new GaussianMode[means.length];
        for (int k = 0; k < modes.length; k++) {
            modes[k] =
                    GaussianMode.round(
                            means[k].clone(), Check.positive(stds[k], "stds[" + k + "]"));
        }
        return new GaussianMixture("Gaussian mixture", modes, shares);
    }

    /**
     * Any mixture of Gaussians.
     *
     * @param means one mode per row, [k, d]
     * @param covariances of each mode, [k, d, d], symmetric and positive definite
     * @param weights above 0; need not sum to 1
     */
    public static GaussianMixture of(double[][] means, double[][][] covariances, double[] weights) {
        double[] shares = shares(means, weights);
        Check.that(
                covariances.length == means.length,
                "covariances.length",
                covariances.length,
                "" + means.length);
        var modes = new GaussianMode[means.length];
        for (int k = 0; k < modes.length; k++) {
            modes[k] = GaussianMode.of(means[k].clone(), covariances[k], "covariances[" + k + "]");
        }
        return new GaussianMixture("Gaussian mixture", modes, shares);
    }

    private static double[] shares(double[][] means, double[] weights) {
        Check.points(means, "means");
        Check.that(
                weights.length == means.length,
                "weights.length",
                weights.length,
                "" + means.length);
        var shares = new double[means.length];
        double total = Arrays.stream(weights).sum();
        for (int k = 0; k < shares.length; k++) {
            shares[k] = Check.positive(weights[k], "weights[" + k + "]") / total;
        }
        return shares;
    }

    /** The mixture of k Gaussians that explains points best, with the seed 0. */
    public static GaussianMixture fit(Object data, int k) {
        return fit(data, k, 0);
    }

    /**
     * The mixture of k Gaussians that explains points best: the maximum of the likelihood nearest
     * to a start, by expectation maximisation (Dempster, Laird and Rubin 1977). The start is the
     * best of several k-means clusterings, from centres drawn far from each other (k-means++,
     * Arthur and Vassilvitskii 2007). A millionth of the data's variance is added to each
     * covariance, so that no mode collapses on a point.
     *
     * @param data n points of any kind: rows {@code double[n][d]}, a data set, an NDArray, a table,
     *     or a {@link Measure} with its weights
     * @param k at most n
     * @param seed determines the start
     * @return k modes with full covariances, the heaviest first
     * @throws IllegalArgumentException if there are fewer than k points, or all are the same
     */
    public static GaussianMixture fit(Object data, int k, long seed) {
        return MixtureFit.of(Measure.checked(data, "data"), k, seed);
    }

    /** The same mixture under another name. */
    public GaussianMixture named(String newName) {
        return new GaussianMixture(newName, modes, weights);
    }

    /** Number of modes. */
    public int modes() {
        return modes.length;
    }

    /** Number of coordinates. */
    public int dimension() {
        return modes[0].mean.length;
    }

    /** The centre of a mode. */
    public double[] mean(int mode) {
        return modes[mode].mean.clone();
    }

    /**
     * The standard deviation of a mode; of one that is not the same in all directions, the root of
     * the mean variance.
     */
    public double std(int mode) {
        return modes[mode].std;
    }

    /** The covariance of a mode: [d, d]. */
    public double[][] covariance(int mode) {
        return modes[mode].covariance();
    }

    /** The weight of a mode; all sum to 1. */
    public double weight(int mode) {
        return weights[mode];
    }

    /** The weights of all modes, [k]; they sum to 1. */
    public double[] weights() {
        return weights.clone();
    }

    GaussianMode mode(int mode) {
        return modes[mode];
    }

    /** The mode whose centre is nearest to x, by Euclidean distance. */
    public int nearest(double... x) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < modes.length; k++) {
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
            double diff = x[j] - modes[mode].mean[j];
            sum += diff * diff;
        }
        return sum;
    }

    /** The distance of x from the centre of a mode in standard deviations (Mahalanobis). */
    public double standardDistance(double[] x, int mode) {
        Check.that(x.length == dimension(), "x.length", x.length, "" + dimension());
        return Math.sqrt(modes[mode].squaredStds(x));
    }

    /** Logarithm of the density at x, in nats. */
    public double logDensity(double... x) {
        return LogSumExp.of(logShares(x));
    }

    /** The probability that x comes from each mode, [k]. */
    public double[] responsibilities(double... x) {
        var shares = new double[modes.length];
        logDensity(x, shares);
        return shares;
    }

    /** The barycenter of mixtures with equal λ_k. */
    public static GaussianMixture barycenter(List<GaussianMixture> mixtures) {
        return barycenter(mixtures, MixtureBarycenter.equal(mixtures));
    }

    /**
     * The mixture of Gaussians with the least Σ λ_k MW₂² to given ones (Delon and Desolneux 2020,
     * section 5): exact for two, and for more the end of a descent, which may be a local minimum.
     *
     * @param mixtures of one dimension
     * @param lambda the weight of each, at least 0; they sum to 1
     */
    public static GaussianMixture barycenter(List<GaussianMixture> mixtures, double[] lambda) {
        return MixtureBarycenter.of(mixtures, lambda);
    }

    /** Writes the probability that x comes from each mode and returns the log-density at x. */
    double logDensity(double[] x, double[] responsibilities) {
        double[] terms = logShares(x);
        double sum = LogSumExp.of(terms);
        for (int k = 0; k < terms.length; k++) {
            responsibilities[k] = Math.exp(terms[k] - sum);
        }
        return sum;
    }

    /** The modes in another order. */
    GaussianMixture select(int[] order) {
        return new GaussianMixture(
                name,
                Arrays.stream(order).mapToObj(k -> modes[k]).toArray(GaussianMode[]::new),
                Arrays.stream(order).mapToDouble(k -> weights[k]).toArray());
    }

    private double[] logShares(double[] x) {
        Check.that(x.length == dimension(), "x.length", x.length, "" + dimension());
        var terms = new double[modes.length];
        for (int k = 0; k < terms.length; k++) {
            terms[k] = Math.log(weights[k]) + modes[k].logDensity(x);
        }
        return terms;
    }

    /**
     * The distance MW₂ of two mixtures: the least root mean squared distance under couplings that
     * are mixtures of Gaussians themselves, at least the Wasserstein distance W₂ and equal to it
     * between single Gaussians (Delon and Desolneux 2020, Proposition 4).
     *
     * @throws IllegalArgumentException if dimensions differ
     */
    public double distance(GaussianMixture other) {
        return transport(other).distance();
    }

    /**
     * Transport to another mixture by couplings that are mixtures of Gaussians.
     *
     * @throws IllegalArgumentException if dimensions differ
     */
    public MixtureTransport transport(GaussianMixture other) {
        return MixtureTransport.between(this, Check.notNull(other, "other"));
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
                modes[k].draw(random, values, row * d);
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
