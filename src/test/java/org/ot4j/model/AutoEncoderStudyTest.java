package org.ot4j.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Posterior;
import org.ot4j.distribution.Prior;
import org.ot4j.divergence.FDivergence;
import org.ot4j.evaluation.ModeQuality;
import org.ot4j.network.Activation;
import org.ot4j.network.Mlp;
import org.ot4j.network.Networks;
import org.ot4j.training.Optimizer;
import org.ot4j.training.Schedule;
import org.ot4j.transport.Transport;

/**
 * Every named auto-encoder learns a ring of eight Gaussians: squared 2-Wasserstein distance, by the
 * exact solver, between 500 samples and 500 new points.
 */
class AutoEncoderStudyTest {
    private static final GaussianMixture RING = GaussianMixture.ring(8, 2, 0.2);
    private static final int SAMPLES = 500;

    private static Mlp layers() {
        return Networks.mlp(64, 64).activation(Activation.TANH);
    }

    private static Supplier<LatentModel> vae(Vae.Builder builder) {
        return () ->
                builder.prior(Prior.standardNormal(2))
                        .encoder(layers())
                        .decoder(layers())
                        .likelihood(Likelihood.gaussian().fixed(0.2))
                        .build();
    }

    private static Supplier<LatentModel> wae(Wae.Builder builder) {
        return () ->
                builder.prior(Prior.standardNormal(2)).encoder(layers()).decoder(layers()).build();
    }

    private static AdversarialPenalty slow(AdversarialPenalty penalty) {
        return penalty;
    }

    static Map<String, Supplier<LatentModel>> models() {
        var critic = layers();
        var models = new LinkedHashMap<String, Supplier<LatentModel>>();
        var wide = Networks.mlp(128, 128).activation(org.ot4j.network.Activation.ELU);
        models.put("AVB5", vae(Vae.avb(wide).contrast(LatentPenalty.kl(wide).steps(5))));
        models.put("AVB5 implicit 8", vae(Vae.avb(wide).posterior(Posterior.implicit(8)).contrast(LatentPenalty.kl(wide).steps(5).learningRate(4e-3))));
        models.put("AVB5 gauss", vae(Vae.avb(wide).posterior(Posterior.diagonal()).contrast(LatentPenalty.kl(wide).steps(5))));
        models.put("AVB fgan", vae(Vae.avb(wide).contrast(LatentPenalty.fDivergence(FDivergence.KL, wide).steps(5))));
        models.put("WAE-GAN 2", wae(Wae.gan(wide).penalty(LatentPenalty.gan(wide).steps(2)).lambda(1)));
        models.put("POT 3", wae(Wae.pot(LatentPenalty.gan(wide).saturating().steps(3)).lambda(3)));
        models.put("POT, KL 3", wae(Wae.pot(LatentPenalty.kl(wide).steps(3)).lambda(1)));
        models.put("POT, JS 3", wae(Wae.pot(LatentPenalty.jensenShannon(wide).steps(3)).lambda(10)));
        return models;
    }

    private static double distance(LatentModel model, int steps, long seed) {
        model.train(RING.sample(2_000, 100 + seed))
                .steps(steps)
                .batchSize(128)
                .learningRate(2e-3)
                .optimizer(Optimizer.adam(0.5, 0.999))
                .schedule(Schedule.cosine())
                .seed(seed)
                .fit();
        NDArray samples = model.sampleNoisy(SAMPLES, seed);
        var fresh = RING.sample(SAMPLES, 900 + seed);
        double[][] x = new double[SAMPLES][2];
        float[] flat = samples.toFloatArray();
        for (int i = 0; i < flat.length; i++) {
            assertTrue(Float.isFinite(flat[i]));
            x[i / 2][i % 2] = flat[i];
        }
        double value = Transport.exact(x, fresh.toArray()).value();
        System.out.println(ModeQuality.of(RING, x));
        return value;
    }

    static Stream<Arguments> all() {
        return models().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    @Tag("study")
    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void learnsTheRing(String name, Supplier<LatentModel> make) {
        for (long seed = 1;
                seed <= Integer.parseInt(System.getenv().getOrDefault("SEEDS", "5"));
                seed++) {
            try (var model = make.get()) {
                long start = System.nanoTime();
                double value =
                        distance(
                                model,
                                Integer.parseInt(System.getenv().getOrDefault("STEPS", "4000")),
                                seed);
                System.out.printf(
                        "STUDY %s %d %.4f %.1fs%n",
                        name, seed, value, (System.nanoTime() - start) / 1e9);
            }
        }
    }
}
