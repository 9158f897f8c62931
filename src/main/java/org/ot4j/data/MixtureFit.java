package org.ot4j.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.internal.Parallel;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Measure;

/** Expectation maximisation for mixtures of Gaussians, from the best of several clusterings. */
final class MixtureFit {
    private static final int STARTS = 4;
    private static final int MOST_PASSES = 500;
    private static final int MOST_CLUSTERINGS = 50;

    /** Of the mean log-likelihood, in nats. */
    private static final double TOLERANCE = 1e-7;

    /** What is added to each covariance, relative to the data's variance. */
    private static final double FLOOR = 1e-6;

    private static final int GRAIN = 256;

    private final double[][] points;
    private final double[] weights;
    private final int k;
    private final int d;
    private final double floor;

    private MixtureFit(Measure data, int k) {
        this.points = data.points();
        double mass = data.mass();
        this.weights = Arrays.stream(data.weights()).map(w -> w / mass).toArray();
        this.k = k;
        this.d = data.dimension();
        long present = Arrays.stream(weights).filter(w -> w > 0).count();
        Check.atLeast(k, 1, "k");
        Check.that(k <= present, "k", k, "at most " + present + ", the number of points");
        double variance = 0;
        for (int c = 0; c < d; c++) {
            variance += variance(c) / d;
        }
        Check.that(variance > 0, "variance of the data", variance, "points that differ");
        this.floor = FLOOR * variance;
    }

    static GaussianMixture of(Measure data, int k, long seed) {
        return new MixtureFit(data, k).fit(Seeds.random(seed));
    }

    private double variance(int c) {
        double mean = 0;
        for (int i = 0; i < points.length; i++) {
            mean += weights[i] * points[i][c];
        }
        double sum = 0;
        for (int i = 0; i < points.length; i++) {
            sum += weights[i] * (points[i][c] - mean) * (points[i][c] - mean);
        }
        return sum;
    }

    private GaussianMixture fit(Random random) {
        try (var progress = Progress.start("Gaussian mixture", MOST_PASSES)) {
            var shares = new double[points.length][k];
            int[] clusters = clusters(random);
            for (int i = 0; i < points.length; i++) {
                shares[i][clusters[i]] = 1;
            }
            GaussianMixture mixture = maximise(shares);
            double last = Double.NEGATIVE_INFINITY;
            for (int pass = 1; pass <= MOST_PASSES && !Progress.stopRequested(); pass++) {
                double likelihood = expect(mixture, shares);
                progress.update(pass, () -> "log-likelihood " + likelihood);
                if (likelihood - last <= TOLERANCE) {
                    break;
                }
                last = likelihood;
                mixture = maximise(shares);
            }
            return sorted(mixture);
        }
    }

    /** Writes the responsibilities and returns the mean log-likelihood. */
    private double expect(GaussianMixture mixture, double[][] shares) {
        var logs = new double[points.length];
        Parallel.ranges(
                points.length,
                GRAIN,
                (lo, hi) -> {
                    for (int i = lo; i < hi; i++) {
                        logs[i] = mixture.logDensity(points[i], shares[i]);
                    }
                });
        return Vectors.dot(weights, logs);
    }

    private GaussianMixture maximise(double[][] shares) {
        var modes = new GaussianMode[k];
        var masses = new double[k];
        Parallel.ranges(
                k,
                1,
                (lo, hi) -> {
                    for (int mode = lo; mode < hi; mode++) {
                        modes[mode] = mode(shares, mode, masses);
                    }
                });
        double total = Vectors.sum(masses);
        return new GaussianMixture(
                "Gaussian mixture",
                modes,
                Arrays.stream(masses).map(mass -> mass / total).toArray());
    }

    private GaussianMode mode(double[][] shares, int mode, double[] masses) {
        // A mode that has lost all its points keeps a trace, so that its logarithm is finite.
        double mass = Double.MIN_NORMAL;
        var mean = new double[d];
        for (int i = 0; i < points.length; i++) {
            double w = weights[i] * shares[i][mode];
            mass += w;
            for (int c = 0; c < d; c++) {
                mean[c] += w * points[i][c];
            }
        }
        masses[mode] = mass;
        for (int c = 0; c < d; c++) {
            mean[c] /= mass;
        }
        var covariance = new double[d][d];
        for (int i = 0; i < points.length; i++) {
            double w = weights[i] * shares[i][mode] / mass;
            if (w == 0) {
                continue;
            }
            for (int c = 0; c < d; c++) {
                double t = w * (points[i][c] - mean[c]);
                for (int e = 0; e <= c; e++) {
                    covariance[c][e] += t * (points[i][e] - mean[e]);
                }
            }
        }
        for (int c = 0; c < d; c++) {
            covariance[c][c] += floor;
            for (int e = 0; e < c; e++) {
                covariance[e][c] = covariance[c][e];
            }
        }
        return GaussianMode.of(mean, covariance, "covariance");
    }

    private GaussianMixture sorted(GaussianMixture mixture) {
        int[] order =
                IntStream.range(0, k)
                        .boxed()
                        .sorted(Comparator.comparingDouble(mode -> -mixture.weight(mode)))
                        .mapToInt(mode -> mode)
                        .toArray();
        return mixture.select(order);
    }

    /** The cluster of each point: the least sum of squared distances of several clusterings. */
    private int[] clusters(Random random) {
        int[] best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int start = 0; start < STARTS; start++) {
            double[][] centres = centres(random);
            var clusters = new int[points.length];
            double spread = assign(centres, clusters);
            for (int pass = 0; pass < MOST_CLUSTERINGS; pass++) {
                centres = means(clusters, centres);
                double next = assign(centres, clusters);
                if (next >= spread) {
                    break;
                }
                spread = next;
            }
            if (spread < least) {
                least = spread;
                best = clusters;
            }
        }
        return best;
    }

    private double assign(double[][] centres, int[] clusters) {
        var distances = new double[points.length];
        Parallel.ranges(
                points.length,
                GRAIN,
                (lo, hi) -> {
                    for (int i = lo; i < hi; i++) {
                        distances[i] = Double.POSITIVE_INFINITY;
                        for (int c = 0; c < k; c++) {
                            double distance = Vectors.squaredDistance(points[i], centres[c]);
                            if (distance < distances[i]) {
                                distances[i] = distance;
                                clusters[i] = c;
                            }
                        }
                    }
                });
        return Vectors.dot(weights, distances);
    }

    private double[][] means(int[] clusters, double[][] centres) {
        var means = new double[k][d];
        var masses = new double[k];
        for (int i = 0; i < points.length; i++) {
            masses[clusters[i]] += weights[i];
            for (int c = 0; c < d; c++) {
                means[clusters[i]][c] += weights[i] * points[i][c];
            }
        }
        for (int c = 0; c < k; c++) {
            if (masses[c] == 0) {
                means[c] = centres[c];
            } else {
                for (int e = 0; e < d; e++) {
                    means[c][e] /= masses[c];
                }
            }
        }
        return means;
    }

    /**
     * Each next centre: of a few points drawn by their squared distance, the one that helps most.
     */
    private double[][] centres(Random random) {
        int candidates = 2 + (int) Math.log(k);
        var centres = new double[k][];
        double[] nearest = weights.clone();
        centres[0] = points[draw(nearest, random)];
        Arrays.setAll(nearest, i -> Vectors.squaredDistance(points[i], centres[0]));
        for (int c = 1; c < k; c++) {
            double least = Double.POSITIVE_INFINITY;
            double[] best = null;
            double[] current = nearest;
            var odds = new double[points.length];
            Arrays.setAll(odds, i -> weights[i] * current[i]);
            for (int t = 0; t < candidates; t++) {
                double[] candidate = points[draw(odds, random)];
                var left = new double[points.length];
                Arrays.setAll(
                        left,
                        i -> Math.min(current[i], Vectors.squaredDistance(points[i], candidate)));
                double spread = Vectors.dot(weights, left);
                if (spread < least) {
                    least = spread;
                    best = left;
                    centres[c] = candidate;
                }
            }
            nearest = best;
        }
        return centres;
    }

    private static int draw(double[] odds, Random random) {
        double at = random.nextDouble() * Vectors.sum(odds);
        int last = 0;
        for (int i = 0; i < odds.length; i++) {
            if (odds[i] > 0) {
                last = i;
                at -= odds[i];
                if (at < 0) {
                    return i;
                }
            }
        }
        return last;
    }
}
