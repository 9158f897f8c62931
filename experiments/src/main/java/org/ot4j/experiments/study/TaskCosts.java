package org.ot4j.experiments.study;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.ot4j.experiments.Study;
import org.ot4j.spark.Samples;
import org.ot4j.spark.Spark;
import org.ot4j.spark.SparkMetrics;
import org.ot4j.spark.Tasks;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What the tasks of a cluster cost, in processor seconds, which do not depend on who else uses the
 * machine: the input of {@code experiments/scheduler.py}.
 */
@Command(
        name = "task-costs",
        mixinStandardHelpOptions = true,
        description = "processor seconds of what Spark runs: tasks, distances, moments")
public final class TaskCosts implements Callable<Integer> {
    private static final int FEATURES = 2048;

    @Option(names = "--out", defaultValue = "experiments/results/task-costs.csv")
    private Path out;

    private final List<String> lines = new ArrayList<>(List.of("what,size,processor seconds"));

    /** Measures. */
    public static void main(String[] arguments) {
        Study.main(new TaskCosts(), arguments);
    }

    @Override
    public Integer call() throws Exception {
        for (int points : new int[] {50, 100, 200, 400}) {
            note("exact distance of two measures", points, pair(points));
        }
        double before = seconds();
        SparkSession spark = Spark.session("local[2]");
        emptyTasks(spark, 1);
        note("start of an embedded session", 1, seconds() - before);
        emptyTasks(spark, 200);
        note("task that does nothing", 400, emptyTasks(spark, 400) / 400);
        besideThreads(spark);
        moments(spark, 512);
        for (int rows : new int[] {2_048, 8_192}) {
            note("moments of rows of " + FEATURES, rows, moments(spark, rows));
        }
        spark.stop();
        return 0;
    }

    /** One pair of measures in the plane, after enough others. */
    private static double pair(int points) {
        var random = new Random(points);
        int count = 200_000 / points;
        double start = 0;
        for (int k = 0; k < count; k++) {
            if (k == count / 2) {
                start = seconds();
            }
            Transport.wasserstein(measure(points, random), measure(points, random), 2);
        }
        return (seconds() - start) / (count - count / 2);
    }

    private static Measure measure(int points, Random random) {
        double[][] at =
                IntStream.range(0, points)
                        .mapToObj(i -> new double[] {random.nextInt(28), random.nextInt(28)})
                        .toArray(double[][]::new);
        return Measure.of(at, random.doubles(points, 0.1, 1).toArray()).normalized();
    }

    private static double emptyTasks(SparkSession spark, int count) {
        double start = seconds();
        Tasks.run(
                spark,
                "nothing",
                IntStream.range(0, count).boxed().toList(),
                k -> k,
                k -> "task " + k);
        return seconds() - start;
    }

    /** The same work on Spark and on two plain threads, by turns. */
    private void besideThreads(SparkSession spark) throws Exception {
        int tasks = 8;
        List<Integer> seeds = IntStream.range(0, tasks).boxed().toList();
        var pool = Executors.newFixedThreadPool(2);
        var sums = new double[2];
        for (int round = 0; round < 4; round++) {
            double start = seconds();
            Tasks.run(spark, "work", seeds, TaskCosts::work, k -> "task " + k);
            double between = seconds();
            var futures = new ArrayList<Future<Double>>();
            for (int seed : seeds) {
                futures.add(pool.submit(() -> work(seed)));
            }
            for (var future : futures) {
                future.get();
            }
            if (round > 0) {
                sums[0] += (between - start) / (3 * tasks);
                sums[1] += (seconds() - between) / (3 * tasks);
            }
        }
        pool.shutdown();
        note("task of some work on Spark", 3 * tasks, sums[0]);
        note("the same work on plain threads", 3 * tasks, sums[1]);
    }

    /** Some work for one core. */
    static double work(int seed) {
        var random = new Random(seed);
        double sum = 0;
        for (int k = 0; k < 60; k++) {
            sum += Transport.wasserstein(measure(200, random), measure(200, random), 2);
        }
        return sum;
    }

    private static double moments(SparkSession spark, int rows) {
        double start = seconds();
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        var frame =
                spark.createDataFrame(
                        context.parallelize(IntStream.range(0, rows).boxed().toList(), 4)
                                .map(
                                        i ->
                                                RowFactory.create(
                                                        (long) i,
                                                        new Random(i).doubles(FEATURES).toArray())),
                        DataTypes.createStructType(
                                List.of(
                                        DataTypes.createStructField(
                                                "id", DataTypes.LongType, false),
                                        DataTypes.createStructField(
                                                "values",
                                                DataTypes.createArrayType(DataTypes.DoubleType),
                                                false))));
        SparkMetrics.raw().moments(spark, Samples.rows(frame));
        return seconds() - start;
    }

    private void note(String what, int size, double seconds) throws IOException {
        String line = String.format(Locale.ROOT, "%s,%d,%.3g", what, size, seconds);
        System.out.println(line);
        lines.add(line);
        Files.createDirectories(out.toAbsolutePath().getParent());
        Files.write(out, lines);
    }

    private static double seconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }
}
