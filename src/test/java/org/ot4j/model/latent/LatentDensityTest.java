package org.ot4j.model.latent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.base.Rows;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.evaluation.Metrics;
import org.ot4j.evaluation.ModeQuality;
import org.ot4j.model.LatentModel;
import org.ot4j.model.PriorFit;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.network.Networks;
import org.ot4j.network.Recipes;
import org.ot4j.network.Tensors;

class LatentDensityTest {
    private static final GaussianMixture MIXTURE =
            GaussianMixture.of(
                    new double[][] {{0, 0}, {4, 0}, {0, 3}},
                    new double[] {0.2, 0.3, 0.1},
                    new double[] {1, 2, 1});
    private static final double[][] CODES = MIXTURE.sample(800, 1).toArray();

    private static double[][] draws(Prior prior, int n, long seed) {
        try (NDManager scope = Tensors.newManager()) {
            return Rows.split(
                    Tensors.doubles(prior.sample(scope, n, new SplittableRandom(seed))), n);
        }
    }

    static Stream<Arguments> densities() {
        return Stream.of(
                Arguments.of("mixture", LatentDensity.gaussianMixture(3), 0.99),
                Arguments.of("transport", LatentDensity.transport(), 0.99),
                Arguments.of("flow", LatentDensity.flow(3), 0));
    }

    /** Far from 0 and of other scales, which a flow of few steps could not learn. */
    @Test
    void aFlowHasTheMomentsOfCodes() {
        var wide =
                GaussianMixture.of(
                        new double[][] {{50, -3}},
                        new double[][][] {{{0.01, 0}, {0, 100}}},
                        new double[] {1});
        Prior fitted = LatentDensity.flow(30).fit(wide.sample(300, 1).toArray(), 1);
        var moments = GaussianMixture.fit(draws(fitted, 1_000, 2), 1);
        assertEquals(50, moments.mean(0)[0], 0.1);
        assertEquals(-3, moments.mean(0)[1], 10);
        assertEquals(0.01, moments.covariance(0)[0][0], 0.005);
        assertEquals(100, moments.covariance(0)[1][1], 50);
    }

    static Stream<Arguments> certain() {
        return densities().limit(2);
    }

    /**
     * Of 800 draws, a share has a standard error of at most √(1/4 / 800) = 0.018; four of those.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("certain")
    void samplesAreWhereTheCodesAre(String name, PriorFit density, double share) {
        Prior fitted = density.fit(CODES, 1);
        double[][] samples = draws(fitted, 800, 2);
        var quality = ModeQuality.of(MIXTURE, samples);
        assertTrue(quality.highDensityRatio().value() >= share, quality::toString);
        for (int mode = 0; mode < 3; mode++) {
            double weight = quality.counts()[mode] / (double) 800;
            assertEquals(MIXTURE.weight(mode), weight, 1 - share + 0.07, name);
        }
        assertArrayEquals(samples[3], draws(fitted, 800, 2)[3]);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("densities")
    void aFitIsARecipe(String name, PriorFit density, double share) {
        Prior fitted = density.fit(CODES, 1);
        var again = (Prior) Recipes.fromJson(Recipes.toJson(fitted));
        assertArrayEquals(draws(fitted, 5, 3)[4], draws(again, 5, 3)[4]);
        assertEquals(2, again.dimension());
    }

    /** Transport draws no code between modes, where its map is cut. */
    @Test
    void transportDrawsNothingBetweenFarCodes() {
        double[][] samples = draws(LatentDensity.transport().fit(CODES, 1), 2_000, 5);
        double worst = 0;
        for (double[] sample : samples) {
            int mode = MIXTURE.nearest(sample);
            worst = Math.max(worst, MIXTURE.standardDistance(sample, mode));
        }
        assertTrue(worst < 6, "" + worst);
        // Not only the codes themselves.
        double[][] codes = CODES;
        long fresh =
                Stream.of(samples)
                        .filter(
                                s ->
                                        Stream.of(codes)
                                                .noneMatch(
                                                        c ->
                                                                Math.hypot(c[0] - s[0], c[1] - s[1])
                                                                        < 1e-6))
                        .count();
        assertTrue(fresh > 1_000, "" + fresh);
    }

    @Test
    void aMixtureAndAFlowHaveDensities() {
        try (NDManager scope = Tensors.newManager()) {
            var at = scope.create(new float[][] {{0, 0}, {4, 0.3f}});
            float[] logs =
                    LatentDensity.gaussianMixture(3).fit(CODES, 1).logDensity(at).toFloatArray();
            var fitted = GaussianMixture.fit(CODES, 3, 1);
            assertEquals(fitted.logDensity(0, 0), logs[0], 1e-4);
            assertEquals(fitted.logDensity(4, 0.3f), logs[1], 1e-4);
            Prior flow = LatentDensity.flow(3).fit(new double[][] {{0, 0}, {2, 2}, {4, 1}}, 1);
            double step = 0.5;
            var grid = new double[1600][];
            for (int k = 0; k < grid.length; k++) {
                grid[k] = new double[] {step * (k % 40) - 8, step * (k / 40) - 9};
            }
            double sum = 0;
            for (float log : flow.logDensity(scope.create(grid)).toFloatArray()) {
                sum += step * step * Math.exp(log);
            }
            assertEquals(1, sum, 0.01);
            Prior transport = LatentDensity.transport(10).fit(CODES, 1);
            assertThrows(IllegalArgumentException.class, () -> transport.logDensity(at));
        }
    }

    private static final DataSet DATA = GaussianMixture.ring(4, 1, 0.1).sample(64, 1);

    private static Vae vae() {
        return Vae.builder()
                .prior(Prior.standardNormal(2))
                .encoder(Networks.mlp(8))
                .decoder(Networks.mlp(8))
                .likelihood(Likelihood.gaussian().learnedVariance())
                .build();
    }

    @Test
    void samplesComeFromTheFitAlsoOfALoadedModel(@TempDir Path folder) {
        try (Vae model = vae()) {
            model.train(DATA).steps(3).batchSize(32).seed(1).fit();
            float[] before = model.codes(6, 4).toFloatArray();
            Prior fitted = model.fitPrior(LatentDensity.gaussianMixture(2), DATA);
            assertEquals(fitted, model.fittedPrior().orElseThrow());
            double[][] expected = draws(fitted, 6, 4);
            assertArrayEquals(expected[5], Rows.of(model.codes(6, 4))[5]);
            float[] samples = model.sample(6, 4).toFloatArray();
            assertArrayEquals(model.decode(model.codes(6, 4)).toFloatArray(), samples);
            Path file = model.save(folder.resolve("fitted"));
            try (Vae again = Vae.load(file)) {
                assertArrayEquals(samples, again.sample(6, 4).toFloatArray());
                Path second = again.save(folder.resolve("again"));
                try (Vae third = Vae.load(second)) {
                    assertArrayEquals(samples, third.sample(6, 4).toFloatArray());
                }
            }
            model.train(DATA).steps(1).batchSize(32).seed(1).fit();
            assertTrue(model.fittedPrior().isEmpty());
            assertArrayEquals(before, model.codes(6, 4).toFloatArray());
            try (Vae plain = Vae.load(model.save(folder.resolve("plain")))) {
                assertArrayEquals(before, plain.codes(6, 4).toFloatArray());
            }
        }
    }

    @Test
    void anyModelThatEncodesTakesThem() {
        LatentModel wae =
                Wae.mmd()
                        .prior(Prior.standardNormal(2))
                        .encoder(Networks.mlp(8))
                        .decoder(Networks.mlp(8))
                        .build();
        try (wae) {
            assertThrows(
                    IllegalStateException.class,
                    () -> wae.fitPrior(LatentDensity.gaussianMixture(1), DATA));
            wae.train(DATA).steps(2).batchSize(32).seed(1).fit();
            wae.fitPrior(LatentDensity.transport(50), DATA.toArray());
            assertEquals(10, wae.sampleRows(10, 1).length);
            assertTrue(Metrics.holes(wae, DATA, 1).value() < 0.2);
            assertFails(
                    "dimension of the fit = 3",
                    () -> wae.fitPrior((codes, seed) -> Prior.standardNormal(3), DATA));
            assertFails("k = 65", () -> wae.fitPrior(LatentDensity.gaussianMixture(65), DATA));
        }
    }

    /** Far draws are all in the hole; those of the same distribution hardly ever. */
    @Test
    void theHoleIsTheShareOfDrawsFarFromCodes() {
        double[][] same = MIXTURE.sample(800, 7).toArray();
        assertTrue(Metrics.holes(CODES, same).value() < 0.05);
        double[][] far = {{50, 0}, {50, 1}, {50, 2}, {50, 3}, {50, 4}, {50, 5}};
        assertEquals(1, Metrics.holes(CODES, far).value());
        var half = new double[12][];
        for (int i = 0; i < 12; i++) {
            half[i] = i % 2 == 0 ? CODES[i] : far[i / 2];
        }
        assertEquals(0.5, Metrics.holes(CODES, half).value());
        // A standard normal prior over codes in three narrow modes.
        assertTrue(Metrics.holes(CODES, draws(Prior.standardNormal(2), 800, 1)).value() > 0.5);
    }

    private static void assertFails(String message, Executable call) {
        var error = assertThrows(IllegalArgumentException.class, call);
        assertTrue(error.getMessage().startsWith(message), error::getMessage);
    }

    @Test
    void badSettingsAreNamed() {
        assertFails("components = 0", () -> LatentDensity.gaussianMixture(0));
        assertFails("steps = 0", () -> LatentDensity.flow(0));
        assertFails("steps = 0", () -> LatentDensity.transport(0));
        assertFalse(LatentDensity.gaussianMixture(1).fit(CODES, 1).name().isEmpty());
    }
}
