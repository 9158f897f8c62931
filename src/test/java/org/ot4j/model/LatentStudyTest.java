package org.ot4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.evaluation.ModeQuality;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.coupled.CoupledVae;
import org.ot4j.model.coupled.CoupledVae.Formulation;
import org.ot4j.model.coupled.CoupledVae.Strategy;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Networks;
import org.ot4j.training.Optimizer;
import org.ot4j.training.Schedule;
import org.ot4j.transport.Marginal;

/**
 * What the coupled VAE's ways of training, and a VAE of binary data, reach on small problems over
 * five seeds; adds rows to {@code notebooks/results}. The rates of ascent are in units of cost,
 * which starts at some hundreds here: the dual value has unequal rows until the potentials have
 * caught up, so that a vector of them needs five times the rate at which the primal strategy, whose
 * rows are scaled, learns.
 */
@Tag("study")
class LatentStudyTest {
    private static final GaussianMixture RING = GaussianMixture.ring(8, 2, 0.1);
    private static final NetworkSpec POTENTIAL = Networks.mlp(64, 64);
    private static final double[] EIGHTHS = {
        0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125
    };
    private static final int SIDE = 4;
    private static final int PIXELS = SIDE * SIDE;

    /**
     * A way to train a C-VAE on the ring of eight.
     *
     * @param worst high-density ratio that is allowed
     */
    record Case(String name, UnaryOperator<CoupledVae.Builder> way, double worst) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> ways() {
        return Stream.of(
                new Case("C-VAE dual Sinkhorn", b -> b, 0.7),
                new Case("C-VAE primal Sinkhorn", b -> b.strategy(Strategy.PRIMAL), 0.7),
                new Case("C-VAE primal ascent", b -> b.strategy(Strategy.PRIMAL).ascend(5, 1), 0.7),
                new Case("C-VAE dual ascent", b -> b.ascend(5, 5), 0.7),
                new Case(
                        "C-VAE primal network",
                        b -> b.strategy(Strategy.PRIMAL).ascend(POTENTIAL, 5, 0.01),
                        0.7),
                new Case("C-VAE semi-dual network", b -> b.ascend(POTENTIAL, 5, 0.03), 0.7),
                new Case(
                        "C-VAE dual networks",
                        b -> b.formulation(Formulation.DUAL).ascend(POTENTIAL, 5, 0.01),
                        0.7),
                new Case("C-VAE teacher and hard codes", LatentStudyTest::taught, 0.8),
                new Case(
                        "C-VAE Dirichlet prior",
                        b -> taught(b).prior(Prior.dirichlet(1, 1, 1)),
                        0.6),
                new Case("C-VAE categorical prior", b -> b.prior(Prior.categorical(EIGHTHS)), 0.99),
                new Case(
                        "C-VAE unbalanced",
                        b -> b.marginals(Marginal.relaxed(100), Marginal.exact()).inner(0.1, 10),
                        0.7));
    }

    private static CoupledVae.Builder taught(CoupledVae.Builder builder) {
        return builder.linearStart(0.05)
                .anneal(100, 0.7)
                .inner(0.05, 25, 4)
                .teacher(0.98)
                .hardCodes(0.5);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void everyWayFindsTheRing(Case of) {
        assumeTrue(Results.chosen(of.name));
        var results = Results.small("ring of 8");
        for (long seed : Results.seeds()) {
            try (var model =
                    of.way
                            .apply(
                                    CoupledVae.builder()
                                            .prior(Prior.standardNormal(2))
                                            .decoder(Networks.mlp(64, 64).batchNorm())
                                            .likelihood(Likelihood.gaussian().fixed(0.1))
                                            .anneal(400, 0.8))
                            .build()) {
                var run =
                        model.train(RING.sample(800, 7))
                                .steps(1_000)
                                .batchSize(128)
                                .learningRate(5e-3)
                                .optimizer(Optimizer.adam(0.9, 0.95))
                                .schedule(Schedule.cosine())
                                .settleBatchNorm(0.2)
                                .seed(seed)
                                .fit();
                var quality = ModeQuality.of(RING, model.sample(5_000, 2));
                double ratio = quality.highDensityRatio().value();
                results.add(of.name, seed, "high-density ratio", ratio);
                results.add(of.name, seed, "modes", quality.modesCovered());
                results.add(of.name, seed, "seconds", run.elapsed().toMillis() / 1e3);
                assertTrue(ratio >= of.worst, of + ", seed " + seed + ": " + ratio);
                assertEquals(8, quality.modesCovered(), of + ", seed " + seed);
            }
        }
    }

    /** Pictures with one row or one column lit: what share of the samples are such, and which. */
    @Test
    void bernoulliVaeDrawsBars() {
        assumeTrue(Results.chosen("VAE Bernoulli"));
        for (long seed : Results.seeds()) {
            drawsBars(seed);
        }
    }

    private static void drawsBars(long seed) {
        var results = Results.small("bars");
        var layers = Networks.mlp(64, 64);
        try (var model =
                Vae.builder()
                        .prior(Prior.standardNormal(2))
                        .encoder(layers)
                        .decoder(layers)
                        .likelihood(Likelihood.bernoulli())
                        .build()) {
            var run =
                    model.train(bars(2_000))
                            .steps(2_000)
                            .batchSize(100)
                            .learningRate(2e-3)
                            .schedule(Schedule.cosine())
                            .seed(seed)
                            .fit();
            float[] samples = model.sample(1_000, 3).toFloatArray();
            var seen = new BitSet();
            int right = 0;
            for (int i = 0; i < 1_000; i++) {
                int bar = barOf(Arrays.copyOfRange(samples, i * PIXELS, (i + 1) * PIXELS));
                if (bar >= 0) {
                    right++;
                    seen.set(bar);
                }
            }
            results.add("VAE Bernoulli", seed, "share of bars", right / 1e3);
            results.add("VAE Bernoulli", seed, "bars seen of 8", seen.cardinality());
            results.add("VAE Bernoulli", seed, "seconds", run.elapsed().toMillis() / 1e3);
            assertTrue(right >= 700, "seed " + seed + ": " + right + " of 1,000 are bars");
            assertEquals(2 * SIDE, seen.cardinality(), "bars seen, seed " + seed);
        }
    }

    private static boolean lit(int bar, int pixel) {
        return bar < SIDE ? pixel / SIDE == bar : pixel % SIDE == bar - SIDE;
    }

    private static DataSet bars(int n) {
        var random = new SplittableRandom(5);
        var values = new float[n * PIXELS];
        for (int i = 0; i < n; i++) {
            int bar = random.nextInt(2 * SIDE);
            for (int p = 0; p < PIXELS; p++) {
                values[i * PIXELS + p] = lit(bar, p) ? 1 : 0;
            }
        }
        return DataSet.of(values, PIXELS);
    }

    /** The bar that a picture shows after rounding, or -1. */
    private static int barOf(float[] picture) {
        for (int bar = 0; bar < 2 * SIDE; bar++) {
            boolean same = true;
            for (int p = 0; p < PIXELS; p++) {
                same &= (picture[p] > 0.5) == lit(bar, p);
            }
            if (same) {
                return bar;
            }
        }
        return -1;
    }
}
