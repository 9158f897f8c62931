package org.ot4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.base.Estimate;
import org.ot4j.data.DataSet;
import org.ot4j.data.ImageFolder;
import org.ot4j.data.Picture;
import org.ot4j.divergence.Kernel;
import org.ot4j.divergence.Mmd;
import org.ot4j.evaluation.Features;
import org.ot4j.evaluation.Fid;
import org.ot4j.evaluation.GaussianFit;
import org.ot4j.evaluation.Kid;

class SparkMetricsTest {
    private static final StructType ROWS =
            new StructType()
                    .add("id", DataTypes.IntegerType)
                    .add("values", DataTypes.createArrayType(DataTypes.DoubleType));

    private static SparkSession spark;

    @TempDir Path folder;

    @BeforeAll
    static void start() {
        spark = Spark.session("local[2]"); // that of the class before, if there was one
    }

    /** Far from 0, where sums of squares lose digits. */
    private static double[][] points(int n, int d, double mean, long seed) {
        var random = new SplittableRandom(seed);
        return IntStream.range(0, n)
                .mapToObj(i -> random.doubles(d).map(x -> mean + x * x).toArray())
                .toArray(double[][]::new);
    }

    /** In no order. */
    private static Dataset<Row> frame(double[][] points, int partitions) {
        var rows = new ArrayList<Row>();
        for (int i = 0; i < points.length; i++) {
            rows.add(RowFactory.create(i, points[i]));
        }
        Collections.shuffle(rows, new Random(1));
        return spark.createDataFrame(rows, ROWS).repartition(partitions);
    }

    @Test
    void rowsGiveTheValuesOfOneMachine() {
        double[][] x = points(1_700, 5, 100, 1);
        double[][] y = points(1_300, 5, 100.1, 2);
        Samples a = Samples.rows(frame(x, 3));
        Samples b = Samples.rows(frame(y, 2));
        SparkMetrics metrics = SparkMetrics.raw();
        GaussianFit here = Fid.of(Features.raw()).moments(x);
        GaussianFit there = metrics.moments(spark, a);
        assertArrayEquals(here.mean(), there.mean(), 1e-10);
        assertArrayEquals(here.covariance(), there.covariance(), 1e-10);
        assertEquals(1_700, there.n());
        assertEquals(
                Fid.of(Features.raw()).between(x, y).value(),
                metrics.fid(spark, a, b).value(),
                1e-10);
        for (Mmd mmd : List.of(Mmd.unbiased(Kernel.rbf(1)), Mmd.biased(Kernel.energy()))) {
            assertEquals(
                    mmd.between(DataSet.of(x), DataSet.of(y)),
                    metrics.mmd(spark, mmd, a, b),
                    1e-10);
        }
    }

    @Test
    void kidHasTheBlocksOfOneMachine() {
        double[][] x = points(1_100, 5, 1, 1); // the last batch is no whole block
        double[][] y = points(1_300, 5, 1.1, 2);
        Estimate here = Kid.of(Features.raw()).between(x, y);
        Estimate there =
                SparkMetrics.raw().kid(spark, Samples.rows(frame(x, 3)), Samples.rows(frame(y, 2)));
        assertEquals(here.value(), there.value(), 1e-10);
        assertEquals(here.high(), there.high(), 1e-10);
    }

    @Test
    void bitsDoNotDependOnPartitions() {
        double[][] x = points(5_000, 3, 1, 3); // more parts than are merged at a time
        GaussianFit one = SparkMetrics.raw().moments(spark, Samples.rows(frame(x, 1)));
        GaussianFit five = SparkMetrics.raw().moments(spark, Samples.rows(frame(x, 5)));
        assertArrayEquals(one.mean(), five.mean());
        assertArrayEquals(one.covariance(), five.covariance());
        assertArrayEquals(GaussianFit.of(DataSet.of(x)).covariance(), one.covariance(), 1e-10);
    }

    private static void write(Path file, int side, long seed) {
        double[][] plane = points(side, side, 0, seed);
        Picture.of(new double[][][] {plane, plane.clone(), points(side, side, 0, seed + 1)})
                .write(file);
    }

    @Test
    void picturesGiveTheValuesOfOneMachine() {
        for (int i = 0; i < 300; i++) {
            write(folder.resolve((i % 2 == 0 ? "a b/" : "c/") + i + ".png"), 12, i);
        }
        Samples all = Samples.pictures(spark, folder.toString());
        assertEquals(300, all.size());
        ExtractorSource source = () -> Features.randomConvolutions(1);
        GaussianFit here =
                Fid.of(Features.randomConvolutions(1)).moments(ImageFolder.of(folder).load());
        GaussianFit there = SparkMetrics.of(source).moments(spark, all);
        assertArrayEquals(here.mean(), there.mean(), 1e-10);
        assertArrayEquals(here.covariance(), there.covariance(), 1e-10);
        here = Fid.of(Features.raw()).moments(ImageFolder.of(folder).grey().size(4, 6).load());
        Dataset<Row> files =
                spark.read()
                        .format("binaryFile")
                        .option("recursiveFileLookup", "true")
                        .load(folder.toString());
        there = SparkMetrics.raw().moments(spark, Samples.pictures(files).grey().size(4, 6));
        assertArrayEquals(here.mean(), there.mean(), 1e-10);
        assertArrayEquals(here.covariance(), there.covariance(), 1e-10);
    }

    @Test
    void picturesThatDoNotFitAreNamed() throws Exception {
        for (int i = 10; i < 15; i++) {
            write(folder.resolve(i + ".png"), 8, i);
        }
        String place = folder.toString();
        write(folder.resolve("77.png"), 9, 7);
        var mixed = Samples.pictures(spark, place);
        var error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> SparkMetrics.raw().moments(spark, mixed));
        assertTrue(
                error.getMessage()
                        .matches("size of .*77.png = 9 x 9: expected 8 x 8, as .*10.png.*"),
                error.getMessage());
        Files.writeString(folder.resolve("77.png"), "no picture");
        var broken = Samples.pictures(spark, place);
        var unread =
                assertThrows(
                        UncheckedIOException.class,
                        () -> SparkMetrics.raw().moments(spark, broken));
        assertTrue(unread.getMessage().contains("77.png cannot be used"), unread.getMessage());
    }

    private static void refused(String start, Runnable call) {
        var error = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(error.getMessage().startsWith(start), error.getMessage());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        SparkMetrics metrics = SparkMetrics.raw();
        Samples one = Samples.rows(frame(points(1, 3, 0, 1), 1));
        Samples three = Samples.rows(frame(points(3, 3, 0, 1), 1));
        Samples wide = Samples.rows(frame(points(9, 4, 0, 1), 1));
        refused("number of samples = 1", () -> metrics.moments(spark, one));
        refused("samples in a = 3", () -> metrics.fid(spark, three, wide));
        refused("samples = 1", () -> metrics.kid(spark, one, wide));
        refused("features of b = 4: expected 3", () -> metrics.kid(spark, three, wide));
        refused(
                "number of samples in a = 1",
                () -> metrics.mmd(spark, Mmd.unbiased(Kernel.energy()), one, wide));
        refused("folder = /none", () -> Samples.pictures(spark, "/none"));
        refused("folder = " + folder, () -> Samples.pictures(spark, folder.toString()));
        refused(
                "columns of samples = [values]",
                () -> Samples.rows(frame(points(3, 3, 0, 1), 1).select("values")));
        Dataset<Row> twice = frame(points(3, 3, 0, 1), 1);
        refused("id = 0: expected each once", () -> Samples.rows(twice.union(twice)));
        refused("samples = rows: expected pictures", three::grey);
        var unsent = new Object();
        refused(
                "source = something that uses a java.lang.Object",
                () ->
                        SparkMetrics.of(
                                        () -> {
                                            assertTrue(unsent.hashCode() != 1);
                                            return Features.raw();
                                        })
                                .moments(spark, wide));
        var ragged =
                frame(points(3, 3, 0, 1), 1)
                        .union(
                                spark.createDataFrame(
                                        List.of(RowFactory.create(7, new double[] {1})), ROWS));
        refused("size of 7 = 1", () -> metrics.moments(spark, Samples.rows(ragged)));
    }
}
