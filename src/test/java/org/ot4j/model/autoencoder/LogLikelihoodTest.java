package org.ot4j.model.autoencoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ot4j.model.Refusals.assertNames;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.base.Estimate;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Posterior;
import org.ot4j.distribution.Prior;
import org.ot4j.model.LinearGaussian;
import org.ot4j.model.Probe;
import org.ot4j.network.Networks;
import org.ot4j.transport.Measure;

/** Importance-weighted likelihoods against the exact ones of linear decoders. */
class LogLikelihoodTest {
    private static final double SIGMA = 0.5;
    private static final DataSet DATA = GaussianMixture.ring(5, 1, 0.3).sample(120, 1);

    private static Vae.Builder linear() {
        return Vae.builder()
                .prior(Prior.standardNormal(2))
                .encoder(Networks.linear())
                .decoder(Networks.linear())
                .likelihood(Likelihood.gaussian().fixed(SIGMA));
    }

    private static double exact(Vae vae) {
        double[] logs = LinearGaussian.logLikelihoods(vae, SIGMA, DATA.toArray());
        return Arrays.stream(logs).average().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"diagonal", "full", "flows"})
    void itRisesToTheExactLikelihood(String family) {
        Posterior posterior =
                switch (family) {
                    case "full" -> Posterior.full();
                    case "flows" -> Posterior.planarFlows(3);
                    default -> Posterior.diagonal();
                };
        try (var vae = linear().posterior(posterior).build()) {
            vae.train(DATA).steps(250).batchSize(60).learningRate(5e-3).seed(3).fit();
            double exact = exact(vae);
            Estimate one = vae.logLikelihood(DATA, 1, 7);
            Estimate ten = vae.logLikelihood(DATA, 10, 7);
            Estimate many = vae.logLikelihood(DATA, 2_000, 7);
            assertTrue(one.value() < ten.value() - 0.01, one + " " + ten);
            assertTrue(ten.value() < many.value(), ten + " " + many);
            assertEquals(exact, many.value(), 0.01);
            assertEquals(0.95, many.level());
            assertTrue(many.low() < many.value() && many.value() < many.high());
            // The interval is over the samples: it has the width of that of the exact values.
            double[] logs = LinearGaussian.logLikelihoods(vae, SIGMA, DATA.toArray());
            assertEquals(
                    Estimate.mean(logs, "exact").halfWidth(),
                    many.halfWidth(),
                    0.05 * many.halfWidth());
        }
    }

    /** With q(z | x) = p(z | x) each weight is p(x): one draw says it exactly. */
    @Test
    void theTruePosteriorNeedsOneDraw() {
        double w = 1.3;
        double s2 = SIGMA * SIGMA;
        double gain = w / (w * w + s2);
        double logVariance = Math.log(s2 / (w * w + s2));
        double[][] x = {{-1.2}, {0.4}, {2.1}};
        var vae = linear().prior(Prior.standardNormal(1)).build();
        try (var probe = new Probe(vae, x, 5)) {
            probe.set("encoder", gain, 0, -0.1 * gain, logVariance).set("decoder", w, 0.1);
            double[] logs = LinearGaussian.logLikelihoods(vae, SIGMA, x);
            Estimate one = vae.logLikelihood(x, 1, 3);
            assertEquals(Arrays.stream(logs).average().orElseThrow(), one.value(), 1e-5);
        }
    }

    @Test
    void dataAreOfAnyKindAndDrawsRepeat() {
        try (var vae = linear().build()) {
            vae.train(DATA).steps(2).batchSize(50).seed(3).fit();
            Estimate expected = vae.logLikelihood(DATA, 7, 2);
            assertEquals(expected, vae.logLikelihood(DATA, 7, 2));
            assertEquals(expected, vae.logLikelihood(DATA.toArray(), 7, 2));
            assertEquals(expected, vae.logLikelihood(Measure.of(DATA), 7, 2));
            assertEquals(
                    "log-likelihood in nats, k = 7; t interval, n = 120", expected.estimator());
        }
    }

    @Test
    void otherBoundsAndFlowsComeBackFromTheirFiles(@TempDir Path folder) {
        for (Posterior posterior : List.of(Posterior.diagonal(), Posterior.amortisedFlows(3))) {
            for (int draws : new int[] {1, 4}) {
                try (var vae = linear().posterior(posterior).importanceWeighted(draws).build()) {
                    vae.train(DATA).steps(3).batchSize(50).seed(3).fit();
                    try (Vae back = Vae.load(vae.save(folder.resolve("vae")))) {
                        assertEquals(vae.name(), back.name());
                        assertEquals(vae.recipe(), back.recipe());
                        assertEquals(vae.logLikelihood(DATA, 5, 2), back.logLikelihood(DATA, 5, 2));
                    }
                }
            }
        }
    }

    @Test
    void whatHasNoLikelihoodSaysSo() {
        var net = Networks.linear();
        Prior prior = Prior.standardNormal(2);
        try (var wae = Wae.mmd().prior(prior).encoder(net).decoder(net).build();
                var avb =
                        Vae.avb(net)
                                .prior(prior)
                                .encoder(net)
                                .decoder(net)
                                .likelihood(Likelihood.gaussian().fixed(1))
                                .build();
                var box =
                        Vae.info(1, 2)
                                .prior(Prior.dirichlet(1, 1))
                                .encoder(net)
                                .decoder(net)
                                .likelihood(Likelihood.gaussian().fixed(1))
                                .build();
                var binary = linear().likelihood(Likelihood.bernoulli()).build()) {
            wae.prepare(DATA, 1);
            avb.prepare(DATA, 1);
            box.prepare(DATA, 1);
            binary.prepare(DATA, 1);
            assertNames("likelihood = cost", () -> wae.logLikelihood(DATA, 5, 1));
            assertNames("posterior = implicit", () -> avb.logLikelihood(DATA, 5, 1));
            assertNames("prior = Dirichlet", () -> box.logLikelihood(DATA, 5, 1));
            assertNames("data row", () -> binary.logLikelihood(DATA, 5, 1));
            assertNames("k = 0", () -> avb.logLikelihood(DATA, 0, 1));
            assertNames("sample shape of x", () -> avb.logLikelihood(new double[5][3], 5, 1));
        }
    }
}
