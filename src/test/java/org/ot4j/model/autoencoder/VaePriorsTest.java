package org.ot4j.model.autoencoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Posterior;
import org.ot4j.distribution.Prior;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Networks;
import org.ot4j.network.Recipes;

/** Which priors a VAE can have, and with which posteriors. */
class VaePriorsTest {
    private static final NetworkSpec NET = Networks.mlp(16);
    private static final DataSet DATA = GaussianMixture.ring(6, 1, 0.1).sample(240, 1);
    private static final Prior UNIFORM = Prior.uniform(2, -1, 1);
    private static final Prior NORMAL = Prior.standardNormal(2);

    private static Vae.Builder with(Vae.Builder builder, Prior prior) {
        return builder.prior(prior)
                .encoder(NET)
                .decoder(NET)
                .likelihood(Likelihood.gaussian().fixed(0.2));
    }

    private static Prior half(Prior one, Prior other) {
        return Prior.mixture(new double[] {0.5, 0.5}, one, other);
    }

    static Stream<Prior> elsewhere() {
        return Stream.of(
                UNIFORM,
                Prior.dirichlet(1, 1),
                Prior.categorical(0.5, 0.5),
                Prior.sphere(2),
                half(UNIFORM, Prior.uniform(2, 0, 3)),
                half(NORMAL, Prior.categorical(0.5, 0.5)));
    }

    /** KL(q | p) is infinite where q has a density and p has none. */
    @ParameterizedTest
    @MethodSource("elsewhere")
    void aPriorThatDoesNotFillSpaceIsRefused(Prior prior) {
        for (Posterior posterior :
                new Posterior[] {
                    Posterior.diagonal(),
                    Posterior.full(),
                    Posterior.planarFlows(2),
                    Posterior.radialFlows(2)
                }) {
            for (Vae.Builder builder :
                    new Vae.Builder[] {
                        Vae.builder(), Vae.beta(0.5), Vae.info(0, 2), Vae.importanceWeighted(3)
                    }) {
                refused(with(builder, prior).posterior(posterior), prior);
            }
        }
        refused(with(Vae.avb(NET), prior).posterior(Posterior.diagonal()), prior);
        // Without the KL term any prior will do, and so it will for other models.
        with(Vae.info(1, 2), prior).build().close();
        with(Vae.beta(0), prior).build().close();
        Wae.mmd().prior(prior).encoder(NET).decoder(NET).build().close();
    }

    private static void refused(Vae.Builder builder, Prior prior) {
        String message = assertThrows(IllegalArgumentException.class, builder::build).getMessage();
        assertTrue(message.startsWith("prior = " + prior.name() + " on "), message);
        assertTrue(message.contains("CoupledVae, Wae.mmd() or Vae.info(1, lambda)"), message);
        assertEquals(prior.equals(Prior.sphere(2)), message.contains("vonMisesFisher()"), message);
    }

    @Test
    void anImplicitPosteriorCanKeepToABoundedPart() {
        with(Vae.avb(NET), UNIFORM).build().close();
        refused(with(Vae.avb(NET), Prior.categorical(0.5, 0.5)), Prior.categorical(0.5, 0.5));
        with(Vae.builder(), half(NORMAL, UNIFORM)).build().close();
    }

    /** A file of before may hold a model that would be refused now. */
    @Test
    void recipesOfBeforeAreStillRead() {
        var recipe =
                new Vae.Recipe(
                        Prior.categorical(0.5, 0.5),
                        NET,
                        Posterior.diagonal(),
                        NET,
                        Likelihood.gaussian().fixed(1),
                        1,
                        0,
                        LatentPenalty.imq(),
                        null,
                        null);
        assertEquals(
                Recipes.toJson(recipe), Recipes.toJson(Recipes.fromJson(Recipes.toJson(recipe))));
    }

    @Test
    void theSphereWantsItsOwnPosterior() {
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                with(Vae.builder(), NORMAL).posterior(Posterior.vonMisesFisher())
                                        ::build)
                        .getMessage();
        assertEquals(
                "prior = N(0, I) on all of space: expected Prior.sphere(d), where the"
                        + " von Mises–Fisher posterior lies",
                message);
    }

    /** Data on a circle, codes on a circle: they are learned, and a file brings all back. */
    @Test
    void aHypersphericalVaeLearns(@TempDir Path folder) {
        try (var vae =
                with(Vae.builder(), Prior.sphere(2))
                        .posterior(Posterior.vonMisesFisher())
                        .build()) {
            var run = vae.train(DATA).steps(300).batchSize(60).learningRate(1e-2).seed(2).fit();
            var loss = run.history().doubleColumn("loss");
            assertTrue(loss.last(5).mean() < loss.first(5).mean() - 2, loss.print());
            for (double[] z : vae.encode(DATA.toArray(), 1)) {
                assertEquals(1, Math.hypot(z[0], z[1]), 1e-5);
            }
            double error = 0;
            double[][] again = vae.reconstruct(DATA.toArray());
            for (int i = 0; i < again.length; i++) {
                double[] x = DATA.toArray()[i];
                error += Math.hypot(x[0] - again[i][0], x[1] - again[i][1]) / again.length;
            }
            assertTrue(error < 0.35, "mean distance " + error);
            var one = vae.logLikelihood(DATA, 1, 3);
            var many = vae.logLikelihood(DATA, 100, 3);
            assertTrue(many.value() > one.value(), one + " " + many);
            try (Vae back = Vae.load(vae.save(folder.resolve("sphere.ot4j")))) {
                assertArrayEquals(vae.sampleRows(9, 4), back.sampleRows(9, 4));
                assertEquals(many, back.logLikelihood(DATA, 100, 3));
            }
        }
    }
}
