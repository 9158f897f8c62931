package org.ot4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ot4j.transport.Measure;
import org.ot4j.transport.barycenter.FixedSupportBarycenter;
import org.ot4j.transport.cost.Cost;

class SparkBarycenterTest {
    private static final double EPSILON = 0.3;
    private static final double[][] POINTS =
            IntStream.range(0, 25)
                    .mapToObj(
                            i ->
                                    new double[] {
                                        i % 5 / 4.0, Math.floorDiv(i, 5) * 0.25 + i % 2 * 0.01
                                    })
                    .toArray(double[][]::new);

    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = Spark.session("local[2]"); // that of the class before, if there was one
    }

    /** More chunks than are merged at a time; half of the weights are 0. */
    private static double[][] histograms(int count) {
        var random = new SplittableRandom(1);
        var all = new double[count][];
        for (int k = 0; k < count; k++) {
            double[] w = random.doubles(25).map(x -> Math.max(0, x - 0.5)).toArray();
            double sum = Arrays.stream(w).sum();
            all[k] = Arrays.stream(w).map(x -> x / sum).toArray();
        }
        return all;
    }

    private static void same(Cost cost, double[][] all) {
        var here =
                FixedSupportBarycenter.builder()
                        .epsilon(EPSILON)
                        .cost(cost)
                        .tolerance(1e-5)
                        .build()
                        .solve(POINTS, Arrays.stream(all).map(w -> Measure.of(POINTS, w)).toList());
        var there =
                SparkBarycenter.of(POINTS, EPSILON).cost(cost).tolerance(1e-5).solve(spark, all);
        assertTrue(here.converged() && there.converged());
        assertEquals(here.iterations(), there.iterations());
        assertEquals(here.error(), there.error(), 1e-9);
        assertArrayEquals(here.measure().weights(), there.measure().weights(), 1e-8);
        assertArrayEquals(
                there.measure().weights(),
                SparkBarycenter.of(POINTS, EPSILON)
                        .cost(cost)
                        .tolerance(1e-5)
                        .solve(spark, all)
                        .measure()
                        .weights());
    }

    @Test
    void itIsThatOfOneMachine() {
        same(Cost.squaredEuclidean(), histograms(150));
        same(Cost.euclidean(), histograms(3));
    }

    /** An executor that is lost takes potentials with it. */
    @Test
    void potentialsThatAreLostAreMadeAgain() {
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        var chunk = new SparkBarycenter.Chunk(0, histograms(2));
        var one = new SparkBarycenter.Worker(POINTS, Cost.squaredEuclidean(), EPSILON, 0.5);
        var means = new ArrayList<Broadcast<double[]>>();
        double[] sums = {};
        for (int t = 0; t < 4; t++) {
            sums = one.step(chunk, t, means);
            assertArrayEquals(sums, one.step(chunk, t, means)); // a task that is tried again
            double[] part = Arrays.copyOf(sums, 25);
            means.add(context.broadcast(Arrays.stream(part).map(s -> -s / EPSILON).toArray()));
        }
        var other = new SparkBarycenter.Worker(POINTS, Cost.squaredEuclidean(), EPSILON, 0.5);
        assertArrayEquals(sums, other.step(chunk, 3, means));
    }

    @Test
    void itStopsWhereItIsTold() {
        var result =
                SparkBarycenter.of(POINTS, EPSILON).maxIterations(2).solve(spark, histograms(9));
        assertEquals(2, result.iterations());
        assertTrue(!result.converged() && result.error() > 1e-7);
    }

    private static void refused(String start, Runnable call) {
        var error = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(error.getMessage().startsWith(start), error.getMessage());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        SparkBarycenter solver = SparkBarycenter.of(POINTS, EPSILON);
        refused("epsilon = 0", () -> SparkBarycenter.of(POINTS, 0));
        refused("tolerance = -1", () -> solver.tolerance(-1));
        refused("weights.length = 0", () -> solver.solve(spark, new double[0][]));
        refused(
                "weights[0].length = 2: expected 25",
                () -> solver.solve(spark, new double[][] {{1, 0}}));
        double[][] negative = histograms(2);
        negative[1][3] = -0.1;
        refused("weights[1][3] = -0.1", () -> solver.solve(spark, negative));
        double[][] heavy = histograms(2);
        heavy[1][3] += 1;
        refused("sum of weights[1] = 2", () -> solver.solve(spark, heavy));
        var unsent = new Object();
        refused(
                "cost = something that uses a java.lang.Object",
                () ->
                        solver.cost((x, y) -> Math.abs(x[0] - y[0]) + 0 * unsent.hashCode())
                                .solve(spark, histograms(2)));
    }
}
