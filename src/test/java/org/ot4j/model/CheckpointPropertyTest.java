package org.ot4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Posterior;
import org.ot4j.distribution.Prior;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.network.Activation;
import org.ot4j.network.Mlp;
import org.ot4j.network.Networks;
import org.ot4j.training.Checkpoint;

/** Models of any recipe come back from their file with the same outputs, bit by bit. */
class CheckpointPropertyTest {
    private static final DataSet DATA = GaussianMixture.ring(4, 1, 0.1).sample(32, 1);

    /** What the recipe of a model can be made of, one of each. */
    enum Kind {
        VAE,
        BETA_VAE,
        VAE_NF,
        VAE_NF_AMORTISED,
        IWAE,
        VAE_LEARNED_MIXTURE,
        VAE_VAMP,
        FULL_VAE,
        WAE_MMD,
        WAE_IMPLICIT
    }

    private static LatentModel model(Kind kind, Mlp layers, Prior prior) {
        return switch (kind) {
            case VAE -> vae(Vae.builder(), layers, prior);
            case BETA_VAE -> vae(Vae.beta(0.5), layers, prior);
            case VAE_NF -> vae(Vae.flows(2), layers, prior);
            case VAE_NF_AMORTISED -> vae(Vae.amortisedFlows(2), layers, prior);
            case IWAE -> vae(Vae.importanceWeighted(3), layers, prior);
            case VAE_LEARNED_MIXTURE ->
                    vae(Vae.builder(), layers, Prior.learnedMixture(prior.dimension(), 3));
            case VAE_VAMP -> vae(Vae.builder(), layers, Prior.vamp(prior.dimension(), 3));
            case FULL_VAE -> vae(Vae.builder().posterior(Posterior.full()), layers, prior);
            case WAE_MMD -> wae(Wae.mmd(), layers, prior);
            case WAE_IMPLICIT -> wae(Wae.mmd().posterior(Posterior.implicit(3)), layers, prior);
        };
    }

    private static Vae vae(Vae.Builder builder, Mlp layers, Prior prior) {
        return builder.prior(prior)
                .encoder(layers)
                .decoder(layers)
                .likelihood(Likelihood.gaussian().learnedVariance())
                .build();
    }

    private static Wae wae(Wae.Builder builder, Mlp layers, Prior prior) {
        return builder.prior(prior).encoder(layers).decoder(layers).build();
    }

    @Property(tries = 12)
    void anyRecipeComesBack(
            @ForAll Kind kind,
            @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 1, max = 9) Integer> widths,
            @ForAll Activation activation,
            @ForAll boolean batchNorm,
            @ForAll @IntRange(min = 1, max = 3) int latent,
            @ForAll long seed)
            throws IOException {
        var mlp = Networks.mlp(widths.stream().mapToInt(w -> w).toArray()).activation(activation);
        var layers = batchNorm ? mlp.batchNorm() : mlp;
        Path file = Files.createTempFile("recipe", ".ot4j");
        try (var model = model(kind, layers, Prior.standardNormal(latent))) {
            model.train(DATA).steps(2).batchSize(16).seed(seed).checkpoint(file).fit();
            try (var back = (LatentModel) Checkpoint.read(file).game()) {
                assertEquals(model.getClass(), back.getClass());
                assertEquals(model.name(), back.name());
                assertArrayEquals(
                        model.sample(5, seed).toFloatArray(), back.sample(5, seed).toFloatArray());
                assertArrayEquals(
                        model.encode(DATA, seed).toArray(), back.encode(DATA, seed).toArray());
            }
        } finally {
            Files.delete(file);
        }
    }
}
