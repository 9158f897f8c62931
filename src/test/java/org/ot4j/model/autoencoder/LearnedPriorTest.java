package org.ot4j.model.autoencoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ot4j.model.Refusals.assertNames;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.LearnedPrior;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Posterior;
import org.ot4j.distribution.Prior;
import org.ot4j.model.Probe;
import org.ot4j.model.coupled.CoupledVae;
import org.ot4j.model.kantorovich.Mke;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;

/** Priors that a VAE learns: their densities and gradients by hand, draws, files, refusals. */
class LearnedPriorTest {
    private static final double[][] X = {{-1.2}, {0.4}, {0.9}, {2.1}};
    private static final int N = X.length;
    private static final double SIGMA = 0.6;
    private static final NetworkSpec NET = Networks.mlp(16).batchNorm();
    private static final DataSet DATA = GaussianMixture.ring(4, 1, 0.1).sample(80, 1);

    private static Probe probe(Prior prior) {
        var vae =
                Vae.builder()
                        .prior(prior)
                        .encoder(Networks.linear())
                        .decoder(Networks.linear())
                        .likelihood(Likelihood.gaussian().fixed(SIGMA))
                        .build();
        return new Probe(vae, X, 5).set("encoder", 0.7, 0.3, -0.2, -1.5).set("decoder", 1.3, 0.1);
    }

    private static double normal(double z, double mean, double logVariance) {
        double square = (z - mean) * (z - mean) * Math.exp(-logVariance);
        return Math.exp(-0.5 * (square + logVariance + Math.log(2 * Math.PI)));
    }

    private static double mean(Map<String, double[]> w, double x) {
        double[] e = w.get("encoder");
        return e[0] * x + e[2];
    }

    private static double logVariance(Map<String, double[]> w, double x) {
        double[] e = w.get("encoder");
        return e[1] * x + e[3];
    }

    /** log p of a code. */
    private interface Density {
        double log(Map<String, double[]> w, double z);
    }

    /** E [-log p(x | z) + log q(z | x) - log p(z)], by hand. */
    private static double objective(Map<String, double[]> w, double[] noise, Density prior) {
        double[] d = w.get("decoder");
        double sum = 0;
        for (int i = 0; i < N; i++) {
            double m = mean(w, X[i][0]);
            double l = logVariance(w, X[i][0]);
            double z = m + Math.exp(0.5 * l) * noise[i];
            sum -= Math.log(normal(X[i][0], d[0] * z + d[1], 2 * Math.log(SIGMA))) / N;
            sum += (Math.log(normal(z, m, l)) - prior.log(w, z)) / N;
        }
        return sum;
    }

    @Test
    void aLearnedMixtureIsPartOfTheObjective() {
        try (var probe = probe(Prior.learnedMixture(1, 2))) {
            probe.set("prior", 0.5, -1, 0.2, -0.6, 0.3, -0.4);
            double[] noise = probe.normal(probe.noise(), N);
            probe.matches(
                    "auto-encoder",
                    w ->
                            objective(
                                    w,
                                    noise,
                                    (all, z) -> {
                                        double[] p = all.get("prior");
                                        double one = Math.exp(p[4]);
                                        double two = Math.exp(p[5]);
                                        return Math.log(
                                                (one * normal(z, p[0], p[2])
                                                                + two * normal(z, p[1], p[3]))
                                                        / (one + two));
                                    }));
        }
    }

    /** The gradient goes to the pseudo-inputs, and through them to the encoder. */
    @Test
    void vampPriorIsPartOfTheObjective() {
        try (var probe = probe(Prior.vamp(1, 3))) {
            probe.set("prior", 0.5, -1, 1.7);
            double[] noise = probe.normal(probe.noise(), N);
            probe.matches(
                    "auto-encoder",
                    w ->
                            objective(
                                    w,
                                    noise,
                                    (all, z) -> {
                                        double sum = 0;
                                        for (double u : all.get("prior")) {
                                            sum += normal(z, mean(all, u), logVariance(all, u)) / 3;
                                        }
                                        return Math.log(sum);
                                    }));
        }
    }

    private static Vae vae(Vae.Builder builder, Prior prior) {
        return builder.prior(prior)
                .encoder(NET)
                .decoder(NET)
                .likelihood(Likelihood.gaussian().learnedVariance())
                .build();
    }

    private static Prior prior(String kind) {
        return kind.equals("vamp") ? Prior.vamp(2, 6) : Prior.learnedMixture(2, 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mixture", "vamp"})
    void itIsTrainedAndComesBackFromItsFile(String kind, @TempDir Path folder) {
        try (var model = vae(Vae.builder(), prior(kind))) {
            model.prepare(DATA, 3);
            float[] start = model.prior().learned().get(0).values();
            model.train(DATA).steps(40).batchSize(40).learningRate(1e-2).seed(3).fit();
            float[] end = model.prior().learned().get(0).values();
            for (int k = 0; k < start.length; k++) {
                assertTrue(start[k] != end[k], "weight " + k);
            }
            try (Vae back = Vae.load(model.save(folder.resolve("model")))) {
                assertArrayEquals(end, back.prior().learned().get(0).values());
                assertArrayEquals(model.sampleRows(9, 4), back.sampleRows(9, 4));
                assertEquals(model.logLikelihood(DATA, 9, 1), back.logLikelihood(DATA, 9, 1));
            }
            // Its draws are those of its density.
            try (NDManager scope = Tensors.newManager()) {
                NDArray z = model.prior().sample(scope, 20_000, new SplittableRandom(1));
                NDArray wide = Prior.gaussian(new double[2], 1).logDensity(z);
                NDArray ratio = wide.sub(model.prior().logDensity(z)).exp();
                double expected = Math.sqrt(ratio.sub(1).square().mean().getFloat() / 20_000);
                assertEquals(1, ratio.mean().getFloat(), 6 * expected + 0.02);
            }
        }
    }

    @Test
    void pseudoInputsStartAsData() {
        try (var model = vae(Vae.builder(), Prior.vamp(2, 5))) {
            model.prepare(DATA, 3);
            float[] u = model.prior().learned().get(0).values();
            for (int k = 0; k < 5; k++) {
                float x = u[2 * k];
                float y = u[2 * k + 1];
                assertTrue(
                        Arrays.stream(DATA.toArray())
                                .anyMatch(row -> (float) row[0] == x && (float) row[1] == y));
            }
        }
    }

    /** Batch statistics are the data's alone, and the bound of more draws is learned, too. */
    @Test
    void otherBoundsLearnItToo() {
        for (Vae.Builder builder : new Vae.Builder[] {Vae.beta(0.5), Vae.importanceWeighted(3)}) {
            try (var model = vae(builder, Prior.vamp(2, 5))) {
                model.prepare(DATA, 3);
                float[] start = model.prior().learned().get(0).values();
                model.train(DATA).steps(2).batchSize(40).seed(3).fit();
                assertTrue(!Arrays.equals(start, model.prior().learned().get(0).values()));
            }
        }
    }

    @Test
    void whoDoesNotLearnAPriorRefusesIt() {
        var gaussian = Likelihood.gaussian().fixed(1);
        for (Prior prior : new Prior[] {Prior.vamp(2, 5), Prior.learnedMixture(2, 5)}) {
            String name = "prior = " + prior.name();
            assertNames(name, () -> Wae.mmd().prior(prior).encoder(NET).decoder(NET).build());
            assertNames(
                    name,
                    () ->
                            CoupledVae.builder()
                                    .prior(prior)
                                    .decoder(NET)
                                    .likelihood(gaussian)
                                    .build());
            assertNames(
                    name,
                    () ->
                            Mke.primal(Distortion.squaredEuclidean())
                                    .prior(prior)
                                    .generator(NET)
                                    .build());
            assertNames(name, () -> vae(Vae.info(0, 2), prior));
            assertNames(name, () -> vae(Vae.beta(0), prior));
            assertNames(name, () -> vae(Vae.avb(NET), prior));
            assertNames(
                    "component = " + prior.name(),
                    () -> Prior.mixture(new double[] {0.5, 0.5}, Prior.standardNormal(2), prior));
            assertThrows(IllegalStateException.class, prior::spread);
        }
        assertNames(
                "posterior = full Gaussian",
                () -> vae(Vae.builder().posterior(Posterior.full()), Prior.vamp(2, 5)));
        vae(Vae.builder().posterior(Posterior.full()), Prior.learnedMixture(2, 5)).close();
        assertNames("pseudoInputs = 0", () -> Prior.vamp(2, 0));
        assertNames("components = 0", () -> Prior.learnedMixture(2, 0));
        assertNames("dimension = 0", () -> Prior.vamp(0, 2));
        LearnedPrior mixture = Prior.learnedMixture(2, 3);
        try (var model = vae(Vae.builder(), mixture)) {
            model.prepare(DATA, 3);
            assertNames(
                    "prior = learned mixture of 3 of another model",
                    () -> vae(Vae.builder(), model.prior()));
        }
    }
}
