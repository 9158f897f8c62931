package org.ot4j.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ot4j.internal.Check;
import org.ot4j.internal.Parallel;
import org.ot4j.transport.cost.Cost;

/** The accuracy of a vote of the k nearest neighbours. */
record NeighboursStatistic(int k) implements TwoSampleTest.Statistic {
    @Override
    public String name() {
        return "accuracy of " + k + " nearest neighbours";
    }

    @Override
    public TwoSampleTest.Labelling prepare(double[][] x, double[][] y, SplittableRandom random) {
        var parts = HeldOut.of(x, y, random);
        int known = parts.x().length + parts.y().length;
        Check.that(k <= known, "k", k, "at most " + known + ", half of the points");
        var saysFirst = new boolean[parts.judged().length];
        Parallel.ranges(
                saysFirst.length,
                8,
                (from, to) -> {
                    for (int i = from; i < to; i++) {
                        saysFirst[i] = vote(parts, parts.judged()[i]);
                    }
                });
        return parts.accuracy(saysFirst);
    }

    /** Whether the first sample's share of the neighbours exceeds its share of all points. */
    private boolean vote(HeldOut parts, double[] point) {
        int n = parts.x().length;
        int known = n + parts.y().length;
        var squared = new double[known];
        for (int j = 0; j < known; j++) {
            double[] other = j < n ? parts.x()[j] : parts.y()[j - n];
            squared[j] = Cost.squaredEuclidean().of(point, other);
        }
        double[] sorted = squared.clone();
        Arrays.sort(sorted);
        double furthest = sorted[k - 1];
        int first = 0;
        int left = k;
        for (int j = 0; j < known; j++) {
            if (squared[j] < furthest) {
                first += j < n ? 1 : 0;
                left--;
            }
        }
        // Of several at the furthest distance, the first ones.
        for (int j = 0; j < known && left > 0; j++) {
            if (squared[j] == furthest) {
                first += j < n ? 1 : 0;
                left--;
            }
        }
        return first * (double) known > (double) k * n;
    }
}
