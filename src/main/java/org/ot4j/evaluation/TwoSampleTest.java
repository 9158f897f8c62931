package org.ot4j.evaluation;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.ot4j.base.Progress;
import org.ot4j.base.Rows;
import org.ot4j.divergence.Kernel;
import org.ot4j.internal.Check;
import org.ot4j.internal.Parallel;
import org.ot4j.network.NetworkSpec;

/**
 * Asks whether two samples can come from one distribution. The p-value is the share of random
 * relabellings of the points, the given labels among them, whose statistic is at least as large: a
 * permutation test, whose probability of a false alarm at level α is at most α for any number of
 * points (Phipson and Smyth 2010). It assumes independent points.
 *
 * <pre>{@code
 * var same = TwoSampleTest.mmd().between(Synthetic.normal(200, 2, 1), Synthetic.normal(200, 2, 2), 42);
 * same.pValue();                 // anything in (0, 1]
 * TwoSampleTest.energy().permutations(9_999).between(Synthetic.normal(50, 1, 1), new double[50][1], 42);
 * }</pre>
 *
 * <p>Memory is 4 N² bytes for {@link #mmd} and {@link #energy} of N points in all.
 */
public final class TwoSampleTest {
    private static final int BLOCK = 64;

    private final Statistic statistic;
    private final int permutations;

    private TwoSampleTest(Statistic statistic, int permutations) {
        this.statistic = statistic;
        this.permutations = permutations;
    }

    /** How large a statistic is for some labels of the points. */
    interface Labelling {
        /** The statistic where {@code first} are the points labelled as the first sample. */
        double at(int[] first);

        /** Points that may change their label. */
        int size();

        /** How many of them have the first label; those come first. */
        int first();

        /** How large the numbers are that the statistic is a difference of. */
        double scale();
    }

    /** What a test looks at. */
    interface Statistic {
        String name();

        /** Does once what does not depend on the labels that are permuted. */
        Labelling prepare(double[][] x, double[][] y, SplittableRandom random);
    }

    /**
     * The unbiased squared MMD (Gretton et al. 2012).
     *
     * @param kernel chosen without a look at the labels
     */
    public static TwoSampleTest mmd(Kernel kernel) {
        return of(new KernelStatistic(Check.notNull(kernel, "kernel"), true));
    }

    /**
     * The unbiased squared MMD under a Gaussian kernel whose bandwidth is the median distance of
     * all points (Gretton et al. 2012).
     */
    public static TwoSampleTest mmd() {
        return of(new KernelStatistic(null, true));
    }

    /** The energy distance 2 E‖X - Y‖ - E‖X - X'‖ - E‖Y - Y'‖ (Székely and Rizzo 2013). */
    public static TwoSampleTest energy() {
        return of(new KernelStatistic(Kernel.energy(), false));
    }

    /**
     * The accuracy of a classifier that tells the samples apart, trained on half of each and judged
     * on the rest (Lopez-Paz and Oquab 2017): the mean of its accuracies on the two samples, ½
     * where they cannot be told apart.
     *
     * @param layers hidden layers of the network from a point to its logit
     */
    public static TwoSampleTest classifier(NetworkSpec layers) {
        return of(new ClassifierStatistic(Check.notNull(layers, "layers")));
    }

    /**
     * The accuracy of the vote of the k nearest neighbours, which come from half of each sample, on
     * the rest (Lopez-Paz and Oquab 2017).
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
     * The same test with another number of permutations; 999 unless set. The p-value is at least 1
     * / (permutations + 1).
     */
    public TwoSampleTest permutations(int count) {
        return new TwoSampleTest(statistic, Check.atLeast(count, 1, "permutations"));
    }

    /**
     * What a test found.
     *
     * @param statistic what was compared
     * @param value of the statistic for the samples as they are
     * @param pValue share of labellings that are at least as extreme, in (0, 1]
     * @param permutations how many labellings were drawn
     * @param n points of the first sample
     * @param m points of the second sample
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
     * @throws IllegalArgumentException for what has no points, points of different weight, and
     *     where dimensions differ
     */
    public Result between(Object x, Object y, long seed) {
        return between(Rows.checked(x, "x"), Rows.checked(y, "y"), seed);
    }

    /**
     * Tests two samples.
     *
     * @param x [n, d], at least 2 points, of a classifier 4
     * @param y [m, d], likewise
     * @param seed decides the permutations and, of a classifier, its training
     * @throws IllegalArgumentException if there are too few points, or too many for the memory
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
                        1,
                        (a, b) -> {
                            for (int k = a; k < b; k++) {
                                drawn[start + k] = labelling.at(some(labelling, seeds[k]));
                            }
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
