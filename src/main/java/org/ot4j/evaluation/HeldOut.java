package org.ot4j.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ot4j.internal.Check;
import org.ot4j.internal.Permutations;

/**
 * Two samples, each split at random into a half for training and the rest for testing.
 *
 * @param x training points of the first sample
 * @param y training points of the second sample
 * @param judged test points of the first sample, then of the second
 * @param first number of test points of the first sample
 */
record HeldOut(double[][] x, double[][] y, double[][] judged, int first) {
    static HeldOut of(double[][] x, double[][] y, SplittableRandom random) {
        Check.atLeast(x.length, 4, "x.length");
        Check.atLeast(y.length, 4, "y.length");
        double[][] a = shuffled(x, random);
        double[][] b = shuffled(y, random);
        int n = x.length / 2;
        int m = y.length / 2;
        var judged = new double[x.length - n + y.length - m][];
        System.arraycopy(a, n, judged, 0, x.length - n);
        System.arraycopy(b, m, judged, x.length - n, y.length - m);
        return new HeldOut(Arrays.copyOf(a, n), Arrays.copyOf(b, m), judged, x.length - n);
    }

    private static double[][] shuffled(double[][] rows, SplittableRandom random) {
        return Arrays.stream(Permutations.downward(rows.length, random))
                .mapToObj(i -> rows[i])
                .toArray(double[][]::new);
    }

    /** The mean of the two samples' accuracies, given the prediction for each test point. */
    TwoSampleTest.Labelling accuracy(boolean[] saysFirst) {
        int said = 0;
        for (boolean each : saysFirst) {
            said += each ? 1 : 0;
        }
        int all = said;
        return new TwoSampleTest.Labelling() {
            @Override
            public int size() {
                return judged.length;
            }

            @Override
            public int first() {
                return first;
            }

            @Override
            public double scale() {
                return 1;
            }

            @Override
            public double at(int[] labelled) {
                int right = 0;
                for (int i : labelled) {
                    right += saysFirst[i] ? 1 : 0;
                }
                int rest = judged.length - first;
                return 0.5 * right / first + 0.5 * (rest - (all - right)) / rest;
            }
        };
    }
}
