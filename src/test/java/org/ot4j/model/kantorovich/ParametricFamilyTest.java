package org.ot4j.model.kantorovich;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ot4j.model.Refusals.assertNames;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.ExponentialDistribution;
import org.apache.commons.math3.distribution.LaplaceDistribution;
import org.apache.commons.math3.distribution.LogNormalDistribution;
import org.apache.commons.math3.distribution.LogisticDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.junit.jupiter.api.Test;
import org.ot4j.data.DataSet;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Prior;
import org.ot4j.model.Move;
import org.ot4j.network.Networks;
import org.ot4j.training.Schedule;
import org.ot4j.transport.map.GaussianTransport;

/** Estimators of distributions with continuous parameters, planted and in closed form. */
class ParametricFamilyTest {
    private static final Distortion SQUARED = Distortion.squaredEuclidean();
    private static final NormalDistribution NORMAL = new NormalDistribution();

    /** n points that cover μ + L z, z standard normal in the plane, evenly. */
    private static DataSet gaussian(int n, double[] location, double[][] scale) {
        var points = new double[n][];
        for (int i = 0; i < n; i++) {
            double[] z = {
                NORMAL.inverseCumulativeProbability((i + 0.5) / n),
                NORMAL.inverseCumulativeProbability((i * 0.6180339887498949 + 0.25) % 1)
            };
            points[i] =
                    new double[] {
                        location[0] + scale[0][0] * z[0],
                        location[1] + scale[1][0] * z[0] + scale[1][1] * z[1]
                    };
        }
        return DataSet.of(points);
    }

    private static void train(Mke model, DataSet data) {
        model.train(data)
                .steps(150)
                .batchSize(128)
                .learningRate(0.05)
                .schedule(Schedule.cosine())
                .seed(1)
                .fit();
    }

    /** W_2² between the Gaussian that is found and the planted one, in closed form. */
    @Test
    void aPlantedGaussianIsFound() {
        double[] location = {1.5, -0.5};
        double[][] scale = {{0.8, 0}, {0.6, 0.5}};
        DataSet data = gaussian(512, location, scale);
        LocationScale family = ParametricFamily.gaussian(2);
        try (Mke model = Mke.primal(SQUARED).family(family).build()) {
            train(model, data);
            var found = family.fitted(model);
            double distance =
                    GaussianTransport.between(
                                    location,
                                    Triangle.squared(scale),
                                    found.location(),
                                    found.covariance())
                            .value();
            assertTrue(distance < 0.02, found + " is " + distance + " away");
            assertEquals(0, found.scale()[0][1]);
            assertArrayEquals(location, found.location(), 0.08);
        }
    }

    /**
     * On the line E = W_2² = (μ - m)² + (s - σ)², and in the stored logarithm of s its slope is 2
     * (s - σ) s.
     */
    @Test
    void theGradientOnTheLineIsThatOfTheClosedForm() {
        int n = 2_000;
        double m = 0.4;
        double sigma = 1.7;
        var y = new float[n];
        for (int i = 0; i < n; i++) {
            y[i] = (float) (m + sigma * NORMAL.inverseCumulativeProbability((i + 0.5) / n));
        }
        double mu = -0.3;
        double s = 0.9;
        try (Mke model = Mke.primal(SQUARED).family(ParametricFamily.gaussian(1)).build()) {
            model.prepare(new Shape(1), 0);
            model.generator().weights().set(new float[] {(float) mu, (float) Math.log(s)});
            Move move = Move.of(model, "generator", y, 3);
            assertEquals(Math.pow(mu - m, 2) + Math.pow(s - sigma, 2), move.value(), 0.02);
            float[] gradient = move.gradients().get("generator");
            assertEquals(2 * (mu - m), gradient[0], 0.02);
            assertEquals(2 * (s - sigma) * s, gradient[1], 0.03);
        }
    }

    @Test
    void aBaseOfAnotherKindIsMovedAndStretched() {
        LocationScale family = ParametricFamily.locationScale(Prior.uniform(1, -1, 1));
        var points = new double[400][1];
        for (int i = 0; i < 400; i++) {
            points[i][0] = 1 + 0.5 * (2 * (i + 0.5) / 400 - 1);
        }
        try (Mke model = Mke.primal(SQUARED).family(family).build()) {
            train(model, DataSet.of(points));
            var found = family.fitted(model);
            assertEquals(1, found.location()[0], 0.03);
            assertEquals(0.5, found.scale()[0][0], 0.03);
        }
    }

    /** Each margin at w is the quantile of Φ(w). */
    @Test
    void marginsHaveTheirQuantiles() {
        RealDistribution[] right = {
            new NormalDistribution(0.3, 2),
            new LogNormalDistribution(0.3, 2),
            new UniformRealDistribution(0.3, 2.3),
            new ExponentialDistribution(2),
            new LogisticDistribution(0.3, 2),
            new LaplaceDistribution(0.3, 2)
        };
        double[][] w = {{-4}, {-1.5}, {-0.2}, {0}, {0.7}, {2}, {4.5}};
        for (Margin margin : Margin.values()) {
            GaussianCopula family = ParametricFamily.copula(margin);
            try (Mke model = Mke.primal(SQUARED).family(family).build()) {
                model.prepare(new Shape(1), 0);
                model.generator().weights().set(new float[] {0.3f, (float) Math.log(2), 0});
                double[][] x = model.decode(w);
                for (int i = 0; i < w.length; i++) {
                    double p = NORMAL.cumulativeProbability(w[i][0]);
                    double expected = right[margin.ordinal()].inverseCumulativeProbability(p);
                    expected += margin == Margin.EXPONENTIAL ? 0.3 : 0;
                    assertEquals(
                            expected, x[i][0], 2e-5 * (1 + Math.abs(expected)), margin + " " + p);
                }
                assertEquals(0.3, family.fitted(model).location()[0], 1e-6);
                assertEquals(2, family.fitted(model).scale()[0], 1e-6);
            }
        }
    }

    /** An exponential and a logistic coordinate of which the normal ones correlate by 0.8. */
    @Test
    void aPlantedCopulaIsFound() {
        var random = new SplittableRandom(5);
        var points = new double[600][];
        for (int i = 0; i < 600; i++) {
            double u = random.nextGaussian();
            double v = 0.8 * u + 0.6 * random.nextGaussian();
            double p = NORMAL.cumulativeProbability(v);
            points[i] =
                    new double[] {
                        1 - 0.5 * Math.log(NORMAL.cumulativeProbability(-u)),
                        -2 + 0.4 * Math.log(p / (1 - p))
                    };
        }
        GaussianCopula family = ParametricFamily.copula(Margin.EXPONENTIAL, Margin.LOGISTIC);
        try (Mke model = Mke.primal(Distortion.euclidean()).family(family).build()) {
            train(model, DataSet.of(points));
            var found = family.fitted(model);
            String what = Arrays.deepToString(found.correlation());
            assertEquals(0.8, found.correlation()[0][1], 0.1, what);
            assertEquals(1, found.correlation()[1][1], 1e-9, what);
            assertArrayEquals(new double[] {1, -2}, found.location(), 0.12);
            assertArrayEquals(new double[] {0.5, 0.4}, found.scale(), 0.1);
        }
    }

    @Test
    void aFileAloneGivesTheModelBack() {
        DataSet data = gaussian(32, new double[2], new double[][] {{1, 0}, {0, 1}});
        GaussianCopula copula = ParametricFamily.copula(Margin.NORMAL, Margin.LAPLACE);
        LocationScale plane = ParametricFamily.gaussian(2);
        for (ParametricFamily family : new ParametricFamily[] {copula, plane}) {
            try (Mke model = Mke.primal(SQUARED).family(family).build();
                    var read = Move.saved(model, data)) {
                assertEquals(model.recipe(), read.recipe());
                assertArrayEquals(
                        model.sample(5, 1).toFloatArray(), read.sample(5, 1).toFloatArray());
                if (family == copula) {
                    assertArrayEquals(
                            copula.fitted(model).scale(), copula.fitted((Mke) read).scale());
                }
            }
        }
    }

    @Test
    void saysWhatIsWrong() {
        assertNames("base = null", () -> ParametricFamily.locationScale(null));
        assertNames("margins.size = 0", () -> ParametricFamily.copula());
        assertNames("margins[1] = null", () -> ParametricFamily.copula(Margin.NORMAL, null));
        assertNames("family = null", () -> Mke.primal(SQUARED).family(null));
        LocationScale family = ParametricFamily.gaussian(2);
        DataSet line = DataSet.of(new float[] {1, 2, 3}, 1);
        try (Mke model = Mke.primal(SQUARED).family(family).build()) {
            assertThrows(IllegalStateException.class, () -> family.fitted(model));
            assertNames("sample shape of the data", () -> model.train(line).batchSize(3).fit());
        }
        try (Mke other =
                Mke.primal(SQUARED)
                        .prior(Prior.standardNormal(2))
                        .generator(Networks.linear())
                        .build()) {
            other.prepare(new Shape(2), 0);
            assertNames("model = MKE", () -> family.fitted(other));
        }
    }
}
