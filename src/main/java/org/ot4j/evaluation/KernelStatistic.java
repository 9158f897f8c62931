package org.ot4j.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import org.ot4j.divergence.Kernel;
import org.ot4j.divergence.Mmd;
import org.ot4j.internal.Check;
import org.ot4j.internal.Parallel;
import org.ot4j.transport.cost.Cost;

/**
 * Squared MMD of the pooled points under any labels, from one kernel matrix.
 *
 * @param name name of the statistic
 * @param choice the form of MMD, given the squared distances of all pairs of points
 */
record KernelStatistic(String name, BiFunction<double[][], SplittableRandom, Mmd> choice)
        implements TwoSampleTest.Statistic {
    /** With more pairs than this, the median is taken over this many random ones. */
    private static final int MOST_PAIRS = 2_000_000;

    @Override
    public TwoSampleTest.Labelling prepare(double[][] x, double[][] y, SplittableRandom random) {
        Check.atLeast(x.length, 2, "x.length");
        Check.atLeast(y.length, 2, "y.length");
        var points = new double[x.length + y.length][];
        System.arraycopy(x, 0, points, 0, x.length);
        System.arraycopy(y, 0, points, x.length, y.length);
        double most = Math.sqrt(Runtime.getRuntime().maxMemory() / 2.0 / 4);
        Check.that(
                points.length <= most,
                "points in x and y",
                points.length,
                "at most " + (long) most + ", whose pairs fill half of the memory; take a part");
        var values = new double[points.length][];
        each(points.length, i -> values[i] = squaredDistances(points, i));
        Mmd mmd = choice.apply(values, random);
        each(points.length, i -> apply(mmd.kernel(), values[i]));
        return new Pairs(values, x.length, mmd);
    }

    private static void each(int n, IntConsumer body) {
        Parallel.ranges(
                n,
                8,
                (from, to) -> {
                    for (int i = from; i < to; i++) {
                        body.accept(i);
                    }
                });
    }

    /** Squared distances from point i to all points before it. */
    private static double[] squaredDistances(double[][] points, int i) {
        var row = new double[i];
        for (int j = 0; j < i; j++) {
            row[j] = Cost.squaredEuclidean().of(points[i], points[j]);
        }
        return row;
    }

    private static void apply(Kernel kernel, double[] row) {
        for (int j = 0; j < row.length; j++) {
            row[j] = kernel.of(row[j]);
        }
    }

    /**
     * A Gaussian kernel with the median distance as bandwidth. Pairs are chosen without regard to
     * labels, so the test stays exact.
     */
    static Kernel gaussian(double[][] squared, SplittableRandom random) {
        int n = squared.length;
        long pairs = (long) n * (n - 1) / 2;
        var some = new double[(int) Math.min(pairs, MOST_PAIRS)];
        int filled = 0;
        if (pairs <= MOST_PAIRS) {
            for (double[] row : squared) {
                System.arraycopy(row, 0, some, filled, row.length);
                filled += row.length;
            }
        } else {
            while (filled < some.length) {
                int i = random.nextInt(n);
                int j = random.nextInt(n);
                if (i != j) {
                    some[filled++] = squared[Math.max(i, j)][Math.min(i, j)];
                }
            }
        }
        Arrays.sort(some);
        double median = Math.sqrt(some[some.length / 2]);
        return Kernel.rbf(median > 0 ? median : 1);
    }

    /** Sums over pairs of points with a label. */
    private static final class Pairs implements TwoSampleTest.Labelling {
        private final double[][] values;
        private final int n;
        private final Mmd mmd;
        private final double[] rowSums;
        private final double total;

        Pairs(double[][] values, int n, Mmd mmd) {
            this.values = values;
            this.n = n;
            this.mmd = mmd;
            rowSums = new double[values.length];
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                for (int j = 0; j < i; j++) {
                    rowSums[i] += values[i][j];
                    rowSums[j] += values[i][j];
                    sum += values[i][j];
                }
            }
            total = sum;
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public int first() {
            return n;
        }

        @Override
        public double scale() {
            return Math.abs(total) / values.length / values.length;
        }

        @Override
        public double at(int[] first) {
            return at(new int[][] {first})[0];
        }

        /** Row by row for all labellings, since the rows together are too large for a cache. */
        @Override
        public double[] at(int[][] firsts) {
            var within = new double[firsts.length];
            var rows = new double[firsts.length];
            var next = new int[firsts.length];
            for (int i = 0; i < values.length; i++) {
                for (int k = 0; k < firsts.length; k++) {
                    int p = next[k];
                    if (p < n && firsts[k][p] == i) {
                        within[k] += sum(values[i], firsts[k], p);
                        rows[k] += rowSums[i];
                        next[k]++;
                    }
                }
            }
            var statistics = new double[firsts.length];
            for (int k = 0; k < firsts.length; k++) {
                double cross = rows[k] - 2 * within[k];
                double rest = total - within[k] - cross;
                statistics[k] = mmd.ofSums(2 * within[k], n, 2 * rest, values.length - n, cross);
            }
            return statistics;
        }

        /** Four sums side by side: in one, each addition would wait for that before. */
        private static double sum(double[] row, int[] chosen, int count) {
            double a = 0;
            double b = 0;
            double c = 0;
            double d = 0;
            int q = 0;
            for (; q + 3 < count; q += 4) {
                a += row[chosen[q]];
                b += row[chosen[q + 1]];
                c += row[chosen[q + 2]];
                d += row[chosen[q + 3]];
            }
            for (; q < count; q++) {
                a += row[chosen[q]];
            }
            return a + b + (c + d);
        }
    }
}
