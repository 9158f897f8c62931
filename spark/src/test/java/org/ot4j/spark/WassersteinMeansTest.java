package org.ot4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.cost.Cost;

class WassersteinMeansTest {
    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = Spark.session("local[2]"); // that of the class before, if there was one
    }

    private static Measure moved(double[][] cloud, double x, double y) {
        return Measure.of(
                Arrays.stream(cloud)
                        .map(p -> new double[] {p[0] + x, p[1] + y})
                        .toArray(double[][]::new));
    }

    private static double[][] cloud(int n, long seed) {
        var random = new SplittableRandom(seed);
        return IntStream.range(0, n)
                .mapToObj(i -> random.doubles(2).toArray())
                .toArray(double[][]::new);
    }

    @Test
    void translatesOfOneCloudAroundThreePlacesAreFound() {
        double[][] cloud = cloud(12, 1);
        double[][] places = {{0, 0}, {20, 0}, {0, 20}};
        var random = new SplittableRandom(2);
        var all = new ArrayList<Measure>();
        var means = new double[3][2];
        var shifts = new double[60][];
        for (int i = 0; i < 60; i++) {
            shifts[i] = random.doubles(2, -1, 1).toArray();
            for (int k = 0; k < 2; k++) {
                means[i % 3][k] += shifts[i][k] / 20;
            }
            double[] place = places[i % 3];
            all.add(moved(cloud, place[0] + shifts[i][0], place[1] + shifts[i][1]));
        }
        double cost = 0;
        for (int i = 0; i < 60; i++) {
            cost +=
                    Math.pow(shifts[i][0] - means[i % 3][0], 2)
                            + Math.pow(shifts[i][1] - means[i % 3][1], 2);
        }
        WassersteinClusters found = WassersteinMeans.of(3).seed(7).fit(spark, all);
        assertTrue(found.converged(), found.toString());
        assertEquals(cost, found.cost(), 1e-9);
        int[] centre = found.assignment();
        for (int i = 0; i < 60; i++) {
            assertEquals(centre[i % 3], centre[i]);
        }
        assertEquals(3, Arrays.stream(centre).distinct().count());
        for (int c = 0; c < 3; c++) {
            Measure expected = moved(cloud, places[c][0] + means[c][0], places[c][1] + means[c][1]);
            assertEquals(
                    0, Transport.wasserstein(expected, found.centres().get(centre[c]), 2), 1e-7);
        }
        assertEquals(60, found.frame(spark).count());
    }

    /** The same on one machine, in plain loops. */
    private static double[] loop(List<Measure> all, List<Measure> centres, int iterations) {
        var costs = new double[iterations];
        for (int t = 0; t < iterations; t++) {
            var sums = new double[centres.size()][centres.get(0).size()][2];
            var counts = new int[centres.size()];
            for (Measure measure : all) {
                int nearest = 0;
                var results = new ArrayList<TransportResult>();
                for (int c = 0; c < centres.size(); c++) {
                    results.add(Transport.exact(centres.get(c), measure, Cost.squaredEuclidean()));
                    if (results.get(c).cost() < results.get(nearest).cost()) {
                        nearest = c;
                    }
                }
                costs[t] += results.get(nearest).cost();
                counts[nearest]++;
                double[][] image = results.get(nearest).plan().barycentricMap(measure);
                for (int i = 0; i < image.length; i++) {
                    sums[nearest][i][0] += image[i][0];
                    sums[nearest][i][1] += image[i][1];
                }
            }
            for (int c = 0; t < iterations - 1 && c < sums.length; c++) {
                for (double[] sum : sums[c]) {
                    sum[0] /= counts[c];
                    sum[1] /= counts[c];
                }
                centres.set(c, Measure.of(sums[c]));
            }
        }
        return costs;
    }

    private static List<Measure> weighted() {
        var random = new SplittableRandom(3);
        var all = new ArrayList<Measure>();
        for (int i = 0; i < 40; i++) {
            int n = 4 + i % 4;
            all.add(Measure.of(cloud(n, i), random.doubles(n, 0.1, 1).toArray()).normalized());
        }
        return all;
    }

    @Test
    void iterationsAreThoseOfAPlainLoop() {
        List<Measure> all = weighted();
        var centres = new ArrayList<Measure>();
        for (int c = 0; c < 3; c++) {
            centres.add(WassersteinMeans.equalWeights(all.get(c), 6));
        }
        var means = WassersteinMeans.of(3).start(centres).maxIterations(50);
        WassersteinClusters found = means.fit(spark, all);
        double[] costs = found.costs();
        assertTrue(found.converged() && costs.length > 2, found.toString());
        for (int t = 1; t < costs.length; t++) {
            assertTrue(costs[t] <= costs[t - 1] * (1 + 1e-12), Arrays.toString(costs));
        }
        var looped = new ArrayList<>(centres);
        assertArrayEquals(loop(all, looped, costs.length), costs, 1e-12);
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < 6; i++) {
                assertArrayEquals(looped.get(c).point(i), found.centres().get(c).point(i), 1e-12);
            }
        }
        assertTrue(!means.maxIterations(2).fit(spark, all).converged());
    }

    @Test
    void aMeasureOfEqualWeightsStandsForAnother() {
        Measure uneven = Measure.onLine(new double[] {1, 2, 3}, new double[] {0.5, 0, 0.5});
        assertArrayEquals(
                new double[][] {{1}, {1}, {3}, {3}},
                WassersteinMeans.equalWeights(uneven, 4).points());
    }

    private static void refused(String start, Runnable call) {
        var error = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(error.getMessage().startsWith(start), error.getMessage());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        List<Measure> all = weighted().subList(0, 4);
        refused("k = 0", () -> WassersteinMeans.of(0));
        refused("k = 5: expected at most 4", () -> WassersteinMeans.of(5).fit(spark, all));
        refused("points = 0", () -> WassersteinMeans.of(2).points(0));
        refused("centres.size = 4: expected 2", () -> WassersteinMeans.of(2).start(all));
        refused(
                "dimension of a centre = 1: expected 2",
                () -> WassersteinMeans.of(1).start(List.of(Measure.onLine(1))).fit(spark, all));
        Measure heavy = Measure.of(cloud(3, 1), new double[] {1, 1, 1});
        refused(
                "mass of measure with id 0 = 3",
                () -> WassersteinMeans.of(1).fit(spark, List.of(heavy, heavy)));
        Measure one = Measure.of(cloud(3, 1));
        refused(
                "k = 2: expected at most the 1 that differ",
                () -> WassersteinMeans.of(2).fit(spark, List.of(one, one, one)));
    }
}
