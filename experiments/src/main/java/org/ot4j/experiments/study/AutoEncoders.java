package org.ot4j.experiments.study;

import java.util.List;
import java.util.function.Supplier;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Posterior;
import org.ot4j.distribution.Prior;
import org.ot4j.evaluation.ModeQuality;
import org.ot4j.experiments.Study;
import org.ot4j.model.LatentModel;
import org.ot4j.model.autoencoder.AdversarialPenalty;
import org.ot4j.model.autoencoder.LatentPenalty;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.network.Activation;
import org.ot4j.network.Mlp;
import org.ot4j.network.Networks;
import org.ot4j.training.Optimizer;
import org.ot4j.training.Schedule;
import org.ot4j.transport.Transport;
import picocli.CommandLine.Command;

/**
 * Every named auto-encoder learns a ring of eight Gaussians. The measure is the squared
 * 2-Wasserstein distance, by the exact solver, between 500 samples and 500 new points: 4 for a
 * model that knows the centre only, about 0.05 for another 500 points. A deterministic encoder
 * cannot make a round cloud of eight, so that transport's samples also lie between the modes.
 */
@Command(
        name = "auto-encoders",
        description = "every named auto-encoder learns a ring of eight Gaussians")
final class AutoEncoders extends Study {
    private static final GaussianMixture RING = GaussianMixture.ring(8, 2, 0.2);
    private static final String EXPERIMENT = "ring of 8 wide";
    private static final int SAMPLES = 500;

    /**
     * A model to train.
     *
     * @param worst squared distance that is allowed after the study's steps
     */
    record Case(String name, Supplier<LatentModel> model, double worst) {}

    private static Mlp layers() {
        return Networks.mlp(64, 64).activation(Activation.TANH);
    }

    private static Case vae(String name, double worst, Supplier<Vae.Builder> builder) {
        return new Case(
                name,
                () ->
                        builder.get()
                                .prior(Prior.standardNormal(2))
                                .encoder(layers())
                                .decoder(layers())
                                .likelihood(Likelihood.gaussian().fixed(0.2))
                                .build(),
                worst);
    }

    private static Case wae(String name, double worst, Supplier<Wae.Builder> builder) {
        return new Case(
                name,
                () ->
                        builder.get()
                                .prior(Prior.standardNormal(2))
                                .encoder(layers())
                                .decoder(layers())
                                .build(),
                worst);
    }

    private static AdversarialPenalty gan() {
        return LatentPenalty.gan(layers()).steps(2);
    }

    static List<Case> cases() {
        return List.of(
                vae("VAE", 0.3, Vae::builder),
                vae("InfoVAE", 0.3, () -> Vae.info(0, 5)),
                wae("WAE-MMD", 0.9, Wae::mmd),
                wae("WAE-GAN", 1.2, () -> Wae.gan(layers()).penalty(gan()).lambda(1)),
                vae("β-VAE", 0.4, () -> Vae.beta(0.5)),
                vae("VAE-NF", 0.3, () -> Vae.flows(10)),
                vae(
                        "AVB",
                        0.9,
                        () ->
                                Vae.avb(layers())
                                        .contrast(
                                                LatentPenalty.kl(layers())
                                                        .steps(4)
                                                        .learningRate(4e-3))),
                wae(
                        "WAE-MMD seven scales",
                        0.9,
                        () -> Wae.mmd().penalty(LatentPenalty.imq().scales())),
                wae("WAE-MMD RBF", 1, () -> Wae.mmd().penalty(LatentPenalty.rbf())),
                wae(
                        "WAE-MMD Gaussian encoder",
                        0.9,
                        () -> Wae.mmd().posterior(Posterior.diagonal())),
                wae(
                        "WAE-MMD implicit encoder",
                        0.9,
                        () -> Wae.mmd().posterior(Posterior.implicit(8))),
                wae("AAE", 1.2, () -> Wae.aae(0.5, layers()).penalty(gan())),
                wae("POT D_GAN", 1.2, () -> Wae.pot(gan().saturating()).lambda(2)),
                wae("POT KL", 1.2, () -> Wae.pot(LatentPenalty.kl(layers()).steps(2))),
                wae(
                        "POT Jensen-Shannon",
                        1.5,
                        () -> Wae.pot(LatentPenalty.jensenShannon(layers()).steps(2)).lambda(5)),
                wae(
                        "POT sliced Wasserstein",
                        0.9,
                        () -> Wae.pot(LatentPenalty.slicedWasserstein(20)).lambda(10)),
                wae(
                        "POT Sinkhorn",
                        0.9,
                        () ->
                                Wae.pot(LatentPenalty.sinkhorn(0.5))
                                        .lambda(10)
                                        .posterior(Posterior.diagonal())),
                wae("POT energy", 0.9, () -> Wae.pot(LatentPenalty.energy()).lambda(10)));
    }

    AutoEncoders() {
        super("experiments/results/transport-models.csv", "quick");
    }

    public static void main(String[] arguments) {
        main(new AutoEncoders(), arguments);
    }

    @Override
    protected List<String> models() {
        return cases().stream().map(Case::name).toList();
    }

    @Override
    protected void run(String name, long seed) {
        Case of = cases().stream().filter(c -> c.name.equals(name)).findAny().orElseThrow();
        var found = measure(of, steps(2_500), seed);
        results().add(EXPERIMENT, name, seed, "squared W2", found.distance);
        results().add(EXPERIMENT, name, seed, "seconds", found.seconds);
        bound(found.distance < of.worst, name, seed, "W2² = " + found.distance);
        bound(found.modes == 8, name, seed, found.modes + " modes of 8");
    }

    /**
     * What a training reached.
     *
     * @param distance the squared W_2
     * @param modes reached, of eight
     */
    record Found(double distance, int modes, double seconds) {}

    /** Trains a model and measures it. */
    static Found measure(Case of, int steps, long seed) {
        try (var model = of.model.get()) {
            var run =
                    model.train(RING.sample(2_000, 100 + seed))
                            .steps(steps)
                            .batchSize(128)
                            .learningRate(2e-3)
                            .optimizer(Optimizer.adam(0.5, 0.999))
                            .schedule(Schedule.cosine())
                            .seed(seed)
                            .fit();
            float[] flat = model.sampleNoisy(SAMPLES, seed).toFloatArray();
            var x = new double[SAMPLES][2];
            for (int i = 0; i < flat.length; i++) {
                x[i / 2][i % 2] = flat[i];
            }
            double value = Transport.exact(x, RING.sample(SAMPLES, 900 + seed).toArray()).value();
            int modes = ModeQuality.of(RING, x).modesCovered();
            return new Found(value, modes, run.elapsed().toMillis() / 1e3);
        }
    }
}
