package org.ot4j.distribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.network.Differences;
import org.ot4j.network.Recipes;
import org.ot4j.network.Tensors;

/** Log densities are those of scipy.stats at the same points. */
class LikelihoodTest {
    private static final float[] X = {0.5f, -0.3f, 1, 2};
    private static final float[] MU = {0.1f, 0.4f, -1, 1.5f};
    private static final float[] MU_AND_LOG_VARIANCE = {0.1f, 0.4f, 0.2f, -0.5f, -1, 1.5f, 1, 0.3f};

    private final NDManager manager = Tensors.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<Arguments> all() {
        return Stream.of(
                Arguments.of(
                        Likelihood.gaussian().fixed(0.3),
                        X,
                        MU,
                        new double[] {-3.04104257, -23.04104257}),
                Arguments.of(
                        Likelihood.gaussian().predictedVariance(),
                        X,
                        MU_AND_LOG_VARIANCE,
                        new double[] {-2.15731224, -3.31623823}),
                Arguments.of(Likelihood.laplace(0.4), X, MU, new double[] {-2.3037129, -5.8037129}),
                Arguments.of(
                        Likelihood.bernoulli(),
                        new float[] {1, 0, 0, 1},
                        MU,
                        new double[] {-1.55741191, -0.51467497}),
                // A learned σ starts at 1: -|x - μ|²/2 - log 2π.
                Arguments.of(
                        Likelihood.gaussian().learnedVariance(),
                        X,
                        MU,
                        new double[] {
                            -0.325 - Math.log(2 * Math.PI), -2.125 - Math.log(2 * Math.PI)
                        }),
                Arguments.of(
                        Likelihood.cost(Distortion.squaredEuclidean(), 2),
                        X,
                        MU,
                        new double[] {-0.325, -2.125}),
                Arguments.of(
                        Likelihood.cost(Distortion.euclidean(), 1),
                        X,
                        MU,
                        new double[] {-Math.sqrt(0.65), -Math.sqrt(4.25)}),
                Arguments.of(
                        Likelihood.cost(Distortion.absolute(), 1),
                        X,
                        MU,
                        new double[] {-1.1, -2.5}));
    }

    @ParameterizedTest
    @MethodSource("all")
    void densitiesPairsAndGradientsAreRight(
            Likelihood likelihood, float[] data, float[] values, double[] expected) {
        var back = (Likelihood) Recipes.fromJson(Recipes.toJson(likelihood));
        Observation observation = back.build(new Shape(2));
        NDArray x = Tensors.of(manager, data, 2, 2);
        NDArray output = Tensors.of(manager, values, 2, values.length / 2);
        assertEquals(new Shape(values.length / 2), likelihood.outputShape(new Shape(2)));
        float[] own = observation.logDensity(x, output).toFloatArray();
        for (int i = 0; i < 2; i++) {
            assertEquals(expected[i], own[i], 3e-6 * (1 + Math.abs(expected[i])));
        }
        Differences.check(o -> observation.logDensity(x, o).sum(), output, 1e-2, 5e-3);
        Differences.check(o -> observation.pairwise(x, o).sum(), output, 1e-2, 5e-3);
        pairsAgree(observation, x, output);
        assertEquals(x.getShape(), observation.mean(output).getShape());
    }

    private void pairsAgree(Observation observation, NDArray x, NDArray output) {
        NDArray pairs = observation.pairwise(x, output);
        long m = output.size(0);
        assertEquals(new Shape(x.size(0), m), pairs.getShape());
        for (long i = 0; i < x.size(0); i++) {
            for (long j = 0; j < m; j++) {
                NDArray one =
                        observation.logDensity(x.get(i).expandDims(0), output.get(j).expandDims(0));
                float expected = -one.getFloat(0);
                assertEquals(expected, pairs.getFloat(i, j), 2e-4 * (1 + Math.abs(expected)));
            }
        }
    }

    /** Pictures go through matrix products and not through differences. */
    @ParameterizedTest
    @MethodSource("all")
    void pairsOfPicturesAgreeToo(Likelihood likelihood) {
        var shape = new Shape(1, 4, 4);
        Observation observation = likelihood.build(shape);
        var random = new SplittableRandom(1);
        NDArray x = Tensors.uniform(manager, random, 3, 1, 4, 4);
        long channels = likelihood.outputShape(shape).get(0);
        NDArray output = Tensors.uniform(manager, random, 5, channels, 4, 4);
        pairsAgree(observation, x, output);
        assertEquals(new Shape(5, 1, 4, 4), observation.sample(output, random).getShape());
    }

    /** Moments of 20,000 draws. */
    @Test
    void drawsHaveTheRightMoments() {
        int n = 20_000;
        moments(Likelihood.gaussian().fixed(0.3), n, new float[] {0.7f}, 0.7, 0.09);
        moments(
                Likelihood.gaussian().predictedVariance(),
                n,
                new float[] {0.7f, (float) Math.log(0.16)},
                0.7,
                0.16);
        moments(Likelihood.gaussian().learnedVariance(), n, new float[] {0.7f}, 0.7, 1);
        moments(Likelihood.laplace(0.4), n, new float[] {0.7f}, 0.7, 0.32);
        double p = 1 / (1 + Math.exp(-0.7));
        moments(Likelihood.bernoulli(), n, new float[] {0.7f}, p, p * (1 - p));
    }

    private void moments(
            Likelihood likelihood, int n, float[] output, double mean, double variance) {
        NDArray outputs = Tensors.of(manager, output, 1, output.length).repeat(0, n);
        NDArray draws = likelihood.build(new Shape(1)).sample(outputs, new SplittableRandom(3));
        float found = draws.mean().getFloat();
        assertEquals(mean, found, 5 * Math.sqrt(variance / n), likelihood.name());
        assertEquals(variance, draws.sub(found).square().mean().getFloat(), 0.06 * variance);
    }

    @Test
    void theSeedDecidesDraws() {
        Observation observation = Likelihood.laplace(1).build(new Shape(2));
        NDArray output = Tensors.of(manager, MU, 2, 2);
        assertArrayEquals(
                observation.sample(output, new SplittableRandom(1)).toFloatArray(),
                observation.sample(output, new SplittableRandom(1)).toFloatArray());
    }

    /** The best log σ is log of the root of the mean squared error: there the gradient is 0. */
    @Test
    void theLearnedVarianceHasTheRightGradient() {
        Observation observation = Likelihood.gaussian().learnedVariance().build(new Shape(2));
        NDArray x = Tensors.of(manager, X, 2, 2);
        NDArray mu = Tensors.of(manager, MU, 2, 2);
        var weights = observation.weights().get(0);
        Differences.check(() -> observation.logDensity(x, mu).sum(), weights, 1, 1e-2, 2e-3);
        weights.set(new float[] {(float) (0.5 * Math.log((0.65 + 4.25) / 4))});
        double best = observation.logDensity(x, mu).sum().getFloat();
        assertEquals(-4 * 0.5 * (Math.log(2 * Math.PI * 4.9 / 4) + 1), best, 1e-4);
    }

    @Test
    void badArgumentsAreNamed() {
        var error =
                assertThrows(IllegalArgumentException.class, () -> Likelihood.gaussian().fixed(0));
        assertEquals("sigma = 0.0: expected a finite number above 0", error.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Likelihood.laplace(-1));
        assertThrows(
                IllegalArgumentException.class,
                () -> Likelihood.cost(Distortion.absolute(), Double.NaN));
    }

    /** Far from the origin all pairs cost in single precision what the same rows cost. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 3_000, 60_000})
    void pairsFarFromTheOriginCostWhatTheyDo(double offset) {
        int d = 7;
        var random = new Random(1);
        var x = new float[5 * d];
        var mean = new float[4 * d];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (offset + Math.rint(64 * random.nextGaussian()) / 64);
        }
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (offset + Math.rint(64 * random.nextGaussian()) / 64);
        }
        var meanAndLog = new float[8 * d];
        for (int j = 0; j < 4; j++) {
            System.arraycopy(mean, j * d, meanAndLog, 2 * j * d, d);
            Arrays.fill(meanAndLog, (2 * j + 1) * d, (2 * j + 2) * d, 0.5f * j);
        }
        NDArray rows = Tensors.of(manager, x, 5, d);
        for (Likelihood likelihood :
                new Likelihood[] {
                    Likelihood.gaussian().fixed(0.5),
                    Likelihood.gaussian().predictedVariance(),
                    Likelihood.laplace(0.4),
                    Likelihood.cost(Distortion.squaredEuclidean(), 1),
                    Likelihood.cost(Distortion.euclidean(), 1),
                    Likelihood.cost(Distortion.absolute(), 1)
                }) {
            boolean predicted = likelihood.outputShape(new Shape(d)).get(0) == 2 * d;
            NDArray output =
                    Tensors.of(manager, predicted ? meanAndLog : mean, 4, predicted ? 2 * d : d);
            var observation = likelihood.build(new Shape(d));
            NDArray pairs = observation.pairwise(rows, output);
            for (int j = 0; j < 4; j++) {
                NDArray one = output.get(j + ":" + (j + 1)).repeat(0, 5);
                float[] right = observation.logDensity(rows, one).neg().toFloatArray();
                for (int i = 0; i < 5; i++) {
                    assertEquals(right[i], pairs.getFloat(i, j), 1e-4 * (1 + Math.abs(right[i])));
                }
            }
        }
    }
}
