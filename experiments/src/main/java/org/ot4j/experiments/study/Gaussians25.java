package org.ot4j.experiments.study;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Posterior;
import org.ot4j.distribution.Prior;
import org.ot4j.divergence.Kernel;
import org.ot4j.divergence.Mmd;
import org.ot4j.evaluation.ModeQuality;
import org.ot4j.experiments.Study;
import org.ot4j.model.LatentModel;
import org.ot4j.model.autoencoder.LatentPenalty;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.model.coupled.CoupledVae;
import org.ot4j.network.Networks;
import org.ot4j.training.Optimizer;
import org.ot4j.training.Schedule;
import org.ot4j.training.Training;
import picocli.CommandLine.Command;

/**
 * C-VAE section 5, Tables 1 and 2, at the paper's scale, into {@code notebooks/results}; its README
 * says what was found.
 */
@Command(name = "gaussians25", description = "C-VAE section 5: 25 Gaussians, five models")
final class Gaussians25 extends Study {
    private static final GaussianMixture MIXTURE = GaussianMixture.grid(5, 0.05);
    private static final int SAMPLES = 20_000;
    private static final int CODES = 2_000;
    private static final Map<String, double[]> PAPER =
            Map.of(
                    "VAE", new double[] {0.715, 0.0778, 0.0106},
                    "VAE-NF", new double[] {0.536, 0.0833, 0.0161},
                    "WAE-MMD", new double[] {0.608, 0.0764, 0.0060},
                    "InfoVAE", new double[] {0.860, 0.0673, 0.0045},
                    "C-VAE", new double[] {0.985, 0.0478, 0.0032});

    private final DataSet data = MIXTURE.sample(7_500, 42);

    private Gaussians25() {
        super("notebooks/results/gaussians25.csv", "paper");
    }

    public static void main(String[] arguments) {
        main(new Gaussians25(), arguments);
    }

    @Override
    protected List<String> models() {
        return List.of("VAE", "InfoVAE", "VAE-NF", "WAE-MMD", "C-VAE");
    }

    /** All have the same layers. */
    private static LatentModel model(String name) {
        var layers = Networks.mlp(256, 256, 256, 256).batchNorm();
        var likelihood = Likelihood.gaussian().fixed(0.1);
        return switch (name) {
            case "VAE", "InfoVAE", "VAE-NF" ->
                    (name.equals("VAE")
                                    ? Vae.builder()
                                    : name.equals("InfoVAE") ? Vae.info(0, 10) : Vae.flows(10))
                            .prior(Prior.standardNormal(2))
                            .encoder(layers)
                            .decoder(layers)
                            .likelihood(likelihood)
                            .build();
            case "WAE-MMD" ->
                    Wae.mmd()
                            .penalty(LatentPenalty.imq().scales(0.01, 0.05, 0.1, 0.2, 0.5, 1, 2))
                            .lambda(10)
                            .posterior(Posterior.diagonal())
                            .prior(Prior.standardNormal(2))
                            .encoder(layers)
                            .decoder(layers)
                            .build();
            case "C-VAE" ->
                    CoupledVae.builder()
                            .prior(Prior.standardNormal(2))
                            .decoder(layers)
                            .likelihood(Likelihood.gaussian().fixed(0.03))
                            .linearStart(0.05)
                            .anneal(50, 0.5)
                            .coarseToFine(2)
                            .inner(0.05, 25, 8)
                            .teacher(0.99)
                            .hardCodes(0.5)
                            .build();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private Training<?> training(LatentModel model, long seed) {
        return model.train(data)
                .steps(steps(20_000))
                .batchSize(256)
                .learningRate(2e-3)
                .optimizer(Optimizer.adam(0.9, 0.95))
                .schedule(Schedule.cosine())
                .settleBatchNorm(0.1)
                .seed(seed);
    }

    @Override
    protected void run(String name, long seed) {
        try (var model = model(name)) {
            var run = training(model, seed).fit();
            double[] paper = PAPER.get(name);
            var means = ModeQuality.of(MIXTURE, model.sample(SAMPLES, 3));
            add(name, seed, "high-density ratio", means.highDensityRatio().value(), paper[0]);
            add(name, seed, "std within modes", means.stdWithinModes().value(), paper[1]);
            add(name, seed, "modes covered", means.modesCovered());
            var draws = ModeQuality.of(MIXTURE, model.sampleNoisy(SAMPLES, 3));
            double ratio = draws.highDensityRatio().value();
            add(name, seed, "high-density ratio of draws", ratio);
            double std = draws.stdWithinModes().value();
            add(name, seed, "std within modes of draws", std);
            double[][] posterior =
                    thinned(DataSet.of(model.aggregatedPosterior(data, 2)).toArray());
            double[][] prior = DataSet.of(model.codes(CODES, 5)).toArray();
            var mmd = Mmd.unbiased(Kernel.rbf(1));
            add(name, seed, "MMD", mmd.between(posterior, prior), paper[2]);
            double floor = mmd.between(DataSet.of(model.codes(CODES, 6)).toArray(), prior);
            add(name, seed, "MMD of two samples of the prior", floor);
            if (model instanceof CoupledVae coupled) {
                double error = coupled.posterior().error();
                add(name, seed, "marginal error of the posterior", error);
            }
            add(name, seed, "steps", run.steps());
            add(name, seed, "seconds", run.elapsed().toSeconds());
        }
    }

    private void add(String name, long seed, String metric, double value) {
        add(name, seed, metric, value, Double.NaN);
    }

    private void add(String name, long seed, String metric, double value, double paper) {
        results().add("gaussians25", name, seed, metric, value, paper);
    }

    /** Every so many rows, to as many as the prior's sample has. */
    private static double[][] thinned(double[][] rows) {
        var some = new double[CODES][];
        Arrays.setAll(some, i -> rows[(int) ((long) i * rows.length / CODES)]);
        return some;
    }
}
