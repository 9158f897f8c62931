package org.ot4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.divergence.Kernel;
import org.ot4j.divergence.Mmd;
import org.ot4j.evaluation.Comparison;
import org.ot4j.evaluation.Features;
import org.ot4j.model.LatentModel;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.cost.Cost;

/** Two workers, each a process, whose executors are killed in the middle. */
@Tag("full")
class ClusterTest {
    private static final long PATIENCE_SECONDS = 240;

    @TempDir static Path place;
    private static Cluster cluster;
    private static SparkSession spark;

    @TempDir Path folder;

    @BeforeAll
    static void start() throws Exception {
        cluster = new Cluster(place, 2);
        spark = cluster.session(2);
    }

    @AfterAll
    static void end() throws Exception {
        if (spark != null) {
            spark.stop();
        }
        cluster.close();
    }

    /** Those that a test has killed are replaced by Spark. */
    @BeforeEach
    void twoExecutors() throws InterruptedException {
        await(
                "two executors",
                () -> spark.sparkContext().statusTracker().getExecutorInfos().length == 3);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited in vain for " + what);
            Thread.sleep(5);
        }
    }

    private static long files(Path folder) {
        try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
            return files.filter(f -> !f.getFileName().toString().startsWith(".")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void killedInTheMiddleAStudyGoesOnFromItsCheckpoints() throws Exception {
        var gate = new Gate(folder.resolve("gate"));
        Study<LatentModel> study =
                Studies.ring(2_000)
                        .judge(
                                (model, scores) -> {
                                    gate.pass(); // however late the kill, no run has ended
                                    scores.add("mean", model.sample(200, 3).mean().getFloat());
                                })
                        .seeds(1, 2);
        gate.open();
        Comparison undisturbed = study.here();
        gate.close();

        var kept = study.checkpointEvery(50).folder(folder.resolve("kept").toString());
        var result = CompletableFuture.supplyAsync(() -> kept.on(spark));
        Path checkpoints = folder.resolve("kept/checkpoints");
        await("checkpoints", () -> files(checkpoints) == 2 || result.isDone());
        List<ProcessHandle> executors = cluster.executors();
        assertEquals(2, executors.size());
        kill(executors.get(0), result);
        gate.open();
        Comparison disturbed = result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        assertEquals(undisturbed.longTable().print(), disturbed.longTable().print());
        assertEquals(4, files(folder.resolve("kept/rows")));
        assertTrue(
                Pattern.compile("seed \\d goes on from step \\d+")
                        .matcher(cluster.executorLogs())
                        .find(),
                "no run went on from its checkpoint");
        assertEquals(
                Files.readAllLines(folder.resolve("kept/results.csv")).size(),
                undisturbed.longTable().rowCount() + 1);
    }

    @Test
    void killedInTheMiddleTheMatrixIsTheSame() throws Exception {
        var random = new SplittableRandom(4);
        var clouds = new ArrayList<Measure>();
        for (int i = 0; i < 40; i++) {
            clouds.add(
                    Measure.of(
                            Stream.generate(() -> random.doubles(2).toArray())
                                    .limit(25)
                                    .toArray(double[][]::new)));
        }
        var gate = new Gate(folder.resolve("gate"));
        double[] last = clouds.get(39).point(0);
        Cost cost =
                (x, y) -> {
                    if (Arrays.equals(x, last) || Arrays.equals(y, last)) {
                        gate.pass();
                    }
                    return Math.abs(x[0] - y[0]) + Math.abs(x[1] - y[1]);
                };
        var result =
                CompletableFuture.supplyAsync(
                        () -> Distances.of(clouds, Distance.exact(cost)).matrix(spark));
        await("an executor at the gate", () -> !gate.waiting().isEmpty() || result.isDone());
        kill(gate.waiting().get(0), result);
        gate.open();
        double[][] matrix = result.get(PATIENCE_SECONDS, TimeUnit.SECONDS).matrix();
        for (int i = 0; i < 40; i += 3) {
            for (int j = 0; j < i; j += 5) {
                assertEquals(
                        Transport.exact(clouds.get(j), clouds.get(i), cost).value(), matrix[i][j]);
            }
        }
    }

    /** Kills an executor (kill -9) in the middle of its work. */
    private static void kill(ProcessHandle executor, CompletableFuture<?> result) {
        assertFalse(result.isDone(), "it had ended before the kill");
        assertTrue(executor.destroyForcibly(), "killed");
    }

    @Test
    void oneExecutorAndTwoGiveTheSameRows() {
        Study<LatentModel> study = Studies.ring(100).seeds(5, 6);
        String two = study.on(spark).longTable().print() + sums();
        spark.stop();
        spark = cluster.session(1);
        String one = study.on(spark).longTable().print() + sums();
        spark.stop();
        spark = cluster.session(2);
        assertEquals(one, two);
    }

    /** Sums over parts of which none knows when it ends. */
    private static String sums() {
        var random = new SplittableRandom(6);
        var rows = new ArrayList<Row>();
        var histograms = new double[40][];
        var clouds = new ArrayList<Measure>();
        for (int i = 0; i < 1_000; i++) {
            rows.add(RowFactory.create(i, random.doubles(3).toArray()));
        }
        for (int k = 0; k < 40; k++) {
            double[] w = random.doubles(9).toArray();
            double sum = Arrays.stream(w).sum();
            histograms[k] = Arrays.stream(w).map(x -> x / sum).toArray();
            clouds.add(Measure.of(new double[][] {{w[0], w[1]}, {w[2], w[3]}, {w[4], w[5]}}));
        }
        var schema =
                new StructType()
                        .add("id", DataTypes.IntegerType)
                        .add("values", DataTypes.createArrayType(DataTypes.DoubleType));
        Samples samples = Samples.rows(spark.createDataFrame(rows, schema));
        SparkMetrics metrics = SparkMetrics.of(Features::raw);
        var support = new double[9][];
        Arrays.setAll(support, i -> new double[] {i / 9.0});
        return Arrays.toString(metrics.moments(spark, samples).covariance())
                + metrics.kid(spark, samples, samples)
                + metrics.mmd(spark, Mmd.biased(Kernel.rbf(1)), samples, samples)
                + Arrays.toString(WassersteinMeans.of(3).fit(spark, clouds).costs())
                + Arrays.toString(
                        SparkBarycenter.of(support, 0.2)
                                .tolerance(1e-3)
                                .solve(spark, histograms)
                                .measure()
                                .weights());
    }

    @Test
    void theEngineIsUnpackedOnce() throws IOException {
        Studies.ring(20).seeds(7).on(spark);
        try (Stream<Path> files = Files.walk(place.resolve("djl"))) {
            assertEquals(
                    1, files.filter(f -> f.getFileName().toString().equals("libtorch.so")).count());
        }
    }

    @Test
    void aRunThatAlwaysKillsItsExecutorEndsAlone() {
        var study =
                Studies.ring(50)
                        .judge(
                                (model, scores) -> {
                                    if (scores.seed() == 2 && model.name().equals("VAE")) {
                                        Runtime.getRuntime().halt(9);
                                    }
                                    scores.add("one", 1);
                                })
                        .seeds(1, 2);
        var failure = assertThrows(StudyFailure.class, () -> study.on(spark));
        failure.failures().forEach(f -> assertEquals(2, f.seed()));
        assertTrue(failure.getMessage().contains("narrow, seed 2, "), failure.getMessage());
        assertEquals(1, failure.comparison().value("narrow", "one").value());
        assertEquals(1, failure.comparison().value("wide", "one").value());
    }

    @Test
    void aClassThatExecutorsDoNotHaveIsNamedBeforeTheJob() throws Exception {
        Path source = folder.resolve("Typed.java");
        Files.writeString(
                source,
                """
                import org.ot4j.evaluation.Comparison;
                import org.ot4j.model.LatentModel;
                import org.ot4j.spark.Study;
                public class Typed implements Study.Judge<LatentModel> {
                    public void judge(LatentModel model, Comparison.Scores scores) {}
                }
                """);
        String path = System.getProperty("java.class.path");
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-cp", path, source.toString()));
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            @SuppressWarnings("unchecked")
            var judge =
                    (Study.Judge<LatentModel>)
                            loader.loadClass("Typed").getConstructor().newInstance();
            var error =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> Studies.ring(20).judge(judge).on(spark));
            assertTrue(
                    error.getMessage().contains("executors that can load Typed"),
                    error.getMessage());
        }
    }

    @Test
    void aFolderThatExecutorsDoNotSeeIsNamedBeforeTheJob() {
        // In each process it means another folder.
        var study = Studies.ring(20).folder("/proc/self/cwd/target/unseen");
        var error = assertThrows(IllegalArgumentException.class, () -> study.on(spark));
        assertTrue(
                error.getMessage().startsWith("folder = /proc/self/cwd/target/unseen: expected"),
                error.getMessage());
    }
}
