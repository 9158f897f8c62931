package org.ot4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.divergence.SlicedWasserstein;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.cost.Cost;

class DistancesTest {
    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = Spark.session("local[2]"); // that of the class before, if there was one
    }

    /** Small clouds about random places, with random weights. */
    private static List<Measure> clouds(int count, int d, long seed) {
        var random = new SplittableRandom(seed);
        var all = new ArrayList<Measure>();
        for (int c = 0; c < count; c++) {
            int n = 3 + random.nextInt(5);
            double[] centre = random.doubles(d, -3, 3).toArray();
            var points = new double[n][];
            for (int i = 0; i < n; i++) {
                points[i] =
                        IntStream.range(0, d)
                                .mapToDouble(k -> centre[k] + random.nextDouble(-1, 1))
                                .toArray();
            }
            all.add(Measure.of(points, random.doubles(n, 0.1, 1).toArray()).normalized());
        }
        return all;
    }

    @Test
    void matrixHasTheDistanceOfEachPair() {
        List<Measure> all = clouds(23, 2, 1);
        DistanceTable table = Distances.of(all, Distance.wasserstein(2)).matrix(spark);
        assertEquals(23 * 22 / 2, table.size());
        assertEquals(0, table.skipped());
        double[][] matrix = table.matrix();
        for (int i = 0; i < 23; i++) {
            for (int j = 0; j < i; j++) {
                double expected = Transport.wasserstein(all.get(j), all.get(i), 2);
                assertEquals(expected, matrix[i][j]);
                assertEquals(expected, matrix[j][i]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.5, 2, 3})
    void boundsAreNotAboveTheDistance(double p) {
        Distance distance = Distance.wasserstein(p);
        double tightest = 0;
        for (int d : new int[] {1, 2, 3, 5}) {
            List<Measure> all = clouds(20, d, 2);
            for (int i = 0; i < 20; i++) {
                for (int j = 0; j < i; j++) {
                    double value = distance.between(all.get(i), all.get(j));
                    var a = new Sketch(all.get(i));
                    var b = new Sketch(all.get(j));
                    assertTrue(distance.bound(a, b) <= value * (1 + 1e-12));
                    assertTrue(distance.quickBound(a, b) <= distance.bound(a, b) * (1 + 1e-12));
                    tightest = Math.max(tightest, distance.bound(a, b) / value);
                }
            }
        }
        assertTrue(tightest > 0.95, "tightest " + tightest);
    }

    @Test
    void boundIsTheDistanceOfTranslates() {
        Distance distance = Distance.wasserstein(2);
        Measure cloud = clouds(1, 3, 4).get(0);
        double[][] moved =
                Arrays.stream(cloud.points())
                        .map(x -> new double[] {x[0] + 1, x[1] - 2, x[2] + 2})
                        .toArray(double[][]::new);
        Measure shifted = Measure.of(moved, cloud.weights());
        assertEquals(3, distance.quickBound(new Sketch(cloud), new Sketch(shifted)), 1e-12);
        assertEquals(3, distance.bound(new Sketch(cloud), new Sketch(shifted)), 1e-12);
    }

    @Test
    void onTheLineTheBoundIsAlmostTheDistance() {
        var random = new SplittableRandom(3);
        Measure a = Measure.onLine(random.doubles(500).toArray());
        Measure b = Measure.onLine(random.doubles(400).map(x -> 3 * x * x).toArray());
        for (double p : new double[] {1, 2, 3}) {
            Distance distance = Distance.wasserstein(p);
            double value = distance.between(a, b);
            assertEquals(value, distance.bound(new Sketch(a), new Sketch(b)), 0.01 * value);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void nearestAreThoseOfTheMatrix(int k) {
        List<Measure> all = clouds(60, 2, 5);
        var distances = Distances.of(all, Distance.wasserstein(2));
        double[][] matrix = distances.matrix(spark).matrix();
        DistanceTable near = distances.nearest(spark, k);
        assertEquals(60 * k, near.size());
        assertTrue(near.skipped() > 0.5, "skipped " + near.skipped());
        for (int i = 0; i < 60; i++) {
            double[] sorted = matrix[i].clone();
            Arrays.sort(sorted); // the first is the distance to itself
            for (int r = 0; r < k; r++) {
                assertEquals(i, near.first(i * k + r));
                assertEquals(sorted[r + 1], near.distance(i * k + r));
                assertEquals(matrix[i][near.second(i * k + r)], near.distance(i * k + r));
            }
        }
    }

    @Test
    void pairsWithinARadiusAreThoseOfTheMatrix() {
        List<Measure> all = clouds(40, 2, 6);
        var distances = Distances.of(all, Distance.exact(Cost.squaredEuclidean()));
        double[][] matrix = distances.matrix(spark).matrix();
        DistanceTable close = distances.within(spark, 2.0);
        int expected = 0;
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < i; j++) {
                expected += matrix[i][j] <= 2 ? 1 : 0;
            }
        }
        assertEquals(expected, close.size());
        assertTrue(expected > 5 && close.skipped() > 0.5, close.toString());
        for (int r = 0; r < close.size(); r++) {
            assertEquals(matrix[close.first(r)][close.second(r)], close.distance(r));
        }
    }

    @Test
    void entropicAndSlicedAreTheLibrarysOwn() {
        List<Measure> all = clouds(5, 3, 7);
        assertEquals(
                Transport.sinkhorn(all.get(1), all.get(3), 0.5).value(),
                Distances.of(all, Distance.entropic(Cost.squaredEuclidean(), 0.5))
                        .matrix(spark)
                        .matrix()[1][3]);
        var sliced = SlicedWasserstein.of(2).projections(20).seed(3);
        assertEquals(
                sliced.between(all.get(1), all.get(3)),
                Distances.of(all, Distance.sliced(sliced)).matrix(spark).matrix()[1][3]);
    }

    @Test
    void framesGoInAndOut(@TempDir Path folder) {
        List<Measure> all = clouds(7, 2, 8);
        var rows = new ArrayList<Row>();
        for (int i = 0; i < 7; i++) {
            rows.add(RowFactory.create("m" + i, all.get(i).points(), all.get(i).weights()));
        }
        var schema =
                new StructType()
                        .add("id", DataTypes.StringType)
                        .add(
                                "points",
                                DataTypes.createArrayType(
                                        DataTypes.createArrayType(DataTypes.DoubleType)))
                        .add("weights", DataTypes.createArrayType(DataTypes.DoubleType));
        String file = folder.resolve("measures.parquet").toString();
        spark.createDataFrame(rows, schema).coalesce(1).write().parquet(file);
        var distances = Distances.of(spark.read().parquet(file), Distance.wasserstein(1));
        List<Row> eager = distances.matrix(spark).frame(spark).orderBy("i", "j").collectAsList();
        List<Row> lazy = distances.frame(spark).orderBy("i", "j").collectAsList();
        assertEquals(eager, lazy);
        assertEquals("m0", eager.get(0).getString(0));
        assertEquals("m1", eager.get(0).getString(1));
        assertEquals(Transport.wasserstein(all.get(0), all.get(1), 1), eager.get(0).getDouble(2));
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeTheJob() {
        List<Measure> all = clouds(3, 2, 9);
        refused(
                "measures.size = 1",
                () -> Distances.of(all.subList(0, 1), Distance.wasserstein(2)));
        var mixed = new ArrayList<>(all);
        mixed.add(clouds(1, 3, 9).get(0));
        refused(
                "dimension of the measure with id 3 = 3: expected 2",
                () -> Distances.of(mixed, Distance.wasserstein(2)));
        var heavy = new ArrayList<>(all);
        heavy.add(Measure.of(new double[][] {{0, 0}}, new double[] {2}));
        refused(
                "mass of the measure with id 3",
                () -> Distances.of(heavy, Distance.wasserstein(2)));
        refused("p = 0.5", () -> Distance.wasserstein(0.5));
        var distances = Distances.of(all, Distance.wasserstein(2));
        refused("k = 3", () -> distances.nearest(spark, 3));
        refused("radius = -1.0", () -> distances.within(spark, -1));
        var unsent = new Object();
        Cost cost = (x, y) -> Math.abs(x[0] - y[0]) + 0 * unsent.hashCode();
        refused(
                "distance = something that uses a java.lang.Object",
                () -> Distances.of(all, Distance.exact(cost)).matrix(spark));
        var twice =
                spark.createDataFrame(
                        List.of(
                                RowFactory.create(1, new double[][] {{0}}),
                                RowFactory.create(1, new double[][] {{1}})),
                        new StructType()
                                .add("id", DataTypes.IntegerType)
                                .add(
                                        "points",
                                        DataTypes.createArrayType(
                                                DataTypes.createArrayType(DataTypes.DoubleType))));
        refused("id = 1: expected each once", () -> Distances.of(twice, Distance.wasserstein(2)));
        refused(
                "columns of measures = [points]",
                () -> Distances.of(twice.select("points"), Distance.wasserstein(2)));
    }

    private static void refused(String start, Executable call) {
        var error = assertThrows(IllegalArgumentException.class, call);
        assertTrue(error.getMessage().startsWith(start), error.getMessage());
    }
}
