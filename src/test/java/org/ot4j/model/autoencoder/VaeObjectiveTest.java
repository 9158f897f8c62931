package org.ot4j.model.autoencoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Posterior;
import org.ot4j.distribution.Prior;
import org.ot4j.divergence.FDivergence;
import org.ot4j.model.Probe;
import org.ot4j.network.Networks;

/** The objectives of the VAE family on linear networks, against themselves in plain Java. */
class VaeObjectiveTest {
    private static final double[][] X = {{-1.2}, {0.4}, {0.9}, {2.1}};
    private static final double[][] UNIT = {{0.1}, {0.4}, {0.9}, {1}};
    private static final int N = X.length;
    private static final double SIGMA = 0.6;

    private static final Map<String, double[]> WEIGHTS =
            Map.of(
                    "encoder",
                    new double[] {0.7, 0.3, -0.2, -1.5},
                    "decoder",
                    new double[] {1.3, 0.1});

    private static Vae.Builder tiny(Vae.Builder builder) {
        return builder.prior(Prior.standardNormal(1))
                .encoder(Networks.linear())
                .decoder(Networks.linear())
                .likelihood(Likelihood.gaussian().fixed(SIGMA));
    }

    private static Probe probe(Vae.Builder builder, double[][] x) {
        return new Probe(builder.build(), x, 5)
                .set("encoder", WEIGHTS.get("encoder"))
                .set("decoder", WEIGHTS.get("decoder"));
    }

    private static double mean(Map<String, double[]> w, double x) {
        double[] e = w.get("encoder");
        return e[0] * x + e[2];
    }

    private static double logVariance(Map<String, double[]> w, double x) {
        double[] e = w.get("encoder");
        return e[1] * x + e[3];
    }

    private static double[] draws(Map<String, double[]> w, double[][] x, double[] noise) {
        var z = new double[N];
        for (int i = 0; i < N; i++) {
            z[i] = mean(w, x[i][0]) + Math.exp(0.5 * logVariance(w, x[i][0])) * noise[i];
        }
        return z;
    }

    /** E -log p(x | z). */
    private static double gaussian(Map<String, double[]> w, double[] z) {
        double[] d = w.get("decoder");
        double sum = 0;
        for (int i = 0; i < N; i++) {
            double r = X[i][0] - d[0] * z[i] - d[1];
            sum += (r * r / (2 * SIGMA * SIGMA) + 0.5 * Math.log(2 * Math.PI * SIGMA * SIGMA)) / N;
        }
        return sum;
    }

    /** E KL(q(z | x) | N(0, 1)). */
    private static double kl(Map<String, double[]> w, double[][] x) {
        double sum = 0;
        for (double[] row : x) {
            double m = mean(w, row[0]);
            double l = logVariance(w, row[0]);
            sum += 0.5 * (m * m + Math.exp(l) - l - 1) / N;
        }
        return sum;
    }

    private static double mmd(double[] z, double[] p) {
        double sum = 0;
        for (int l = 0; l < N; l++) {
            for (int j = 0; j < N; j++) {
                if (l != j) {
                    sum += 2 / (2 + Math.pow(p[l] - p[j], 2)) / (N * (N - 1));
                    sum += 2 / (2 + Math.pow(z[l] - z[j], 2)) / (N * (N - 1));
                }
                sum -= 2 * 2 / (2 + Math.pow(p[l] - z[j], 2)) / (N * N);
            }
        }
        return sum;
    }

    /** VEGAN Eq. 5, WAE Eq. 6 and C-VAE Eq. 2. */
    @Test
    void vaeIsEquation5WithGaussianLikelihood() {
        try (var probe = probe(tiny(Vae.builder()), X)) {
            double[] noise = probe.normal(probe.noise(), N);
            probe.matches("auto-encoder", w -> gaussian(w, draws(w, X, noise)) + kl(w, X));
        }
    }

    @Test
    void vaeIsEquation5WithBernoulliLikelihood() {
        try (var probe = probe(tiny(Vae.builder()).likelihood(Likelihood.bernoulli()), UNIT)) {
            double[] noise = probe.normal(probe.noise(), N);
            probe.matches(
                    "auto-encoder",
                    w -> {
                        double[] d = w.get("decoder");
                        double sum = kl(w, UNIT);
                        double[] z = draws(w, UNIT, noise);
                        for (int i = 0; i < N; i++) {
                            double p = 1 / (1 + Math.exp(-d[0] * z[i] - d[1]));
                            double x = UNIT[i][0];
                            sum -= (x * Math.log(p) + (1 - x) * Math.log(1 - p)) / N;
                        }
                        return sum;
                    });
        }
    }

    /** C-VAE Eq. 4: weights 1 - α of the KL term and α + λ - 1 of the divergence. */
    @Test
    void infoVaeIsEquation4() {
        try (var probe = probe(tiny(Vae.info(0.3, 2)), X)) {
            var random = probe.noise();
            double[] noise = probe.normal(random, N);
            double[] p = probe.normal(random, N);
            probe.matches(
                    "auto-encoder",
                    w -> {
                        double[] z = draws(w, X, noise);
                        return gaussian(w, z) + 0.7 * kl(w, X) + 1.3 * mmd(z, p);
                    });
        }
    }

    /** C-VAE, below Eq. 4. */
    @Test
    void infoVaeContainsVaeAndBetaVae() {
        assertSame(Vae.info(0, 1), Vae.builder());
        assertSame(Vae.info(1 - 3.5, 3.5), Vae.beta(3.5));
        assertSame(Vae.info(0.75, 0.25), Vae.beta(0.25));
    }

    private static void assertSame(Vae.Builder first, Vae.Builder second) {
        try (var one = probe(tiny(first), X);
                var two = probe(tiny(second), X)) {
            assertEquals(one.value("auto-encoder"), two.value("auto-encoder"));
            var expected = one.gradients("auto-encoder");
            two.gradients("auto-encoder")
                    .forEach((name, g) -> assertArrayEquals(expected.get(name), g));
        }
    }

    /** log w of a draw: log p(x | z) + log p(z) - log q(z | x), for z = m + s e. */
    private static double logWeight(Map<String, double[]> w, double x, double e) {
        double[] d = w.get("decoder");
        double z = mean(w, x) + Math.exp(0.5 * logVariance(w, x)) * e;
        double r = x - d[0] * z - d[1];
        double log2Pi = Math.log(2 * Math.PI);
        return -r * r / (2 * SIGMA * SIGMA)
                - 0.5 * log2Pi
                - Math.log(SIGMA)
                - 0.5 * (z * z + log2Pi)
                + 0.5 * (e * e + log2Pi + logVariance(w, x));
    }

    /** Burda et al. 2016, Eq. 8: the value, and by differences the gradient. */
    @Test
    void iwaeIsTheImportanceWeightedBound() {
        int k = 3;
        try (var probe = probe(tiny(Vae.importanceWeighted(k)), X)) {
            double[] noise = probe.normal(probe.noise(), N * k);
            probe.matches(
                    "auto-encoder",
                    w -> {
                        double sum = 0;
                        for (int i = 0; i < N; i++) {
                            double weights = 0;
                            for (int j = 0; j < k; j++) {
                                weights += Math.exp(logWeight(w, X[i][0], noise[i * k + j])) / k;
                            }
                            sum -= Math.log(weights) / N;
                        }
                        return sum;
                    });
        }
    }

    @Test
    void iwaeWithOneDrawIsTheVae() {
        assertSame(Vae.importanceWeighted(1), Vae.builder());
        assertEquals("VAE", tiny(Vae.importanceWeighted(1)).build().name());
        assertEquals("IWAE", tiny(Vae.importanceWeighted(2)).build().name());
        // The bound itself with one draw: what a VAE has where no KL is in closed form.
        Prior wide = Prior.gaussian(new double[1], 1);
        try (var vae = probe(tiny(Vae.builder()).prior(wide), X);
                var two = probe(tiny(Vae.builder()).prior(Prior.standardNormal(1)), X)) {
            double[] noise = vae.normal(vae.noise(), N);
            double bound = 0;
            for (int i = 0; i < N; i++) {
                bound -= logWeight(WEIGHTS, X[i][0], noise[i]) / N;
            }
            assertEquals(bound, vae.value("auto-encoder"), 2e-5);
            assertTrue(Math.abs(bound - two.value("auto-encoder")) > 1e-3, "in closed form");
        }
    }

    @Test
    void infoVaeWithAllWeightOnTheDivergenceNeedsNoDensity() {
        var builder = tiny(Vae.info(1, 2)).posterior(Posterior.deterministic());
        try (var probe =
                new Probe(builder.build(), X, 5)
                        .set("encoder", 0.7, -0.2)
                        .set("decoder", 1.3, 0.1)) {
            double[] p = probe.normal(probe.noise(), N);
            probe.matches(
                    "auto-encoder",
                    w -> {
                        double[] e = w.get("encoder");
                        var z = new double[N];
                        for (int i = 0; i < N; i++) {
                            z[i] = e[0] * X[i][0] + e[1];
                        }
                        return gaussian(w, z) + 2 * mmd(z, p);
                    });
        }
    }

    /** log q(z) = log q₀(z₀) - Σ log |1 + û w (1 - tanh²)| with û as network.Flow has it. */
    @Test
    void vaeNfIsEquation5WithPlanarFlows() {
        double[] flows = {0.5, -0.8, 0.2, -0.3, 0.6, 0.1};
        try (var probe = probe(tiny(Vae.flows(2)), X).set("posterior flow", flows)) {
            double[] noise = probe.normal(probe.noise(), N);
            probe.matches(
                    "auto-encoder",
                    w -> {
                        double[] z = draws(w, X, noise);
                        double[] f = w.get("posterior flow");
                        double sum = 0;
                        for (int i = 0; i < N; i++) {
                            sum -= noise[i] * noise[i] / 2 / N;
                            sum -= logVariance(w, X[i][0]) / 2 / N;
                            for (int k = 0; k < 6; k += 3) {
                                double wu = f[k] * f[k + 1];
                                double lift = Math.log1p((Math.E - 1) * Math.exp(wu)) - 1 - wu;
                                double u = f[k] + lift / f[k + 1];
                                double tanh = Math.tanh(f[k + 1] * z[i] + f[k + 2]);
                                sum -= Math.log(1 + u * f[k + 1] * (1 - tanh * tanh)) / N;
                                z[i] += u * tanh;
                            }
                            sum += z[i] * z[i] / 2 / N;
                        }
                        return gaussian(w, z) + sum;
                    });
        }
    }

    private static double pairCritic(Map<String, double[]> w, double x, double z) {
        double[] c = w.get("pair critic");
        return c[0] * x + c[1] * z + c[2];
    }

    private static double softPlus(double v) {
        return Math.log1p(Math.exp(v));
    }

    /** WAE Eq. 7. VEGAN Eq. 6 with the estimate of its footnote 1: E_q T* for log q / p. */
    @Test
    void avbEstimatesTheDivergenceByADiscriminatorOfPairs() {
        var builder = tiny(Vae.avb(Networks.linear())).posterior(Posterior.diagonal());
        try (var probe = probe(builder, X).set("pair critic", 0.4, -0.9, 0.2)) {
            var random = probe.noise();
            double[] noise = probe.normal(random, N);
            double[] p = probe.normal(random, N);
            probe.matches(
                    "pair critic",
                    w -> {
                        double[] z = draws(w, X, noise);
                        double sum = 0;
                        for (int i = 0; i < N; i++) {
                            sum -= softPlus(-pairCritic(w, X[i][0], z[i])) / N;
                            sum -= softPlus(pairCritic(w, X[i][0], p[i])) / N;
                        }
                        return sum;
                    });
            probe.matches(
                    "auto-encoder",
                    w -> {
                        double[] z = draws(w, X, noise);
                        double sum = gaussian(w, z);
                        for (int i = 0; i < N; i++) {
                            sum += pairCritic(w, X[i][0], z[i]) / N;
                        }
                        return sum;
                    });
        }
    }

    /** VEGAN Eq. 6 to the letter: the variational bound on KL, with its implicit posterior. */
    @Test
    void avbWithTheBoundOfFGan() {
        var builder =
                tiny(Vae.avb(Networks.linear()))
                        .posterior(Posterior.implicit(1))
                        .contrast(LatentPenalty.fDivergence(FDivergence.KL, Networks.linear()));
        try (var probe =
                new Probe(builder.build(), X, 5)
                        .set("encoder", 0.7, 0.3, -0.2)
                        .set("decoder", 1.3, 0.1)
                        .set("pair critic", 0.4, -0.9, 0.2)) {
            var random = probe.noise();
            double[] noise = probe.normal(random, N);
            double[] p = probe.normal(random, N);
            ToDoubleFunction<Map<String, double[]>> bound =
                    w -> {
                        double[] e = w.get("encoder");
                        double sum = 0;
                        for (int i = 0; i < N; i++) {
                            double z = e[0] * X[i][0] + e[1] * noise[i] + e[2];
                            sum += pairCritic(w, X[i][0], z) / N;
                            sum -= Math.exp(pairCritic(w, X[i][0], p[i]) - 1) / N;
                        }
                        return sum;
                    };
            probe.matches("pair critic", bound);
            probe.matches(
                    "auto-encoder",
                    w -> {
                        double[] e = w.get("encoder");
                        var z = new double[N];
                        for (int i = 0; i < N; i++) {
                            z[i] = e[0] * X[i][0] + e[1] * noise[i] + e[2];
                        }
                        return gaussian(w, z) + bound.applyAsDouble(w);
                    });
        }
    }

    @Test
    void namesAreTheFieldsNames() {
        var critic = Networks.linear();
        assertEquals(
                List.of("VAE", "β-VAE", "InfoVAE", "VAE-NF", "AVB"),
                List.of(Vae.builder(), Vae.beta(4), Vae.info(0, 2), Vae.flows(10), Vae.avb(critic))
                        .stream()
                        .map(builder -> tiny(builder).build().name())
                        .toList());
    }

    @Test
    void saysWhatIsWrongBeforeTraining() {
        assertNames("alpha = 1.5", () -> Vae.info(1.5, 1));
        assertNames("lambda = 0.5", () -> Vae.info(0, 0.5));
        assertNames("lambda = NaN", () -> Vae.info(0, Double.NaN));
        assertNames("beta = -1", () -> Vae.beta(-1));
        assertNames("importanceWeighted = 0", () -> Vae.importanceWeighted(0));
        assertNames(
                "importanceWeighted = 2: expected 1 for β-VAE",
                () -> tiny(Vae.beta(2).importanceWeighted(2)).build());
        assertNames(
                "importanceWeighted = 2: expected 1 for InfoVAE",
                () -> tiny(Vae.info(0, 2).importanceWeighted(2)).build());
        assertNames(
                "importanceWeighted = 2: expected 1 for AVB",
                () -> tiny(Vae.avb(Networks.linear()).importanceWeighted(2)).build());
        assertNames("count = 0", () -> Vae.flows(0));
        assertNames("count = 0", () -> Vae.amortisedFlows(0));
        assertNames("critic = null", () -> Vae.avb(null));
        assertNames("prior = null", () -> tiny(Vae.builder()).prior(null).build());
        assertNames("encoder = null", () -> tiny(Vae.builder()).encoder(null).build());
        assertNames("likelihood = null", () -> tiny(Vae.builder()).likelihood(null).build());
        assertNames(
                "posterior = implicit",
                () -> tiny(Vae.builder()).posterior(Posterior.implicit(1)).build());
        assertNames(
                "posterior = deterministic",
                () -> tiny(Vae.info(0, 2)).posterior(Posterior.deterministic()).build());
    }

    private static void assertNames(String what, Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.startsWith(what), message);
    }
}
