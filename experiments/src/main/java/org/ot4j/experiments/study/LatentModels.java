package org.ot4j.experiments.study;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.evaluation.ModeQuality;
import org.ot4j.experiments.Study;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.coupled.CoupledVae;
import org.ot4j.model.coupled.CoupledVae.Formulation;
import org.ot4j.model.coupled.CoupledVae.Strategy;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Networks;
import org.ot4j.training.Optimizer;
import org.ot4j.training.Schedule;
import org.ot4j.transport.Marginal;
import picocli.CommandLine.Command;

/**
 * What the coupled VAE's ways of training, and a VAE of binary data, reach on small problems over
 * five seeds. The rates of ascent are in units of cost, which starts at some hundreds here: the
 * dual value has unequal rows until the potentials have caught up, so that a vector of them needs
 * five times the rate at which the primal strategy, whose rows are scaled, learns.
 */
@Command(
        name = "latent-models",
        description = "every way to train a C-VAE, on a ring; a VAE of binary pictures")
final class LatentModels extends Study {
    private static final String BARS = "VAE Bernoulli";
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
    private record Case(String name, UnaryOperator<CoupledVae.Builder> way, double worst) {}

    private LatentModels() {
        super("experiments/results/transport-models.csv", "quick");
    }

    public static void main(String[] arguments) {
        main(new LatentModels(), arguments);
    }

    @Override
    protected List<String> models() {
        return Stream.concat(ways().stream().map(Case::name), Stream.of(BARS)).toList();
    }

    @Override
    protected void run(String name, long seed) {
        ways().stream().filter(c -> c.name.equals(name)).forEach(of -> findRing(of, seed));
        if (name.equals(BARS)) {
            drawBars(seed);
        }
    }

    private static List<Case> ways() {
        return List.of(
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
                new Case("C-VAE teacher and hard codes", LatentModels::taught, 0.8),
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

    private void findRing(Case of, long seed) {
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
                            .steps(steps(1_000))
                            .batchSize(128)
                            .learningRate(5e-3)
                            .optimizer(Optimizer.adam(0.9, 0.95))
                            .schedule(Schedule.cosine())
                            .settleBatchNorm(0.2)
                            .seed(seed)
                            .fit();
            var quality = ModeQuality.of(RING, model.sample(5_000, 2));
            double ratio = quality.highDensityRatio().value();
            int modes = quality.modesCovered();
            add("ring of 8", of.name, seed, "high-density ratio", ratio);
            add("ring of 8", of.name, seed, "modes", modes);
            add("ring of 8", of.name, seed, "seconds", run.elapsed().toMillis() / 1e3);
            bound(ratio >= of.worst, of.name, seed, "high-density ratio " + ratio);
            bound(modes == 8, of.name, seed, modes + " modes of 8");
        }
    }

    /** Pictures with one row or one column lit: what share of the samples are such, and which. */
    private void drawBars(long seed) {
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
                            .steps(steps(2_000))
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
            int kinds = seen.cardinality();
            add("bars", BARS, seed, "share of bars", right / 1e3);
            add("bars", BARS, seed, "bars seen of 8", kinds);
            add("bars", BARS, seed, "seconds", run.elapsed().toMillis() / 1e3);
            bound(right >= 700, BARS, seed, right + " of 1,000 are bars");
            bound(kinds == 2 * SIDE, BARS, seed, kinds + " bars of 8");
        }
    }

    private void add(String experiment, String name, long seed, String metric, double value) {
        results().add(experiment, name, seed, metric, value);
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
