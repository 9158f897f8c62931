package org.ot4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ot4j.base.Estimate;
import org.ot4j.data.DataFolder;
import org.ot4j.data.DataSet;
import org.ot4j.data.Mnist;
import org.ot4j.data.RenderedDigits;
import org.ot4j.transport.map.GaussianTransport;

/** Oracle figures: NumPy's cov, SciPy's sqrtm and cdist, in double precision, on these points. */
class FidTest {
    private final double[][] x = new double[80][];
    private final double[][] y = new double[70][];

    FidTest() {
        for (int i = 0; i < 80; i++) {
            x[i] =
                    new double[] {
                        Math.sin(i * 1.7),
                        Math.cos(i * 0.9),
                        Math.sin(i * 0.31) + 0.2 * Math.cos(i * 5.1),
                        Math.cos(i * i * 0.13)
                    };
        }
        for (int j = 0; j < 70; j++) {
            y[j] =
                    new double[] {
                        0.5 + Math.sin(j * 1.1),
                        1.3 * Math.cos(j * 2.3),
                        Math.cos(j * 0.77),
                        Math.sin(j * j * 0.21)
                    };
        }
    }

    @Test
    void agreesWithSciPy() {
        double value = GaussianFit.of(x).frechetDistance(GaussianFit.of(y));
        assertEquals(0.37141346584153545, value, 1e-12);
        var fid = Fid.of(Features.raw()).groups(5).between(DataSet.of(x), DataSet.of(y));
        assertEquals(0.37141346584153545, fid.value(), 1e-6, "the samples are floats");
        assertTrue(fid.low() < fid.value() && fid.value() < fid.high());
        assertTrue(fid.estimator().contains("n = 80 and 70"), fid.estimator());
        var plain = Fid.of(Features.raw()).groups(0).between(DataSet.of(x), DataSet.of(y));
        assertEquals(fid.value(), plain.value(), 1e-12, "groups change no value");
    }

    @Test
    void agreesWithTheOtherClosedForm() {
        GaussianFit p = GaussianFit.of(gaussian(90, 30, 1_000, 1));
        GaussianFit q = GaussianFit.of(gaussian(70, 30, 1_001, 2));
        double expected =
                GaussianTransport.between(p.mean(), square(p), q.mean(), square(q)).value();
        assertEquals(expected, p.frechetDistance(q), 1e-8 * expected);
    }

    @Test
    void tilesMakeOneCovariance() {
        // 300 features: two tiles of columns; means far from 0.
        double[][] a = gaussian(400, 300, 1_000, 1);
        GaussianFit p = GaussianFit.of(a);
        int[][] entries = {{0, 299}, {299, 0}, {10, 20}, {255, 256}, {299, 299}};
        for (int[] entry : entries) {
            double m0 = 0;
            double m1 = 0;
            for (double[] row : a) {
                m0 += row[entry[0]] / 400;
                m1 += row[entry[1]] / 400;
            }
            double product = 0;
            for (double[] row : a) {
                product += (row[entry[0]] - m0) * (row[entry[1]] - m1) / 399;
            }
            assertEquals(m0, p.mean()[entry[0]], 1e-9);
            assertEquals(product, p.covariance()[300 * entry[0] + entry[1]], 1e-9);
        }
    }

    @Test
    void singularCovariancesStayReal() {
        // Both lie on one line: along it N(0, s²) and N(0, t²), so that the distance is (s - t)².
        var a = new double[50][10];
        var b = new double[50][10];
        for (int i = 0; i < 50; i++) {
            for (int j = 0; j < 10; j++) {
                a[i][j] = Math.sin(i);
                b[i][j] = 3 * Math.sin(i);
            }
        }
        double variance = GaussianFit.of(a).covariance()[0];
        double mean = GaussianFit.of(a).mean()[0];
        double expected = 10 * (4 * variance + 4 * mean * mean);
        assertEquals(
                expected, GaussianFit.of(a).frechetDistance(GaussianFit.of(b)), 1e-6 * expected);
        assertEquals(0, GaussianFit.of(a).frechetDistance(GaussianFit.of(a)), 1e-6);
    }

    @Test
    void intervalsHoldWhatTheySay() {
        // 25 pairs from the same two Gaussians: most intervals hold the mean of the values.
        int trials = 25;
        var all = new Estimate[trials];
        double mean = 0;
        for (int t = 0; t < trials; t++) {
            DataSet a = DataSet.of(gaussian(300, 3, 0, 2 * t));
            DataSet b = DataSet.of(gaussian(300, 3, 0.5, 2 * t + 1));
            all[t] = Fid.of(Features.raw()).groups(5).between(a, b);
            mean += all[t].value() / trials;
        }
        int held = 0;
        for (Estimate e : all) {
            held += e.low() <= mean && mean <= e.high() ? 1 : 0;
        }
        assertTrue(held >= 20, held + " of 25");
    }

    @Test
    void realDigitsAreNearerToDigitsThanToRenderedOnes() {
        assumeTrue(
                DataFolder.find("mnist/t10k-images-idx3-ubyte.gz") != null,
                "no MNIST: set OT4J_DATA to a folder with mnist/t10k-images-idx3-ubyte.gz");
        var split = Mnist.test().subset(2_000, 1).split(0.5, 1);
        var fid = Fid.of(Features.randomConvolutions(1)).groups(0);
        double same = fid.between(split.train(), split.test()).value();
        DataSet drawn = RenderedDigits.standard().sample(1_000, 1);
        double other = fid.between(split.train(), drawn).value();
        assertTrue(same < other / 5, same + " against " + other);
    }

    @Test
    void fewerSamplesThanFeaturesAndNaNAreErrors() {
        DataSet few = DataSet.of(gaussian(25, 30, 0, 1));
        var fid = Fid.of(Features.raw());
        var e = assertThrows(IllegalArgumentException.class, () -> fid.between(few, few));
        assertTrue(e.getMessage().contains("more than the 30 features"), e.getMessage());
        FeatureExtractor broken =
                new FeatureExtractor() {
                    @Override
                    public String name() {
                        return "broken";
                    }

                    @Override
                    public NDArray features(NDArray samples) {
                        return samples.mul(Float.NaN);
                    }
                };
        DataSet enough = DataSet.of(gaussian(60, 3, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> Fid.of(broken).between(enough, enough));
        assertThrows(IllegalArgumentException.class, () -> fid.groups(1));
    }

    @Test
    void kidAgreesWithNumPyAndHasNoBias() {
        var one = new Kid(Features.raw(), 80);
        // One block would hold all 70; the first 70 and 70 in blocks of 14 hold less: check
        // unbiased values against the whole by their interval.
        var blocks = one.between(DataSet.of(x), DataSet.of(y));
        assertTrue(
                blocks.low() <= 0.20546349963404786 && 0.20546349963404786 <= blocks.high(),
                blocks.toString());
        double sum = 0;
        for (int t = 0; t < 30; t++) {
            DataSet a = DataSet.of(gaussian(100, 3, 0, 2 * t));
            DataSet b = DataSet.of(gaussian(100, 3, 0, 2 * t + 1));
            sum += new Kid(Features.raw(), 20).between(a, b).value() / 30;
        }
        assertEquals(0, sum, 0.05);
    }

    @Test
    void neighboursAgreeWithNumPy() {
        var r = Neighbours.of(x, y, 5);
        assertEquals(1.0, r.precision().value(), 1e-12);
        assertEquals(0.9875, r.recall().value(), 1e-12);
        assertEquals(0.8257142857142858, r.density().value(), 1e-12);
        assertEquals(0.9875, r.coverage().value(), 1e-12);
        double[][] far = gaussian(600, 4, 50, 1);
        var none = Neighbours.of(x, far);
        assertEquals(0, none.precision().value() + none.recall().value() + none.coverage().value());
        var self = Neighbours.of(far, far.clone());
        assertEquals(1, self.precision().value());
        assertEquals(1, self.coverage().value());
        assertThrows(IllegalArgumentException.class, () -> Neighbours.of(x, y, 70));
    }

    private static double[][] square(GaussianFit fit) {
        int d = fit.dimension();
        var rows = new double[d][d];
        for (int i = 0; i < d; i++) {
            System.arraycopy(fit.covariance(), i * d, rows[i], 0, d);
        }
        return rows;
    }

    private static double[][] gaussian(int n, int d, double mean, long seed) {
        var random = new Random(seed);
        var rows = new double[n][d];
        for (double[] row : rows) {
            double common = random.nextGaussian();
            for (int j = 0; j < d; j++) {
                row[j] = mean + random.nextGaussian() + 0.5 * common + 0.01 * j;
            }
        }
        return rows;
    }

    @Test
    void ofFewSamplesItSaysTheWaysOut() {
        DataSet few = DataSet.of(gaussian(40, 50, 0, 1));
        DataSet enough = DataSet.of(gaussian(60, 50, 0, 1));
        Fid fid = Fid.of(Features.raw());
        for (var sides : List.of(List.of(few, enough), List.of(enough, few))) {
            String message =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> fid.between(sides.get(0), sides.get(1)))
                            .getMessage();
            String which = sides.get(0) == few ? "the first sample" : "the second sample";
            assertTrue(message.startsWith("samples in " + which + " = 40"), message);
            assertTrue(message.contains("more than the 50 features by raw values"), message);
            assertTrue(message.contains("Kid.of(extractor).between(a, b)"), message);
            assertTrue(message.contains("Features.classifier(labelled, seed) with 64"), message);
        }
        DataSet three = DataSet.of(gaussian(3, 1, 0, 1));
        String message =
                assertThrows(IllegalArgumentException.class, () -> fid.between(three, enough))
                        .getMessage();
        assertTrue(message.contains("groups(0) for a value alone"), message);
        try (var arrays = NDManager.newBaseManager()) {
            DataSet x = DataSet.of(gaussian(60, 2, 0, 1));
            DataSet y = DataSet.of(gaussian(60, 2, 1, 1));
            assertEquals(
                    fid.between(x, y).value(), fid.between(x, y.toNDArray(arrays)).value(), 1e-9);
        }
    }
}
