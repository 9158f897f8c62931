package org.ot4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.network.Recipes;
import org.ot4j.training.GameRecipe;
import org.ot4j.transport.Measure;

/** What the user stops ends as stopped, and nothing of it goes on. */
class StopTest {
    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = Spark.session("local[2]"); // that of the class before, if there was one
    }

    /** Too many for a test to see the end. */
    private static List<Measure> clouds() {
        var random = new SplittableRandom(1);
        return IntStream.range(0, 1_000)
                .mapToObj(
                        i ->
                                Measure.of(
                                        Stream.generate(() -> random.doubles(2).toArray())
                                                .limit(300)
                                                .toArray(double[][]::new)))
                .toList();
    }

    private static void stopped(Executable work) throws InterruptedException {
        var thrown = new AtomicReference<Throwable>();
        var kept = new AtomicReference<Boolean>();
        var thread =
                new Thread(
                        () -> {
                            thrown.set(assertThrows(Throwable.class, work));
                            kept.set(Thread.interrupted());
                        });
        thread.start();
        while (active() == 0 && thread.isAlive()) {
            Thread.sleep(20);
        }
        Thread.sleep(500);
        thread.interrupt();
        thread.join(60_000);
        assertInstanceOf(CancellationException.class, thrown.get());
        assertTrue(kept.get(), "the thread is still interrupted");
        for (int i = 0; i < 500 && active() > 0; i++) {
            Thread.sleep(20);
        }
        assertEquals(0, active());
    }

    private static int active() {
        return spark.sparkContext().statusTracker().getActiveJobIds().length;
    }

    @Test
    void distances() throws InterruptedException {
        var distances = Distances.of(clouds(), Distance.wasserstein(2));
        stopped(() -> distances.matrix(spark));
    }

    @Test
    void means() throws InterruptedException {
        var measures = clouds();
        stopped(() -> WassersteinMeans.of(4).fit(spark, measures));
    }

    @Test
    void barycenter() throws InterruptedException {
        double[][] support =
                IntStream.range(0, 200).mapToObj(i -> new double[] {i}).toArray(double[][]::new);
        var random = new SplittableRandom(2);
        double[][] weights =
                Stream.generate(
                                () ->
                                        Measure.of(support, random.doubles(200).toArray())
                                                .normalized()
                                                .weights())
                        .limit(30)
                        .toArray(double[][]::new);
        var endless = SparkBarycenter.of(support, 10).tolerance(0).maxIterations(1_000_000);
        stopped(() -> endless.solve(spark, weights));
    }

    private static final AtomicInteger BEGUN = new AtomicInteger();
    private static final AtomicInteger ENDED = new AtomicInteger();

    private static int slow(int task) throws InterruptedException {
        BEGUN.incrementAndGet();
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            Thread.sleep(700); // as one that writes a checkpoint
        } finally {
            ENDED.incrementAndGet();
        }
        return task;
    }

    /** What has begun may have files open: a stop returns when it has let go of them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tasksHaveEndedWhenItReturns(boolean alone) throws InterruptedException {
        BEGUN.set(0);
        ENDED.set(0);
        var ended = new AtomicInteger(-1);
        var thread =
                new Thread(
                        () -> {
                            if (alone) {
                                Tasks.run(
                                        spark,
                                        "slow",
                                        List.of(1, 2, 3),
                                        StopTest::slow,
                                        String::valueOf);
                            } else {
                                var context =
                                        JavaSparkContext.fromSparkContext(spark.sparkContext());
                                assertThrows(
                                        CancellationException.class,
                                        () ->
                                                InOrder.collect(
                                                        "slow",
                                                        context.parallelize(List.of(1, 2, 3), 3)
                                                                .map(StopTest::slow)));
                            }
                            ended.set(ENDED.get());
                        });
        thread.start();
        while (BEGUN.get() < 2) {
            Thread.sleep(10);
        }
        thread.interrupt();
        thread.join(60_000);
        assertEquals(2, ended.get(), "the third has not begun");
        assertEquals(2, BEGUN.get());
    }

    /** The thread is interrupted before anything has begun. */
    @Test
    void beforeTheFirstTask() {
        var distances = Distances.of(clouds(), Distance.wasserstein(2));
        var means = WassersteinMeans.of(2);
        var barycenter = SparkBarycenter.of(new double[][] {{0}, {1}}, 1);
        double[][] weights = {{0.5, 0.5}};
        var study = Studies.ring(20);
        for (Executable work :
                List.<Executable>of(
                        () -> distances.matrix(spark),
                        () -> means.fit(spark, clouds()),
                        () -> barycenter.solve(spark, weights))) {
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, work);
            assertTrue(Thread.interrupted());
        }
        Thread.currentThread().interrupt();
        var measured = study.on(spark);
        assertTrue(Thread.interrupted());
        assertEquals(0, measured.longTable().rowCount());
    }

    @Test
    void aRecipeWhoseClassExecutorsDoNotHaveIsNamed() {
        Probe.Checked missing = () -> Recipes.fromJson("{\"type\":\"no.Such\"}", GameRecipe.class);
        var error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Probe.executors(spark, missing, null));
        assertTrue(
                error.getMessage()
                        .startsWith("spark = local[2]: expected executors that can load no.Such:"),
                error.getMessage());
    }
}
