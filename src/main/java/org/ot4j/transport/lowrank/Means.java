package org.ot4j.transport.lowrank;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ot4j.internal.Vectors;

/**
 * Lloyd's k-means from centres that are drawn far from each other (Arthur and Vassilvitskii 2007),
 * of a sample if there are very many points.
 *
 * @param centres [r, d]
 * @param masses of the points that are nearest to each, above 0, with sum 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Means(double[][] centres, double[] masses) {
    private static final int ITERATIONS = 20;
    private static final int POINTS_PER_CENTRE = 100;

    /** A centre of few points gets this part of the mean mass at least. */
    private static final double LEAST = 0.01;

    static Means of(double[] points, int d, double[] weights, int rank, long seed) {
        var random = new SplittableRandom(seed);
        int[] chosen = sample(weights, rank, random);
        var x = new double[chosen.length][];
        var w = new double[chosen.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = Arrays.copyOfRange(points, chosen[i] * d, (chosen[i] + 1) * d);
            w[i] = chosen.length < weights.length ? 1 : weights[chosen[i]];
        }
        double[][] centres = far(x, w, rank, random);
        var nearest = new int[x.length];
        for (int it = 0; it < ITERATIONS && assign(x, centres, nearest); it++) {
            var sums = new double[rank][d];
            var masses = new double[rank];
            for (int i = 0; i < x.length; i++) {
                masses[nearest[i]] += w[i];
                for (int c = 0; c < d; c++) {
                    sums[nearest[i]][c] += w[i] * x[i][c];
                }
            }
            for (int k = 0; k < rank; k++) {
                for (int c = 0; c < d && masses[k] > 0; c++) {
                    centres[k][c] = sums[k][c] / masses[k];
                }
            }
        }
        var masses = new double[rank];
        for (int i = 0; i < x.length; i++) {
            masses[nearest[i]] += w[i];
        }
        double mean = Arrays.stream(masses).sum() / rank;
        for (int k = 0; k < rank; k++) {
            masses[k] = Math.max(masses[k], LEAST * mean);
        }
        double sum = Arrays.stream(masses).sum();
        return new Means(centres, Arrays.stream(masses).map(t -> t / sum).toArray());
    }

    /** All points, or many drawn by their weights. */
    private static int[] sample(double[] weights, int rank, SplittableRandom random) {
        long most = (long) POINTS_PER_CENTRE * rank;
        var chosen = new int[(int) Math.min(weights.length, most)];
        if (chosen.length == weights.length) {
            Arrays.setAll(chosen, i -> i);
            return chosen;
        }
        double[] sums = weights.clone();
        Arrays.parallelPrefix(sums, Double::sum);
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = draw(sums, random);
        }
        return chosen;
    }

    private static int draw(double[] sums, SplittableRandom random) {
        double t = random.nextDouble() * sums[sums.length - 1];
        int at = Arrays.binarySearch(sums, t);
        return Math.min(at < 0 ? -at - 1 : at + 1, sums.length - 1);
    }

    private static double[][] far(double[][] x, double[] w, int rank, SplittableRandom random) {
        var centres = new double[rank][];
        double[] odds = w.clone();
        var squares = new double[x.length];
        Arrays.fill(squares, Double.POSITIVE_INFINITY);
        for (int k = 0; k < rank; k++) {
            double[] sums = odds.clone();
            Arrays.parallelPrefix(sums, Double::sum);
            // Where all points are centres already, any point.
            int next = sums[sums.length - 1] > 0 ? draw(sums, random) : random.nextInt(x.length);
            centres[k] = x[next].clone();
            for (int i = 0; i < x.length; i++) {
                squares[i] = Math.min(squares[i], Vectors.squaredDistance(x[i], centres[k]));
                odds[i] = w[i] * squares[i];
            }
        }
        return centres;
    }

    /** Whether a point has another nearest centre than before. */
    private static boolean assign(double[][] x, double[][] centres, int[] nearest) {
        var moved = new boolean[x.length];
        IntStream.range(0, x.length)
                .parallel()
                .forEach(
                        i -> {
                            int best = nearest[i];
                            double least = Vectors.squaredDistance(x[i], centres[best]);
                            for (int k = 0; k < centres.length; k++) {
                                double t = Vectors.squaredDistance(x[i], centres[k]);
                                if (t < least) {
                                    least = t;
                                    best = k;
                                }
                            }
                            moved[i] = best != nearest[i];
                            nearest[i] = best;
                        });
        for (boolean m : moved) {
            if (m) {
                return true;
            }
        }
        return false;
    }
}
