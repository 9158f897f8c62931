package org.ot4j.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ot4j.network.Differences;
import org.ot4j.network.Tensors;

/**
 * The von Mises–Fisher distribution against quadrature over the angle θ from its mean, whose
 * density is proportional to e^{κ cos θ} sin^{d-2} θ.
 */
class VonMisesFisherTest {
    private static final int STEPS = 20_000;

    private final NDManager manager = Tensors.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** By Simpson's rule. */
    private static double integral(double from, double to, DoubleUnaryOperator f) {
        double sum = 0;
        double step = (to - from) / STEPS;
        for (int i = 0; i < STEPS; i++) {
            double left = from + i * step;
            sum += f.applyAsDouble(left) * step / 6;
            sum += f.applyAsDouble(left + step / 2) * step * 2 / 3;
            sum += f.applyAsDouble(left + step) * step / 6;
        }
        return sum;
    }

    private static double density(int d, double kappa, double theta) {
        return Math.exp(kappa * (Math.cos(theta) - 1)) * Math.pow(Math.sin(theta), d - 2);
    }

    private static double mass(int d, double kappa) {
        return integral(0, Math.PI, t -> density(d, kappa, t));
    }

    /** In every regime: tiny and huge κ, both sides of the switch to the expansion, many axes. */
    @ParameterizedTest
    @CsvSource({
        "2,1e-9", "2,0.3", "2,5", "2,24.9", "2,25.1", "2,700", "3,1e-3", "3,2", "3,40", "3,5000",
        "4,26.9", "4,27.1", "5,10", "10,1", "10,100", "64,3", "64,500", "64,2100", "512,50"
    })
    void constantMeanAndDivergenceAreThoseOfQuadrature(int d, double kappa) {
        double mass = mass(d, kappa);
        double scale = Math.log(mass / mass(d, 0));
        double a = integral(0, Math.PI, t -> Math.cos(t) * density(d, kappa, t)) / mass;
        double gap = integral(0, Math.PI, t -> (1 - Math.cos(t)) * density(d, kappa, t)) / mass;
        assertEquals(scale, VonMisesFisher.logScale(d, kappa), 1e-9 * (1 + Math.abs(scale)));
        assertEquals(a, VonMisesFisher.meanLength(d, kappa), 1e-9);
        double kl = -kappa * gap - scale;
        assertEquals(kl, VonMisesFisher.kl(d, kappa), 1e-9 * (1 + kl));
        double h = 1e-4 * Math.max(kappa, 1e-6);
        double slope =
                (VonMisesFisher.kl(d, kappa + h) - VonMisesFisher.kl(d, kappa - h)) / (2 * h);
        assertEquals(slope, VonMisesFisher.klSlope(d, kappa), 1e-6 * (1e-3 + slope));
    }

    /** On the sphere of three axes all is elementary. */
    @Test
    void inThreeDimensionsItIsElementary() {
        for (double kappa : new double[] {0.1, 1, 10, 200}) {
            double scale = Math.log((1 - Math.exp(-2 * kappa)) / (2 * kappa));
            assertEquals(scale, VonMisesFisher.logScale(3, kappa), 1e-12);
            double a = 1 / Math.tanh(kappa) - 1 / kappa;
            assertEquals(a, VonMisesFisher.meanLength(3, kappa), 1e-12);
        }
        assertEquals(-Math.log(4 * Math.PI), VonMisesFisher.logUniform(3), 1e-14);
        assertEquals(-Math.log(2 * Math.PI), VonMisesFisher.logUniform(2), 1e-14);
    }

    /** ∂w/∂κ against differences of the quantile function, found by bisection and quadrature. */
    @ParameterizedTest
    @CsvSource({"2,0.5", "2,8", "3,1e-3", "3,2", "3,300", "6,0.7", "6,30", "20,5", "20,400"})
    void slopesOfDrawsAreThoseOfTheQuantile(int d, double kappa) {
        double h = 1e-4 * Math.max(1, kappa);
        for (double u : new double[] {0.03, 0.3, 0.6, 0.97}) {
            double w = Math.cos(quantile(d, kappa, u));
            double slope =
                    (Math.cos(quantile(d, kappa + h, u)) - Math.cos(quantile(d, kappa - h, u)))
                            / (2 * h);
            double found = VonMisesFisher.slopeOfDraw(d, kappa, 1 - w);
            assertEquals(slope, found, 1e-4 * Math.abs(slope) + 1e-7, "at " + u);
            assertTrue(found > 0, "a larger κ moves every draw towards the mean");
        }
    }

    /** The angle above which there is mass u. */
    private static double quantile(int d, double kappa, double u) {
        int cells = 4_000;
        double step = Math.PI / cells;
        var sums = new double[cells + 1];
        for (int i = cells - 1; i >= 0; i--) {
            double left = density(d, kappa, i * step);
            double middle = density(d, kappa, (i + 0.5) * step);
            double right = density(d, kappa, (i + 1) * step);
            sums[i] = sums[i + 1] + (left + 4 * middle + right) / 6 * step;
        }
        double target = u * sums[0];
        int i = 0;
        while (sums[i + 1] > target) {
            i++;
        }
        double low = i * step;
        double high = low + step;
        for (int k = 0; k < 60; k++) {
            double t = (low + high) / 2;
            double right = (i + 1) * step;
            double part =
                    (density(d, kappa, t)
                                    + 4 * density(d, kappa, (t + right) / 2)
                                    + density(d, kappa, right))
                            / 6
                            * (right - t);
            if (sums[i + 1] + part > target) {
                low = t;
            } else {
                high = t;
            }
        }
        return (low + high) / 2;
    }

    /** E w = A and E w² = 1 - (d - 1) A / κ, within five standard errors. */
    @ParameterizedTest
    @CsvSource({"2,0.2", "2,3", "3,0", "3,20", "5,1", "5,100", "40,60", "40,1e6"})
    void drawsHaveTheRightMoments(int d, double kappa) {
        var random = new SplittableRandom(3);
        int n = 20_000;
        double gap = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double g = VonMisesFisher.drawGap(d, kappa, random);
            assertTrue(g >= 0 && g <= 2, "" + g);
            gap += g / n;
            squares += g * g / n;
        }
        double error = 5 * Math.sqrt((squares - gap * gap) / n);
        double a = VonMisesFisher.meanLength(d, kappa);
        double second = kappa == 0 ? 1.0 / d : 1 - (d - 1) * a / kappa;
        assertEquals(1 - a, gap, error + 1e-12);
        assertEquals(1 - 2 * a + second, squares, 12 * gap * error + 1e-9);
    }

    private NDArray output(double... values) {
        return Tensors.of(manager, values, 1, values.length);
    }

    /** E over draws of p/q is 1, and the mean of log q - log p is the KL in closed form. */
    @ParameterizedTest
    @CsvSource({"2,1.5", "3,-1", "3,4", "8,6"})
    void densitiesAndDrawsBelongTogether(int d, double raw) {
        var values = new double[d + 1];
        for (int k = 0; k < d; k++) {
            values[k] = 0.3 + 0.4 * k * (k % 2 == 0 ? 1 : -1);
        }
        values[d] = raw;
        Inference family = Posterior.vonMisesFisher().build(d, 0);
        NDArray output = output(values).repeat(0, 20_000);
        var draw = family.draw(output, new SplittableRandom(4));
        NDArray lengths = draw.z().square().sum(new int[] {1});
        assertEquals(1, lengths.min().getFloat(), 1e-5);
        assertEquals(1, lengths.max().getFloat(), 1e-5);
        Prior uniform = Prior.sphere(d);
        NDArray ratio = draw.logDensity().sub(uniform.logDensity(draw.z()));
        double kappa = Math.log1p(Math.exp(raw));
        double kl = family.kl(output, draw, uniform).getFloat(0);
        assertEquals(VonMisesFisher.kl(d, kappa), kl, 1e-5 * (1 + kl));
        double error = Math.sqrt(ratio.sub(ratio.mean()).square().mean().getFloat() / 20_000);
        assertEquals(kl, ratio.mean().getFloat(), 5 * error);
        NDArray mean = draw.z().mean(new int[] {0});
        NDArray along = family.centre(output).get(0).mul(mean).sum();
        assertEquals(VonMisesFisher.meanLength(d, kappa), along.getFloat(), 0.02);
        if (kappa < 2) {
            // p / q has a variance only where q is not too narrow.
            assertEquals(1, ratio.neg().exp().mean().getFloat(), 0.03);
        }
        // At any point, by the density as it is written down.
        double w = along(draw.z(), family.centre(output));
        double log =
                VonMisesFisher.logUniform(d) + kappa * (w - 1) - VonMisesFisher.logScale(d, kappa);
        assertEquals(log, draw.logDensity().getFloat(0), 1e-4 * (1 + Math.abs(log)));
    }

    private static double along(NDArray z, NDArray mean) {
        double[] a = Tensors.doubles(z.get(0));
        double[] b = Tensors.doubles(mean.get(0));
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    @Test
    void gradientOfTheDivergenceIsRight() {
        Inference family = Posterior.vonMisesFisher().build(3, 0);
        NDArray output = output(0.4, -1, 0.3, 0.8);
        Differences.check(o -> family.kl(o, null, Prior.sphere(3)).sum(), output, 1e-2, 2e-3);
    }

    /**
     * The gradient of E f(z) through the draws is that of the expectation: f = a·z + (a·z)² has E f
     * = A a·μ + (1 - E w²)/(d - 1) |a|² + (d E w² - 1)/(d - 1) (a·μ)².
     */
    @Test
    void gradientsThroughDrawsAreThoseOfTheExpectation() {
        int d = 3;
        int n = 60_000;
        double[] a = {0.8, -0.5, 0.6};
        double[] start = {0.4, -1, 0.3, 1.5};
        Inference family = Posterior.vonMisesFisher().build(d, 0);
        NDArray weights = Tensors.of(manager, a, 3, 1);
        float[] gradient =
                Differences.gradient(
                        o -> {
                            NDArray z = family.draw(o.repeat(0, n), new SplittableRandom(5)).z();
                            NDArray along = z.matMul(weights);
                            return along.add(along.square()).mean();
                        },
                        output(start));
        for (int k = 0; k <= d; k++) {
            double[] up = start.clone();
            double[] down = start.clone();
            up[k] += 1e-4;
            down[k] -= 1e-4;
            double slope = (expected(up, a) - expected(down, a)) / 2e-4;
            assertEquals(slope, gradient[k], 0.015, "output " + k);
        }
    }

    private static double expected(double[] output, double[] a) {
        int d = a.length;
        double length = 0;
        double along = 0;
        double aa = 0;
        for (int k = 0; k < d; k++) {
            length += output[k] * output[k];
            along += a[k] * output[k];
            aa += a[k] * a[k];
        }
        along /= Math.sqrt(length);
        double kappa = Math.log1p(Math.exp(output[d]));
        double mean = VonMisesFisher.meanLength(d, kappa);
        double second = 1 - (d - 1) * mean / kappa;
        return mean * along
                + (1 - second) / (d - 1) * aa
                + (d * second - 1) / (d - 1) * along * along;
    }

    @Test
    void theUniformPriorHasTheAreaForItsDensity() {
        Prior sphere = Prior.sphere(3);
        NDArray z = sphere.sample(manager, 20_000, new SplittableRandom(6));
        assertEquals(-Math.log(4 * Math.PI), sphere.logDensity(z).getFloat(0), 1e-6);
        for (float mean : z.mean(new int[] {0}).toFloatArray()) {
            assertEquals(0, mean, 0.02);
        }
        for (float square : z.square().mean(new int[] {0}).toFloatArray()) {
            assertEquals(1 / 3.0, square, 0.01);
        }
        assertEquals(2, sphere.spread());
    }
}
