package org.ot4j.experiments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Posterior;
import org.ot4j.distribution.Prior;
import org.ot4j.divergence.Kernel;
import org.ot4j.divergence.Mmd;
import org.ot4j.evaluation.Metrics;
import org.ot4j.evaluation.ModeQuality;
import org.ot4j.evaluation.TwoSampleTest;
import org.ot4j.model.GenerativeModel;
import org.ot4j.model.LatentModel;
import org.ot4j.model.autoencoder.LatentPenalty;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.model.coupled.CoupledVae;
import org.ot4j.model.flow.FlowCoupling;
import org.ot4j.model.flow.FlowMatching;
import org.ot4j.network.Mlp;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;
import org.ot4j.training.Optimizer;
import org.ot4j.training.Schedule;
import org.ot4j.training.Training;

/**
 * C-VAE section 5 on 25 Gaussians: the data, the models, which all have the same layers and prior,
 * the aids to training that all of them get, and the measures that are taken of all of them.
 */
public final class Grid25 {
    private static final GaussianMixture MIXTURE = GaussianMixture.grid(5, 0.05);
    private static final int SAMPLES = 20_000;
    private static final int CODES = 4_000;

    private final DataSet data = MIXTURE.sample(7_500, 42);

    /** The points of Figure 2. */
    public DataSet data() {
        return data;
    }

    private static Mlp layers() {
        return plainLayers().batchNorm();
    }

    /** The layers of all models, without batch normalisation. */
    public static Mlp plainLayers() {
        return Networks.mlp(256, 256, 256, 256);
    }

    private static Vae auto(Vae.Builder builder, double sigma) {
        return builder.prior(Prior.standardNormal(2))
                .encoder(layers())
                .decoder(layers())
                .likelihood(Likelihood.gaussian().fixed(sigma))
                .build();
    }

    /** A VAE. */
    public static Vae vae(double sigma) {
        return auto(Vae.builder(), sigma);
    }

    /** A VAE whose posterior goes through ten planar flows. */
    public static Vae flows(double sigma) {
        return auto(Vae.flows(10), sigma);
    }

    /** An InfoVAE of α = 0. */
    public static Vae info(double lambda, double sigma) {
        return auto(Vae.info(0, lambda), sigma);
    }

    /** A WAE-MMD with a Gaussian encoder and a kernel of seven scales. */
    public static Wae wae(double lambda) {
        return Wae.mmd()
                .penalty(LatentPenalty.imq().scales(0.01, 0.05, 0.1, 0.2, 0.5, 1, 2))
                .lambda(lambda)
                .posterior(Posterior.diagonal())
                .prior(Prior.standardNormal(2))
                .encoder(layers())
                .decoder(layers())
                .build();
    }

    /** A C-VAE with whatever leads it. */
    public static CoupledVae coupled(double sigma, UnaryOperator<CoupledVae.Builder> aids) {
        return aids.apply(
                        CoupledVae.builder()
                                .prior(Prior.standardNormal(2))
                                .decoder(layers())
                                .likelihood(Likelihood.gaussian().fixed(sigma)))
                .build();
    }

    /** Flow matching from the others' prior, with their layers. */
    public static FlowMatching velocity(FlowCoupling coupling) {
        return velocity(coupling, layers());
    }

    /** Flow matching from the others' prior; its layers come behind waves of the time. */
    public static FlowMatching velocity(FlowCoupling coupling, NetworkSpec layers) {
        return FlowMatching.builder()
                .source(Prior.standardNormal(2))
                .coupling(coupling)
                .network(Networks.timed(layers, 4))
                .build();
    }

    /** Batches and a rate of learning, and nothing else. */
    public static <M extends GenerativeModel> UnaryOperator<Training<M>> plain(double rate) {
        return training ->
                training.batchSize(256).learningRate(rate).optimizer(Optimizer.adam(0.9, 0.999));
    }

    /** The aids that do not depend on the model. */
    public static <M extends GenerativeModel> UnaryOperator<Training<M>> aided(double rate) {
        return training ->
                training.batchSize(256)
                        .learningRate(rate)
                        .optimizer(Optimizer.adam(0.9, 0.95))
                        .schedule(Schedule.cosine())
                        .settleBatchNorm(0.1)
                        .average(0.99);
    }

    /**
     * Takes all measures that the model has, with samples of the seed's own. A flow adds no noise
     * to its samples, which are its means and its draws, and none to its codes.
     *
     * @param paper high-density ratio, standard deviation and MMD as the paper has them; none where
     *     it has none
     */
    void measure(
            Results results,
            String experiment,
            String name,
            GenerativeModel model,
            long seed,
            double... paper) {
        var rows = new Rows(results, experiment, name, seed, paper);
        long draw = 1_000 * seed;
        var latent = model instanceof LatentModel encoding ? encoding : null;
        var means = ModeQuality.of(MIXTURE, model.sample(SAMPLES, draw));
        rows.add("high-density ratio", means.highDensityRatio().value(), 0);
        rows.add("std within modes", std(means), 1);
        rows.add("modes covered", means.modesCovered());
        var draws =
                latent == null ? means : ModeQuality.of(MIXTURE, latent.sampleNoisy(SAMPLES, draw));
        rows.add("high-density ratio of draws", draws.highDensityRatio().value());
        rows.add("std within modes of draws", std(draws));
        DataSet some = data.subset(CODES, draw + 1);
        double[][] posterior =
                latent == null
                        ? ((FlowMatching) model).encode(some).toArray()
                        : DataSet.of(latent.aggregatedPosterior(some, draw + 2)).toArray();
        double[][] prior = DataSet.of(model.codes(CODES, draw + 3)).toArray();
        var test = TwoSampleTest.mmd(Kernel.rbf(1)).between(posterior, prior, seed);
        rows.add("MMD", test.value(), 2);
        rows.add("p of the MMD", test.pValue());
        double[][] other = DataSet.of(model.codes(CODES, draw + 4)).toArray();
        double floor = Mmd.unbiased(Kernel.rbf(1)).between(other, prior);
        rows.add("MMD of two samples of the prior", floor);
        DataSet again =
                latent == null ? DataSet.of(model.decode(posterior)) : latent.reconstruct(some);
        rows.add("reconstruction", Metrics.reconstruction(some, again).value());
        if (latent != null) {
            rows.add(
                    "reconstruction by draws",
                    Metrics.reconstruction(some, model.decode(latent.encode(some, draw + 5)))
                            .value());
        }
        if (model instanceof CoupledVae coupled) {
            rows.add("marginal error of the posterior", coupled.posterior().error());
        }
        if (latent != null && latent.fittedPrior().isPresent()) {
            rows.add("holes", Metrics.holes(posterior, prior).value());
            rows.add("holes of the prior", holesOfPrior(latent, posterior, draw + 3));
        }
    }

    /** The share of holes before a distribution was fitted to the codes. */
    private static double holesOfPrior(LatentModel model, double[][] posterior, long seed) {
        try (NDManager scope = Tensors.newManager()) {
            NDArray prior = model.prior().sample(scope, CODES, new SplittableRandom(seed));
            return Metrics.holes(posterior, prior).value();
        }
    }

    private static double std(ModeQuality quality) {
        return quality.hasStdWithinModes() ? quality.stdWithinModes().value() : Double.NaN;
    }

    /** The rows of a run. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Rows(
            Results results, String experiment, String model, long seed, double[] paper) {
        void add(String metric, double value) {
            results.add(experiment, model, seed, metric, value);
        }

        /** A figure that is the paper's number k, if it has any. */
        void add(String metric, double value, int k) {
            results.add(
                    experiment,
                    model,
                    seed,
                    metric,
                    value,
                    k < paper.length ? paper[k] : Double.NaN);
        }
    }
}
