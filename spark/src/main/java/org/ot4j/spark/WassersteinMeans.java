package org.ot4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.cost.Cost;

/**
 * k-means of measures: each belongs to the centre that is nearest in W₂, and each centre is moved
 * towards the barycenter of those that belong to it.
 *
 * <pre>{@code
 * var found = WassersteinMeans.of(3).seed(1).fit(spark, clouds);
 * found.centres().get(0);               // a Measure
 * found.assignment();                   // the centre of each cloud
 * }</pre>
 *
 * Centres have free points of equal weights. An iteration assigns all measures and moves each point
 * of a centre to the mean of its images under the exact plans to the measures of its cluster, one
 * step of the barycenter's fixed point (Cuturi and Doucet 2014; Álvarez-Esteban et al. 2016).
 * Neither raises the cost Σ W₂², whose minimum is local. The start is that of k-means++ (Arthur and
 * Vassilvitskii 2007), with W₂² for the squared distance.
 *
 * <p>All measures are sent to each executor and have to fit into its memory. Results are the same
 * to the last bit on any number of executors.
 */
public final class WassersteinMeans {
    private static final int MOST_TASKS = 256;
    private static final int LEAST_MEASURES = 8;
    private static final double SAME_MASS = 1e-6;

    private static final Distance DISTANCE = Distance.wasserstein(2);

    private final int k;
    private final long seed;
    private final int points;
    private final int maxIterations;
    private final List<Measure> start;

    private WassersteinMeans(int k, long seed, int points, int maxIterations, List<Measure> start) {
        this.k = k;
        this.seed = seed;
        this.points = points;
        this.maxIterations = maxIterations;
        this.start = start;
    }

    /**
     * With seed 0, as many points in a centre as the median measure has, and at most 100
     * iterations.
     *
     * @param k number of centres, at least 1
     */
    public static WassersteinMeans of(int k) {
        return new WassersteinMeans(Check.atLeast(k, 1, "k"), 0, 0, 100, null);
    }

    /** Decides which measures the centres begin at. */
    public WassersteinMeans seed(long value) {
        return new WassersteinMeans(k, value, points, maxIterations, start);
    }

    /** Number of points of a centre, at least 1. */
    public WassersteinMeans points(int count) {
        return new WassersteinMeans(
                k, seed, Check.atLeast(count, 1, "points"), maxIterations, start);
    }

    /** Maximum number of iterations; after that, not converged. */
    public WassersteinMeans maxIterations(int count) {
        return new WassersteinMeans(
                k, seed, points, Check.atLeast(count, 1, "maxIterations"), start);
    }

    /**
     * Begins at these centres, whose weights are kept; {@link #seed} and {@link #points} then have
     * no meaning.
     *
     * @param centres k measures of mass 1
     */
    public WassersteinMeans start(List<Measure> centres) {
        Check.that(
                Check.notNull(centres, "centres").size() == k,
                "centres.size",
                centres.size(),
                "" + k);
        for (Measure centre : centres) {
            Check.notNull(centre, "centre");
            mass(centre, "centre");
        }
        return new WassersteinMeans(k, seed, points, maxIterations, List.copyOf(centres));
    }

    /**
     * Finds the clusters of measures, whose ids are their places in the list.
     *
     * @param measures at least two and at least k, of equal dimension and of mass 1
     * @throws IllegalArgumentException if they are not, or if fewer than k of them differ
     * @throws java.util.concurrent.CancellationException if the user stops it
     */
    public WassersteinClusters fit(SparkSession spark, List<Measure> measures) {
        SharedMeasures all = SharedMeasures.of(measures);
        return Spark.stoppable(() -> fit(spark, all));
    }

    /**
     * Finds the clusters of the measures of a data frame.
     *
     * @param measures with the columns id, points and, if they differ, weights, as {@link
     *     Distances#of(Dataset, Distance)} takes them, of mass 1
     * @throws IllegalArgumentException if they are not, or if fewer than k of them differ
     * @throws java.util.concurrent.CancellationException if the user stops it
     */
    public WassersteinClusters fit(SparkSession spark, Dataset<Row> measures) {
        SharedMeasures all = SharedMeasures.of(measures);
        return Spark.stoppable(() -> fit(spark, all));
    }

    private WassersteinClusters fit(SparkSession spark, SharedMeasures all) {
        Check.notNull(spark, "spark");
        Check.that(k <= all.size(), "k", k, "at most " + all.size() + ", the number of measures");
        for (int i = 0; i < all.size(); i++) {
            mass(all.get(i), "measure with id " + all.id(i));
        }
        if (start != null) {
            for (Measure centre : start) {
                Check.that(
                        centre.dimension() == all.get(0).dimension(),
                        "dimension of a centre",
                        centre.dimension(),
                        all.get(0).dimension() + ", as the measures have");
            }
        }
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Probe.executors(spark, all.get(0), null);
        var sent = context.broadcast(all);
        try (var progress = Progress.start("k-means", 0)) {
            List<Measure> begin = start == null ? begin(context, all, sent) : start;
            return iterate(context, all, sent, begin, progress);
        } finally {
            Spark.clearUp(sent::destroy);
        }
    }

    private static void mass(Measure measure, String name) {
        Check.that(
                Math.abs(measure.mass() - 1) <= SAME_MASS,
                "mass of " + name,
                measure.mass(),
                "1: see Measure.normalized()");
    }

    private WassersteinClusters iterate(
            JavaSparkContext context,
            SharedMeasures all,
            Broadcast<SharedMeasures> sent,
            List<Measure> begin,
            Progress progress) {
        List<Measure> centres = begin;
        var costs = new ArrayList<Double>();
        int[] assignment = {};
        boolean converged = false;
        while (true) {
            List<Part> parts =
                    parts(context, sent, centres, "k-means, iteration " + (costs.size() + 1), true);
            int[] next = parts.stream().flatMapToInt(p -> IntStream.of(p.nearest)).toArray();
            double cost = 0;
            for (Part part : parts) {
                for (double c : part.costs) {
                    cost += c;
                }
            }
            costs.add(cost);
            progress.update(costs.size(), "cost %.4g".formatted(cost));
            converged = Arrays.equals(next, assignment);
            assignment = next;
            if (converged || costs.size() == maxIterations) {
                return new WassersteinClusters(
                        all,
                        centres,
                        assignment,
                        costs.stream().mapToDouble(c -> c).toArray(),
                        converged);
            }
            centres = moved(centres, parts);
        }
    }

    /** The means of the images; a centre to which none belongs stays. */
    private static List<Measure> moved(List<Measure> centres, List<Part> parts) {
        var moved = new ArrayList<Measure>();
        for (int c = 0; c < centres.size(); c++) {
            Measure centre = centres.get(c);
            var sum = new double[centre.size()][centre.dimension()];
            int count = 0;
            for (Part part : parts) {
                if (part.counts[c] > 0) {
                    count += part.counts[c];
                    add(sum, part.images[c]);
                }
            }
            if (count == 0) {
                moved.add(centre);
                continue;
            }
            double[] weights = centre.weights();
            for (int i = 0; i < sum.length; i++) {
                for (int j = 0; j < sum[i].length; j++) {
                    // A point without mass is sent nowhere.
                    sum[i][j] = weights[i] > 0 ? sum[i][j] / count : centre.point(i)[j];
                }
            }
            moved.add(Measure.of(sum, weights));
        }
        return moved;
    }

    private static void add(double[][] sum, double[][] more) {
        for (int i = 0; i < sum.length; i++) {
            for (int j = 0; j < sum[i].length; j++) {
                sum[i][j] += more[i][j];
            }
        }
    }

    /** k-means++: each next centre is drawn in proportion to W₂² from the nearest so far. */
    private List<Measure> begin(
            JavaSparkContext context, SharedMeasures all, Broadcast<SharedMeasures> sent) {
        int m = points > 0 ? points : median(all.size(), i -> all.get(i).size());
        var random = new SplittableRandom(seed);
        var centres = new ArrayList<Measure>();
        var nearest = new double[all.size()];
        Arrays.fill(nearest, 1);
        var taken = new boolean[all.size()];
        while (true) {
            int next = draw(nearest, taken, random.nextDouble());
            Check.that(next >= 0, "k", k, "at most the " + centres.size() + " that differ");
            taken[next] = true;
            centres.add(equalWeights(all.get(next), m));
            if (centres.size() == k) {
                return centres;
            }
            String what = "k-means, start " + centres.size() + " of " + (k - 1);
            Measure last = centres.get(centres.size() - 1);
            int at = 0;
            for (Part part : parts(context, sent, List.of(last), what, false)) {
                for (double cost : part.costs) {
                    nearest[at] = centres.size() == 1 ? cost : Math.min(nearest[at], cost);
                    at++;
                }
            }
        }
    }

    /** A place in proportion to numbers, none that is taken; -1 if all the rest are 0. */
    private static int draw(double[] numbers, boolean[] taken, double at) {
        double sum = 0;
        for (int i = 0; i < numbers.length; i++) {
            sum += taken[i] ? 0 : numbers[i];
        }
        double left = at * sum;
        int last = -1;
        for (int i = 0; i < numbers.length; i++) {
            if (!taken[i] && numbers[i] > 0) {
                last = i;
                left -= numbers[i];
                if (left < 0) {
                    break;
                }
            }
        }
        return last;
    }

    private static int median(int count, IntFunction<Integer> sizes) {
        int[] sorted = IntStream.range(0, count).map(sizes::apply).sorted().toArray();
        return sorted[count / 2];
    }

    /** Points of equal weights at the middles of equal shares of the mass, in the given order. */
    static Measure equalWeights(Measure measure, int m) {
        double[] weights = measure.weights();
        var points = new double[m][];
        int at = 0;
        double end = weights[0];
        for (int j = 0; j < m; j++) {
            double share = (j + 0.5) / m * measure.mass();
            while (end < share && at < weights.length - 1) {
                end += weights[++at];
            }
            points[j] = measure.point(at);
        }
        return Measure.of(points, "points");
    }

    /** Measures that follow each other, from the first to before the last. */
    private record Range(int from, int to) implements Serializable {}

    /** Nearest centres of a range, the costs to them, and the sums of images in each cluster. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Part(int[] nearest, double[] costs, int[] counts, double[][][] images)
            implements Serializable {}

    private static List<Part> parts(
            JavaSparkContext context,
            Broadcast<SharedMeasures> sent,
            List<Measure> centres,
            String what,
            boolean images) {
        int n = sent.value().size();
        int each = Math.max(LEAST_MEASURES, (n + MOST_TASKS - 1) / MOST_TASKS);
        var ranges = new ArrayList<Range>();
        for (int from = 0; from < n; from += each) {
            ranges.add(new Range(from, Math.min(n, from + each)));
        }
        Measure[] plain = centres.toArray(Measure[]::new);
        var broadcast = context.broadcast(plain);
        try {
            return InOrder.collect(
                    what,
                    context.parallelize(ranges, ranges.size())
                            .map(
                                    range ->
                                            Cores.within(
                                                    () ->
                                                            part(
                                                                    sent.value(),
                                                                    broadcast.value(),
                                                                    range,
                                                                    images))));
        } finally {
            Spark.clearUp(broadcast::destroy);
        }
    }

    private static Part part(
            SharedMeasures all, Measure[] centres, Range range, boolean withImages) {
        int n = range.to - range.from;
        var nearest = new int[n];
        var costs = new double[n];
        var counts = new int[centres.length];
        var images = new double[centres.length][][];
        Sketch[] sketches = Arrays.stream(centres).map(Sketch::new).toArray(Sketch[]::new);
        for (int i = 0; i < n; i++) {
            Measure measure = all.get(range.from + i);
            Sketch own = all.sketch(range.from + i);
            TransportResult best = null;
            for (int c = 0; c < centres.length; c++) {
                if (best != null && tooFar(sketches[c], own, best.cost())) {
                    continue;
                }
                TransportResult result =
                        Transport.exact(centres[c], measure, Cost.squaredEuclidean());
                if (best == null || result.cost() < best.cost()) {
                    best = result;
                    nearest[i] = c;
                }
            }
            costs[i] = best.cost();
            if (withImages) {
                double[][] image = best.plan().barycentricMap(measure);
                int c = nearest[i];
                if (counts[c]++ == 0) {
                    images[c] = image;
                } else {
                    add(images[c], image);
                }
            }
        }
        return new Part(nearest, costs, counts, images);
    }

    private static boolean tooFar(Sketch a, Sketch b, double cost) {
        return DISTANCE.isBeyond(Math.sqrt(cost), a, b);
    }
}
