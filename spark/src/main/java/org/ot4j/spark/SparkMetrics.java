package org.ot4j.spark;

import ai.djl.ndarray.types.DataType;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.ot4j.base.Estimate;
import org.ot4j.base.PyTorch;
import org.ot4j.divergence.Kernel;
import org.ot4j.divergence.Mmd;
import org.ot4j.evaluation.Features;
import org.ot4j.evaluation.Fid;
import org.ot4j.evaluation.GaussianFit;
import org.ot4j.evaluation.Kid;
import org.ot4j.evaluation.Statistics;
import org.ot4j.internal.Check;
import org.ot4j.tensor.SquaredDistances;
import scala.Tuple2;

/**
 * FID, KID and MMD of samples that one machine does not hold, by features.
 *
 * <pre>{@code
 * var metrics = SparkMetrics.of(() -> Features.inception(Path.of("/mnt/inception.pt")));
 * var faces = Samples.pictures(spark, "hdfs://host/faces");
 * metrics.fid(spark, faces, Samples.pictures(spark, "hdfs://host/drawn"));
 * metrics.moments(spark, faces).save(Path.of("faces.npz"));
 * }</pre>
 *
 * Values are those of {@link Fid}, {@link Kid} and {@link Mmd} on one machine, but for rounding,
 * and the same to the last bit on any number of executors of one kind: each batch is that of one
 * machine, and parts are merged in the order of the samples.
 */
public final class SparkMetrics {
    private static final int MOST_PARTITIONS = 1024;

    private final ExtractorSource source;

    private SparkMetrics(ExtractorSource source) {
        this.source = source;
    }

    /** By the features of an extractor, which executors make for themselves. */
    public static SparkMetrics of(ExtractorSource source) {
        return new SparkMetrics(Check.notNull(source, "source"));
    }

    /** By the samples themselves, flattened. */
    public static SparkMetrics raw() {
        return of(Features::raw);
    }

    /**
     * Mean and covariance of features, as FID compares them. Executors need O(d²) memory for each
     * task; for {@link GaussianFit#frechetDistance} see {@link #fid}.
     *
     * @param samples at least 2
     * @throws IllegalArgumentException if there are fewer, or if their sizes or numbers of features
     *     differ
     * @throws java.io.UncheckedIOException if a picture cannot be read
     */
    public GaussianFit moments(SparkSession spark, Samples samples) {
        Check.notNull(samples, "samples");
        Check.atLeast(samples.size(), 2, "number of samples");
        return with(
                spark,
                extractors -> {
                    JavaPairRDD<Integer, FeatureMoments> parts =
                            samples.features(extractors)
                                    .mapPartitionsToPair(
                                            blocks ->
                                                    Cores.within(
                                                            () ->
                                                                    List.of(moments(blocks))
                                                                            .iterator()));
                    int batches = (samples.size() + Samples.BATCH - 1) / Samples.BATCH;
                    int each = (batches + samples.partitions() - 1) / samples.partitions();
                    return InOrder.merged(
                                    "moments of features",
                                    parts.mapToPair(
                                            p ->
                                                    new Tuple2<>(
                                                            p._1() / (each * Samples.BATCH),
                                                            p._2())),
                                    samples.partitions(),
                                    FeatureMoments::add)
                            .fit();
                });
    }

    /** The moments of a partition, and the place of its first sample. */
    private static Tuple2<Integer, FeatureMoments> moments(Iterator<FeatureBlock> blocks) {
        FeatureBlock first = blocks.next();
        FeatureMoments all = first.moments();
        while (blocks.hasNext()) {
            all.add(blocks.next().moments());
        }
        return new Tuple2<>(first.from(), all);
    }

    /**
     * The Fréchet distance of Gaussians fitted to features. It has no interval; that of {@link Fid}
     * is for samples that one machine holds.
     *
     * @throws IllegalArgumentException if either side does not have more samples than features, or
     *     if sizes differ within a side
     * @throws java.io.UncheckedIOException if a picture cannot be read
     */
    public Estimate fid(SparkSession spark, Samples a, Samples b) {
        Check.notNull(a, "a");
        Check.notNull(b, "b");
        return fid(spark, enough(moments(spark, a), "a"), b);
    }

    /**
     * The Fréchet distance from data of which the moments are known.
     *
     * @param reference moments of the same features
     * @throws IllegalArgumentException if the sample does not have more members than features
     * @throws java.io.UncheckedIOException if a picture cannot be read
     */
    public Estimate fid(SparkSession spark, GaussianFit reference, Samples samples) {
        Check.notNull(reference, "reference");
        GaussianFit own = enough(moments(spark, samples), "samples");
        Check.that(
                own.dimension() == reference.dimension(),
                "features",
                own.dimension(),
                reference.dimension() + ", as the moments have that they are compared with");
        return Estimate.exact(
                reference.frechetDistance(own),
                "FID on Spark, d = %d, n = %s and %d"
                        .formatted(
                                own.dimension(),
                                reference.n() == 0 ? "unknown" : reference.n(),
                                own.n()));
    }

    private static GaussianFit enough(GaussianFit fit, String name) {
        Check.that(
                fit.n() > fit.dimension(),
                "samples in " + name,
                fit.n(),
                "more than the " + fit.dimension() + " features, for a regular covariance");
        return fit;
    }

    /**
     * KID, with the blocks of {@link Kid#of}: 1,000 samples, in order.
     *
     * @throws IllegalArgumentException if there are fewer than 2 samples on a side, or if sizes
     *     differ within a side
     * @throws java.io.UncheckedIOException if a picture cannot be read
     */
    public Estimate kid(SparkSession spark, Samples a, Samples b) {
        Check.notNull(a, "a");
        Check.notNull(b, "b");
        int smaller = Math.min(a.size(), b.size());
        Check.atLeast(smaller, 2, "samples");
        int size = Kid.of(Features.raw()).blockSize(smaller);
        int count = smaller / size;
        return withBoth(
                spark,
                a,
                b,
                (x, y) -> {
                    JavaPairRDD<Integer, Placed> all =
                            x.rdd.flatMapToPair(block -> blocks(block, 0, size, count).iterator())
                                    .union(
                                            y.rdd.flatMapToPair(
                                                    block ->
                                                            blocks(block, 1, size, count)
                                                                    .iterator()));
                    JavaRDD<Tuple2<Integer, Double>> values =
                            all.groupByKey(Math.min(count, MOST_PARTITIONS))
                                    .map(
                                            group ->
                                                    new Tuple2<>(
                                                            group._1(),
                                                            Cores.within(() -> kid(group._2()))));
                    var sorted = new ArrayList<>(InOrder.collect("KID", values));
                    sorted.sort(Comparator.comparing(Tuple2::_1));
                    return Statistics.mean(
                            sorted.stream().mapToDouble(Tuple2::_2).toArray(),
                            "KID on Spark, disjoint blocks of " + size);
                });
    }

    /** The features of a sample, and where it belongs. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Placed(int side, int place, double[] row) implements Serializable {}

    private static List<Tuple2<Integer, Placed>> blocks(
            FeatureBlock block, int side, int size, int count) {
        var placed = new ArrayList<Tuple2<Integer, Placed>>();
        for (int i = 0; i < block.rows().length; i++) {
            int place = block.from() + i;
            if (place / size < count) {
                placed.add(new Tuple2<>(place / size, new Placed(side, place, block.rows()[i])));
            }
        }
        return placed;
    }

    private static double kid(Iterable<Placed> group) {
        var sorted = new ArrayList<Placed>();
        group.forEach(sorted::add);
        sorted.sort(Comparator.comparingInt(Placed::side).thenComparingInt(Placed::place));
        double[][] rows = sorted.stream().map(Placed::row).toArray(double[][]::new);
        int half = rows.length / 2;
        return Kid.ofBlock(
                Arrays.copyOfRange(rows, 0, half), Arrays.copyOfRange(rows, half, rows.length));
    }

    /**
     * Squared MMD of features. It compares all pairs, O((n + m)²): blocks of pairs are tasks.
     *
     * @throws IllegalArgumentException if there are too few samples for the form of MMD, or if
     *     sizes differ within a side
     * @throws java.io.UncheckedIOException if a picture cannot be read
     */
    public double mmd(SparkSession spark, Mmd mmd, Samples a, Samples b) {
        Check.notNull(mmd, "mmd");
        Check.notNull(a, "a");
        Check.notNull(b, "b");
        int least = mmd.unbiased() ? 2 : 1;
        Check.atLeast(a.size(), least, "number of samples in a");
        Check.atLeast(b.size(), least, "number of samples in b");
        Kernel kernel = mmd.kernel();
        Spark.requireSerializable(kernel, "kernel");
        return withBoth(
                spark,
                a,
                b,
                (x, y) -> {
                    // As one machine does it: the middle of both keeps squares small.
                    var centre = new double[x.sum.length];
                    for (int k = 0; k < centre.length; k++) {
                        centre[k] = (x.sum[k] + y.sum[k]) / (a.size() + b.size());
                    }
                    double xx = pairs("MMD, first sample", kernel, x.rdd, x.rdd, true, centre);
                    double yy = pairs("MMD, second sample", kernel, y.rdd, y.rdd, true, centre);
                    double xy = pairs("MMD, both samples", kernel, x.rdd, y.rdd, false, centre);
                    return mmd.ofSums(xx, a.size(), yy, b.size(), xy);
                });
    }

    /** The kernel's sum over pairs, without those of a sample with itself. */
    private static double pairs(
            String what,
            Kernel kernel,
            JavaRDD<FeatureBlock> x,
            JavaRDD<FeatureBlock> y,
            boolean self,
            double[] centre) {
        JavaRDD<double[]> sums =
                x.cartesian(y)
                        .filter(p -> !self || p._1().from() <= p._2().from())
                        .map(
                                p ->
                                        new double[] {
                                            p._1().from(),
                                            p._2().from(),
                                            Cores.within(
                                                    () -> sum(kernel, p._1(), p._2(), self, centre))
                                        });
        var sorted = new ArrayList<>(InOrder.collect(what, sums));
        sorted.sort(Comparator.<double[]>comparingDouble(s -> s[0]).thenComparingDouble(s -> s[1]));
        double sum = 0;
        for (double[] s : sorted) {
            sum += s[2];
        }
        return sum;
    }

    private static double sum(
            Kernel kernel, FeatureBlock a, FeatureBlock b, boolean self, double[] centre) {
        try (var manager = PyTorch.newCpuManager()) {
            var x = manager.create(less(a.rows(), centre));
            boolean same = self && a.from() == b.from();
            var y = same ? x : manager.create(less(b.rows(), centre));
            var k = kernel.of(SquaredDistances.squared(x, y));
            if (same) {
                // Not k(0) each: rounding leaves squares of 1e-16, whose roots are not small.
                k.subi(k.mul(manager.eye(a.rows().length).toType(DataType.FLOAT64, false)));
            }
            double sum = k.sum().getDouble();
            return self && !same ? 2 * sum : sum;
        }
    }

    private static double[][] less(double[][] rows, double[] centre) {
        var less = new double[rows.length][centre.length];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < centre.length; k++) {
                less[i][k] = rows[i][k] - centre[k];
            }
        }
        return less;
    }

    /** Features that stay with Spark, and their sum. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kept(JavaRDD<FeatureBlock> rdd, double[] sum) {}

    private interface Both<R> {
        R of(Kept x, Kept y);
    }

    private <R> R withBoth(SparkSession spark, Samples a, Samples b, Both<R> use) {
        return with(
                spark,
                extractors -> {
                    JavaRDD<FeatureBlock> x =
                            a.features(extractors).persist(StorageLevel.MEMORY_AND_DISK());
                    JavaRDD<FeatureBlock> y =
                            b.features(extractors).persist(StorageLevel.MEMORY_AND_DISK());
                    try {
                        Kept first = kept(x);
                        Kept second = kept(y);
                        Check.that(
                                first.sum.length == second.sum.length,
                                "features of b",
                                second.sum.length,
                                first.sum.length + ", as a has");
                        return use.of(first, second);
                    } finally {
                        Spark.clearUp(
                                () -> {
                                    x.unpersist();
                                    y.unpersist();
                                });
                    }
                });
    }

    private static Kept kept(JavaRDD<FeatureBlock> rdd) {
        List<FeatureBlock> sums =
                InOrder.collect(
                        "features",
                        rdd.map(
                                block ->
                                        new FeatureBlock(
                                                block.from(),
                                                new double[][] {sum(block.rows())},
                                                block.shape(),
                                                block.first())));
        FeatureBlock first = sums.get(0);
        for (FeatureBlock block : sums) {
            FeatureBlock.same(block.shape(), block.first(), first.shape(), first.first());
        }
        return new Kept(
                rdd, sum(sums.stream().map(block -> block.rows()[0]).toArray(double[][]::new)));
    }

    private static double[] sum(double[][] rows) {
        var sum = new double[rows[0].length];
        for (double[] row : rows) {
            for (int k = 0; k < sum.length; k++) {
                sum[k] += row[k];
            }
        }
        return sum;
    }

    private <R> R with(SparkSession spark, Function<Broadcast<Extractors>, R> use) {
        Check.notNull(spark, "spark");
        Spark.requireSerializable(source, "source");
        var extractors = new Extractors(source);
        Probe.executors(spark, extractors, null);
        return Spark.stoppable(
                () -> {
                    var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
                    var sent = context.broadcast(extractors);
                    try {
                        return use.apply(sent);
                    } finally {
                        Spark.clearUp(sent::destroy);
                    }
                });
    }
}
