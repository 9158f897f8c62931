package org.ot4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.ot4j.model.Refusals.assertNames;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.model.autoencoder.LatentPenalty;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.model.coupled.CoupledVae;
import org.ot4j.model.kantorovich.Mke;
import org.ot4j.model.kantorovich.SemiDiscreteMke;
import org.ot4j.network.Mlp;
import org.ot4j.network.Networks;
import org.ot4j.training.Player;
import org.ot4j.training.Terms;
import org.ot4j.transport.Marginal;

/** What does not fit is refused where it is set or built, not in the first step. */
class SettingsTest {
    private static final DataSet DATA = GaussianMixture.grid(2, 0.1).sample(8, 1);
    private static final Prior PRIOR = Prior.standardNormal(2);
    private static final Distortion COST = Distortion.squaredEuclidean();

    private static SemiDiscreteMke.Builder semiDiscrete() {
        return Mke.semiDiscrete(COST).prior(PRIOR).generator(Networks.mlp(4)).codes(16);
    }

    private static CoupledVae.Builder coupled() {
        return CoupledVae.builder()
                .prior(PRIOR)
                .decoder(Networks.mlp(4))
                .likelihood(Likelihood.gaussian().fixed(1));
    }

    @Test
    void aPotentialForEachSampleWantsThemAllInABatch() {
        try (var model = semiDiscrete().build()) {
            String message = "batchSize = 4: expected 8, the whole data";
            assertNames(message, () -> model.train(DATA).batchSize(4));
            assertEquals(2, model.train(DATA).batchSize(8).steps(2).fit().steps());
            assertNames(message, () -> model.train(DATA).batchSize(4));
        }
    }

    @Test
    void aModelDoesNotLookAtItsBuilderAgain() {
        var builder = semiDiscrete();
        try (var model = builder.build();
                var other = semiDiscrete().build()) {
            builder.codes(3).epsilon(0.7).potentials(5, 0.4).generator(Networks.linear());
            builder.prior(Prior.standardNormal(1));
            float[][] weights =
                    List.of(model, other).stream()
                            .map(m -> m.train(DATA).steps(3).fit().model())
                            .map(m -> m.generator().weights().values())
                            .toArray(float[][]::new);
            assertArrayEquals(weights[1], weights[0]);
            assertArrayEquals(other.potentials(), model.potentials());
        }
    }

    @Test
    void pairsNeedTwoSamples() {
        var layers = Networks.mlp(4);
        try (var wae = Wae.mmd().prior(PRIOR).encoder(layers).decoder(layers).build();
                var info =
                        Vae.info(0, 2)
                                .prior(PRIOR)
                                .encoder(layers)
                                .decoder(layers)
                                .likelihood(Likelihood.gaussian().fixed(1))
                                .build()) {
            assertNames("batchSize = 1: expected at least 2", () -> wae.train(DATA).batchSize(1));
            assertNames("batchSize = 1: expected at least 2", () -> info.train(DATA).batchSize(1));
            // One sample is a batch of one without a word.
            var one = DataSet.of(new float[] {1, 2}, 2);
            assertNames("batchSize = 1: expected at least 2", () -> wae.train(one).fit());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void batchNormalisationNeedsTwoSamples(boolean normalised) {
        Mlp layers = normalised ? Networks.mlp(4).batchNorm() : Networks.mlp(4);
        try (var model = Mke.primal(COST).prior(PRIOR).generator(layers).build();
                var many = Mke.primal(COST).prior(PRIOR).generator(layers).codes(5).build();
                var few = Mke.primal(COST).prior(PRIOR).generator(layers).codes(1).build()) {
            var training = model.train(DATA).batchSize(1).steps(1);
            if (normalised) {
                assertNames(
                        "batchSize = 1: expected at least 2, for the batch norm", training::fit);
                assertNames("batchSize = 1", () -> model.train(DATA).batchSize(1));
                assertNames("codes = 1: expected at least 2", () -> few.train(DATA).steps(1).fit());
            } else {
                assertEquals(1, training.fit().steps());
            }
            assertEquals(1, many.train(DATA).batchSize(1).steps(1).fit().steps());
        }
    }

    @Test
    void ratesAndWeightsOfTheCoupledVae() {
        assertNames(
                "ascent.rate = 11.0: expected a number in (0, 10", () -> coupled().ascend(3, 11));
        assertNames("ascent.rate = NaN", () -> coupled().ascend(3, Double.NaN));
        assertNames("anneal.from = NaN", () -> coupled().anneal(Double.NaN, 0.5).build());
        assertNames("anneal.from = Infinity", () -> coupled().anneal(1 / 0.0, 0.5).build());
        assertNames(
                "marginals.ofData = null",
                () -> coupled().marginals(null, Marginal.exact()).build());
        for (double rho : new double[] {0, -1, -1 / 0.0, 1 / 0.0, 0 / 0.0}) {
            assertNames("rho = " + rho, () -> Marginal.relaxed(rho));
        }
    }

    @Test
    void ratesOfPlayers() {
        var player = Player.move("mover", step -> Terms.of("none", step.batch().sum()));
        assertNames("mover.learningRate = 0.0: expected", () -> player.learningRate(0));
        assertNames("mover.learningRate = NaN", () -> player.learningRate(Double.NaN));
        var penalty = LatentPenalty.gan(Networks.mlp(4));
        assertNames(
                "learningRate = 0.0: expected a number in (0, 10", () -> penalty.learningRate(0));
        assertNames("learningRate = 11.0", () -> penalty.learningRate(11));
    }
}
