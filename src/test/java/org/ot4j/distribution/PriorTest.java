package org.ot4j.distribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.commons.math3.special.Gamma;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.network.Differences;
import org.ot4j.network.Recipes;
import org.ot4j.network.Tensors;

/** Log densities are SciPy 1.x's, from scipy.stats at the same points. */
class PriorTest {
    private final NDManager manager = Tensors.newManager();
    private final NDArray z = Tensors.of(manager, new float[] {0.3f, -1.2f, 2, 0.5f}, 2, 2);
    private final NDArray simplex =
            Tensors.of(manager, new float[] {0.2f, 0.3f, 0.5f, 0.7f, 0.1f, 0.2f}, 2, 3);

    private static final Prior GAUSSIAN =
            Prior.gaussian(new double[] {0.5, -1}, new double[][] {{2, 0.6}, {0.6, 0.5}});
    private static final Prior MIXTURE =
            Prior.mixture(
                    new double[] {0.3, 0.7},
                    Prior.standardNormal(2),
                    Prior.gaussian(new double[] {2, 1}, 0.5));

    @AfterEach
    void close() {
        manager.close();
    }

    private void same(double[] expected, NDArray actual) {
        float[] values = actual.toFloatArray();
        assertEquals(expected.length, values.length);
        for (int i = 0; i < values.length; i++) {
            assertEquals(expected[i], values[i], 2e-6 * (1 + Math.abs(expected[i])));
        }
    }

    @Test
    void densitiesAreThoseOfScipy() {
        same(new double[] {-2.60287707, -3.96287707}, Prior.standardNormal(2).logDensity(z));
        same(new double[] {-1.65535852, -3.89988977}, GAUSSIAN.logDensity(z));
        same(new double[] {-3.806846, -1.28737944}, MIXTURE.logDensity(z));
        same(new double[] {-3.21887582, -3.21887582}, Prior.uniform(2, -2, 3).logDensity(z));
        same(
                new double[] {0.2887856474366495, -0.01661392304448439},
                Prior.dirichlet(2, 0.5, 3.3).logDensity(simplex));
        NDArray codes = Prior.categorical(0.2, 0.3, 0.5).codes(manager);
        same(
                new double[] {Math.log(0.2), Math.log(0.3), Math.log(0.5)},
                Prior.categorical(0.2, 0.3, 0.5).logDensity(codes));
    }

    @Test
    void thereIsNoDensityOutsideTheCube() {
        assertEquals(
                Float.NEGATIVE_INFINITY, Prior.uniform(2, -1, 1).logDensity(z).toFloatArray()[0]);
    }

    @Test
    void farTailsOfAMixtureDoNotUnderflow() {
        NDArray far = Tensors.of(manager, new float[] {100, 100}, 1, 2);
        double expected = Math.log(0.3) - Math.log(2 * Math.PI) - 10_000;
        assertEquals(expected, MIXTURE.logDensity(far).getFloat(0), 0.01);
    }

    /** E |z - z'|², twice the trace of the covariance. */
    @Test
    void spreadIsTwiceTheTraceOfTheCovariance() {
        assertEquals(16, Prior.standardNormal(8).spread());
        assertEquals(5, GAUSSIAN.spread());
        assertEquals(2 * 3 * 25 / 12.0, Prior.uniform(3, -2, 3).spread(), 1e-12);
        // 0.3 · 2 + 0.7 · 2 · 0.25 within and 0.3 · 0.7 · 5 between the components.
        assertEquals(2 * (0.6 + 0.35 + 1.05), MIXTURE.spread(), 0.1);
        assertEquals(2 * (1 - 0.38), Prior.categorical(0.2, 0.3, 0.5).spread(), 0.02);
    }

    @Test
    void logGammaIsThatOfScipy() {
        assertEquals(2.252712651734206, Gamma.logGamma(0.1), 1e-13);
        assertEquals(0.5723649429247, Gamma.logGamma(0.5), 1e-13);
        assertEquals(0, Gamma.logGamma(1), 1e-13);
        assertEquals(0.2846828704729192, Gamma.logGamma(2.5), 1e-13);
        assertEquals(71.257038967168, Gamma.logGamma(30), 1e-11);
        assertEquals(6.907178885383853, Gamma.logGamma(1e-3), 1e-12);
    }

    static Stream<Prior> smooth() {
        return Stream.of(Prior.standardNormal(2), GAUSSIAN, MIXTURE);
    }

    @ParameterizedTest
    @MethodSource("smooth")
    void gradientsOfDensitiesAreRight(Prior prior) {
        Differences.check(y -> prior.logDensity(y).sum(), z, 1e-2, 2e-3);
    }

    @Test
    void gradientOfTheDirichletIsRight() {
        Prior prior = Prior.dirichlet(2, 0.5, 3.3);
        Differences.check(y -> prior.logDensity(y).sum(), simplex, 2e-3, 5e-3);
    }

    /** Mean and covariance of each, within five standard errors over three seeds. */
    @ParameterizedTest
    @MethodSource("moments")
    void samplesHaveTheRightMoments(Prior prior, double[] mean, double[] variance) {
        int n = 20_000;
        for (long seed = 1; seed <= 3; seed++) {
            NDArray sample = prior.sample(manager, n, new SplittableRandom(seed));
            assertEquals(n, sample.size(0));
            assertEquals(prior.dimension(), sample.size(1));
            float[] means = sample.mean(new int[] {0}).toFloatArray();
            float[] squares =
                    sample.sub(sample.mean(new int[] {0}, true))
                            .square()
                            .mean(new int[] {0})
                            .toFloatArray();
            for (int k = 0; k < mean.length; k++) {
                assertEquals(mean[k], means[k], 5 * Math.sqrt(variance[k] / n), "mean " + k);
                assertEquals(variance[k], squares[k], 0.08 * variance[k], "variance " + k);
            }
        }
    }

    static Stream<Arguments> moments() {
        return Stream.of(
                arguments(Prior.standardNormal(2), new double[] {0, 0}, new double[] {1, 1}),
                arguments(GAUSSIAN, new double[] {0.5, -1}, new double[] {2, 0.5}),
                arguments(MIXTURE, new double[] {1.4, 0.7}, new double[] {1.315, 0.685}),
                arguments(
                        Prior.uniform(2, -2, 3),
                        new double[] {0.5, 0.5},
                        new double[] {25 / 12.0, 25 / 12.0}),
                // α = (2, 0.5, 3.5): mean α / 6, variance m (1 - m) / 7.
                arguments(
                        Prior.dirichlet(2, 0.5, 3.5),
                        new double[] {1 / 3.0, 1 / 12.0, 7 / 12.0},
                        new double[] {2 / 63.0, 11 / 1008.0, 35 / 1008.0}),
                arguments(
                        Prior.categorical(0.2, 0.3, 0.5),
                        new double[] {0.2, 0.3, 0.5},
                        new double[] {0.16, 0.21, 0.25}));
    }

    private static Arguments arguments(Object... values) {
        return Arguments.of(values);
    }

    @Test
    void aGaussianSampleHasTheRightCorrelation() {
        NDArray x = GAUSSIAN.sample(manager, 20_000, new SplittableRandom(4));
        NDArray y = x.sub(x.mean(new int[] {0}, true));
        float product = y.get(":, 0").mul(y.get(":, 1")).mean().getFloat();
        assertEquals(0.6, product, 0.05);
    }

    @Test
    void eachSaysWhereItsCodesLie() {
        Prior uniform = Prior.uniform(2, -1, 1);
        Prior finite = Prior.categorical(0.5, 0.5);
        double[] halves = {0.5, 0.5};
        assertEquals(Support.SPACE, GAUSSIAN.support());
        assertEquals(Support.SPACE, MIXTURE.support());
        assertEquals(Support.BOUNDED, uniform.support());
        assertEquals(Support.SIMPLEX, Prior.dirichlet(1, 2).support());
        assertEquals(Support.POINTS, finite.support());
        assertEquals(Support.SPHERE, Prior.sphere(2).support());
        assertEquals(Support.SPACE, Prior.mixture(halves, GAUSSIAN, uniform).support());
        assertEquals(Support.BOUNDED, Prior.mixture(halves, uniform, uniform).support());
        assertEquals(Support.MIXED, Prior.mixture(halves, GAUSSIAN, finite).support());
    }

    @Test
    void priorsSurviveAFile() {
        for (Prior prior :
                new Prior[] {GAUSSIAN, MIXTURE, Prior.uniform(2, -3, 3), Prior.sphere(2)}) {
            var back = (Prior) Recipes.fromJson(Recipes.toJson(prior));
            assertArrayEquals(
                    prior.logDensity(z).toFloatArray(), back.logDensity(z).toFloatArray());
        }
    }

    @Test
    void badArgumentsAreNamed() {
        assertMessage("dimension = 1: expected at least 2", () -> Prior.sphere(1));
        assertMessage("dimension = 0", () -> Prior.standardNormal(0));
        assertMessage("sum of probabilities = 1.1", () -> Prior.categorical(0.6, 0.5));
        assertMessage("probabilities[1] = -0.5", () -> Prior.categorical(1.5, -0.5));
        assertMessage("low = 1.0", () -> Prior.uniform(2, 1, 1));
        assertMessage(
                "positive definite",
                () -> Prior.gaussian(new double[2], new double[][] {{1, 2}, {2, 1}}));
        assertMessage(
                "covariance[1][0]",
                () -> Prior.gaussian(new double[2], new double[][] {{1, 0.5}, {0.4, 1}}));
        assertMessage("concentration[0]", () -> Prior.dirichlet(0, 1));
        assertMessage(
                "dimension of a component",
                () ->
                        Prior.mixture(
                                new double[] {0.5, 0.5},
                                Prior.standardNormal(1),
                                Prior.standardNormal(2)));
    }

    private static void assertMessage(String part, Executable code) {
        String message = assertThrows(IllegalArgumentException.class, code).getMessage();
        assertEquals(true, message.contains(part), message);
    }
}
