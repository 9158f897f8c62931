package org.ot4j.evaluation;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.ot4j.base.Progress;
import org.ot4j.base.Rows;
import org.ot4j.divergence.Kernel;
import org.ot4j.divergence.Mmd;
import org.ot4j.internal.Check;
import org.ot4j.internal.Parallel;
import org.ot4j.network.NetworkSpec;

/**
 * Tests whether two samples could come from the same distribution. The p-value is the share of
 * random relabellings of the points, including the given labels, whose statistic is at least as
 * large. This is a permutation test: the probability of a false alarm at level α is at most α for
 * any number of points (Phipson and Smyth 2010). It assumes independent points.
 *
 * <pre>{@code
 * var same = TwoSampleTest.mmd().between(Synthetic.normal(200, 2, 1), Synthetic.normal(200, 2, 2), 42);
 * same.pValue();                 // anything in (0, 1]
 * TwoSampleTest.energy().permutations(9_999).between(Synthetic.normal(50, 1, 1), new double[50][1], 42);
 * }</pre>
 *
 * <p>{@link #mmd} and {@link #energy} take 4 N² bytes of memory for N points in total.
 */
public final class TwoSampleTest {
    private static final String MMD = "squared MMD";

    /** Labellings between two looks at whether the user stops, and at least in each thread. */
    private static final int BLOCK = 64;

    private static final int LEAST = 16;

    private final Statistic statistic;
    private final int permutations;

    private TwoSampleTest(Statistic statistic, int permutations) {
        this.statistic = statistic;
        this.permutations = permutations;
    }

    /** The statistic as a function of the points' labels. */
    interface Labelling {
        /** The statistic if the points {@code first}, in order, have the first sample's label. */
        double at(int[] first);

        /** The statistic for each of several such sets. */
        default double[] at(int[][] firsts) {
            return Arrays.stream(firsts).mapToDouble(this::at).toArray();
        }

        /** Number of points whose labels are permuted. */
        int size();

        /** Number of those with the first sample's label; they come first. */
        int first();

        /** Magnitude of the numbers whose difference is the statistic. */
        double scale();
    }

    /** The statistic that a test compares. */
    interface Statistic {
        String name();

        /** Does all work that does not depend on the permuted labels, once. */
        Labelling prepare(double[][] x, double[][] y, SplittableRandom random);
    }

    /**
     * The unbiased squared MMD (Gretton et al. 2012).
     *
     * @param kernel chosen without looking at the labels
     */
    public static TwoSampleTest mmd(Kernel kernel) {
        var mmd = Mmd.unbiased(Check.notNull(kernel, "kernel"));
        return of(new KernelStatistic(MMD, (squared, random) -> mmd));
    }

    /**
     * The unbiased squared MMD under a Gaussian kernel whose bandwidth is the median distance
     * between all points (Gretton et al. 2012).
     */
    public static TwoSampleTest mmd() {
        return of(
                new KernelStatistic(
                        MMD,
                        (squared, random) ->
                                Mmd.unbiased(KernelStatistic.gaussian(squared, random))));
    }

    /** The energy distance 2 E‖X - Y‖ - E‖X - X'‖ - E‖Y - Y'‖ (Székely and Rizzo 2013). */
    public static TwoSampleTest energy() {
        var energy = Mmd.biased(Kernel.energy());
        return of(new KernelStatistic("energy distance", (squared, random) -> energy));
    }

    /**
     * The accuracy of a classifier trained on half of each sample to tell them apart, and tested on
     * the rest (Lopez-Paz and Oquab 2017): the mean of its accuracies on the two samples, ½ if they
     * cannot be told apart.
     *
     * @param layers hidden layers of the network from a point to its logit
     */
    public static TwoSampleTest classifier(NetworkSpec layers) {
        return of(new ClassifierStatistic(Check.notNull(layers, "layers")));
    }

    /**
     * The accuracy of a vote of the k nearest neighbours, which come from half of each sample,
     * tested on the rest (Lopez-Paz and Oquab 2017).
     *
     * @param k at least 1
     */
    public static TwoSampleTest neighbours(int k) {
        return of(new NeighboursStatistic(Check.atLeast(k, 1, "k")));
    }

    private static TwoSampleTest of(Statistic statistic) {
        return new TwoSampleTest(statistic, 999);
    }

    /**
     * With another number of permutations; the default is 999. The p-value is at least 1 /
     * (permutations + 1).
     */
    public TwoSampleTest permutations(int count) {
        return new TwoSampleTest(statistic, Check.atLeast(count, 1, "permutations"));
    }

    /**
     * The result of a test.
     *
     * @param statistic name of the statistic
     * @param value the statistic of the samples as given
     * @param pValue share of labellings that are at least as extreme, in (0, 1]
     * @param permutations number of labellings drawn
     * @param n number of points in the first sample
     * @param m number of points in the second sample
     */
    public record Result(
            String statistic, double value, double pValue, int permutations, int n, int m) {
        /** Whether the samples differ significantly at a level such as 0.05. */
        public boolean rejects(double level) {
            Check.that(level > 0 && level < 1, "level", level, "a number in (0, 1)");
            return pValue <= level;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s = %.4g, p = %.4g (n = %d and %d, %d permutations)",
                    statistic,
                    value,
                    pValue,
                    n,
                    m,
                    permutations);
        }
    }

    /**
     * Tests two samples of any two kinds.
     *
     * @param x rows {@code double[n][d]}, an {@link NDArray} [n, ...], a data set, a measure of
     *     equal weights or a table
     * @param y of any of these kinds, of the same dimension
     * @throws IllegalArgumentException if an argument has no points or unequal weights, or if
     *     dimensions differ
     */
    public Result between(Object x, Object y, long seed) {
        return between(Rows.checked(x, "x"), Rows.checked(y, "y"), seed);
    }

    /**
     * Tests two samples.
     *
     * @param x [n, d], at least 2 points, or 4 for {@link #classifier} and {@link #neighbours}
     * @param y [m, d], likewise
     * @param seed decides the permutations and, for a classifier, its training
     * @throws IllegalArgumentException if there are too few points, or too many to fit in memory
     */
    public Result between(double[][] x, double[][] y, long seed) {
        Check.points(x, "x", y, "y");
        var random = new SplittableRandom(seed);
        Labelling labelling = statistic.prepare(x, y, random.split());
        var own = new int[labelling.first()];
        Arrays.setAll(own, i -> i);
        double observed = labelling.at(own);
        var drawn = new double[permutations];
        try (var progress = Progress.start("two-sample test", permutations)) {
            for (int from = 0; from < permutations; from += BLOCK) {
                if (Progress.stopRequested()) {
                    throw new CancellationException("the two-sample test was stopped");
                }
                int start = from;
                var seeds = new SplittableRandom[Math.min(BLOCK, permutations - from)];
                Arrays.setAll(seeds, k -> random.split());
                Parallel.ranges(
                        seeds.length,
                        LEAST,
                        (a, b) -> {
                            var some = new int[b - a][];
                            Arrays.setAll(some, k -> some(labelling, seeds[a + k]));
                            System.arraycopy(labelling.at(some), 0, drawn, start + a, b - a);
                        });
                progress.update(start + seeds.length);
            }
        }
        // Equal labellings may differ in their last digits.
        double least = observed - 1e-12 * labelling.scale();
        long extreme = Arrays.stream(drawn).filter(v -> v >= least).count();
        return new Result(
                statistic.name(),
                observed,
                (1.0 + extreme) / (1.0 + permutations),
                permutations,
                x.length,
                y.length);
    }

    /** A random set of as many points as have the first label, in order. */
    private static int[] some(Labelling labelling, SplittableRandom random) {
        int size = labelling.size();
        var chosen = new int[labelling.first()];
        int left = chosen.length;
        for (int i = 0; i < size && left > 0; i++) {
            if (random.nextInt(size - i) < left) {
                chosen[chosen.length - left--] = i;
            }
        }
        return chosen;
    }
}
