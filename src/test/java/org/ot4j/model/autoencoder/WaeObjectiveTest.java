package org.ot4j.model.autoencoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Posterior;
import org.ot4j.distribution.Prior;
import org.ot4j.divergence.FDivergence;
import org.ot4j.model.Probe;
import org.ot4j.network.Networks;

/** POT's objectives on linear networks in one dimension, against themselves in plain Java. */
class WaeObjectiveTest {
    private static final double[][] X = {{-1.2}, {0.4}, {0.9}, {2.1}};
    private static final int N = X.length;
    private static final double LAMBDA = 0.7;

    private static Wae.Builder tiny(Wae.Builder builder) {
        return builder.prior(Prior.standardNormal(1))
                .encoder(Networks.linear())
                .decoder(Networks.linear())
                .lambda(LAMBDA);
    }

    private static Probe probe(Wae.Builder builder) {
        return new Probe(builder.build(), X, 5).set("encoder", 0.7, -0.2).set("decoder", 1.3, 0.1);
    }

    private static double[] codes(Map<String, double[]> w) {
        double[] e = w.get("encoder");
        return Arrays.stream(X).mapToDouble(row -> e[0] * row[0] + e[1]).toArray();
    }

    private static double squaredCost(Map<String, double[]> w, double[] z) {
        double[] d = w.get("decoder");
        double sum = 0;
        for (int i = 0; i < N; i++) {
            sum += Math.pow(X[i][0] - d[0] * z[i] - d[1], 2) / N;
        }
        return sum;
    }

    /** WAE Algorithm 2, the three sums as printed. */
    private static double mmd(double[] z, double[] p, DoubleUnaryOperator kernel) {
        double sum = 0;
        for (int l = 0; l < N; l++) {
            for (int j = 0; j < N; j++) {
                if (l != j) {
                    sum += kernel.applyAsDouble(Math.pow(p[l] - p[j], 2)) / (N * (N - 1));
                    sum += kernel.applyAsDouble(Math.pow(z[l] - z[j], 2)) / (N * (N - 1));
                }
                sum -= 2 * kernel.applyAsDouble(Math.pow(p[l] - z[j], 2)) / (N * N);
            }
        }
        return sum;
    }

    private static void assertMmd(LatentPenalty penalty, DoubleUnaryOperator kernel) {
        try (var probe = probe(tiny(Wae.mmd()).penalty(penalty))) {
            double[] p = probe.normal(probe.noise(), N);
            probe.matches(
                    "auto-encoder",
                    w -> squaredCost(w, codes(w)) + LAMBDA * mmd(codes(w), p, kernel));
        }
    }

    /** C = 2 d σ² = 2. */
    @Test
    void waeMmdIsAlgorithm2() {
        assertMmd(LatentPenalty.imq(), s -> 2 / (2 + s));
    }

    @Test
    void kernelsAreThoseOfSection4() {
        assertMmd(LatentPenalty.imq(3), s -> 3 / (3 + s));
        assertMmd(LatentPenalty.imq().scales(0.5, 2), s -> 1 / (1 + s) + 4 / (4 + s));
        assertMmd(LatentPenalty.rbf(), s -> Math.exp(-s / 2));
        assertMmd(LatentPenalty.rbf(0.6), s -> Math.exp(-s / 0.72));
        assertMmd(LatentPenalty.energy(), s -> -Math.sqrt(s));
    }

    @Test
    void scalesWithoutNumbersAreThoseOfThePublishedCode() {
        assertEquals(7, LatentPenalty.imq().scales().factors().size());
    }

    private static double softPlus(double v) {
        return Math.log1p(Math.exp(v));
    }

    private static double critic(Map<String, double[]> w, double z) {
        double[] c = w.get("latent critic");
        return c[0] * z + c[1];
    }

    /** λ/n Σ log D(z) + log(1 - D(z̃)) with D = 1 / (1 + exp v). */
    private static double discriminator(Map<String, double[]> w, double[] p) {
        double sum = 0;
        for (int i = 0; i < N; i++) {
            sum -= softPlus(critic(w, p[i])) / N;
            sum -= softPlus(-critic(w, codes(w)[i])) / N;
        }
        return sum;
    }

    /** WAE Algorithm 1; WAE Eq. 4; VEGAN Eq. 12. */
    @Test
    void waeGanIsAlgorithm1() {
        try (var probe = probe(tiny(Wae.gan(Networks.linear()))).set("latent critic", 0.8, -0.3)) {
            double[] p = probe.normal(probe.noise(), N);
            probe.matches("latent critic", w -> LAMBDA * discriminator(w, p));
            probe.matches(
                    "auto-encoder",
                    w ->
                            squaredCost(w, codes(w))
                                    + LAMBDA
                                            * Arrays.stream(codes(w))
                                                    .map(z -> softPlus(critic(w, z)) / N)
                                                    .sum());
        }
    }

    /** VEGAN Eq. 13 to the letter. */
    @Test
    void withoutTheLogTrickBothPlayOverTheSameValue() {
        var penalty = LatentPenalty.gan(Networks.linear()).saturating();
        try (var probe = probe(tiny(Wae.pot(penalty))).set("latent critic", 0.8, -0.3)) {
            double[] p = probe.normal(probe.noise(), N);
            probe.matches("latent critic", w -> LAMBDA * discriminator(w, p));
            probe.matches(
                    "auto-encoder", w -> squaredCost(w, codes(w)) + LAMBDA * discriminator(w, p));
        }
    }

    @Test
    void fDivergencesAreTheirBounds() {
        for (FDivergence f : FDivergence.values()) {
            var penalty = LatentPenalty.fDivergence(f, Networks.linear());
            try (var probe = probe(tiny(Wae.pot(penalty))).set("latent critic", 0.4, -0.3)) {
                double[] p = probe.normal(probe.noise(), N);
                ToDoubleFunction<Map<String, double[]>> bound =
                        w -> {
                            double sum = 0;
                            for (int i = 0; i < N; i++) {
                                sum += f.activation(critic(w, codes(w)[i])) / N;
                                sum -= f.conjugate(f.activation(critic(w, p[i]))) / N;
                            }
                            return LAMBDA * sum;
                        };
                probe.matches("latent critic", bound);
                probe.matches(
                        "auto-encoder", w -> squaredCost(w, codes(w)) + bound.applyAsDouble(w));
            }
        }
    }

    @Test
    void klIsTheMeanLogRatioOfADiscriminator() {
        var penalty = LatentPenalty.kl(Networks.linear());
        try (var probe = probe(tiny(Wae.pot(penalty))).set("latent critic", 0.8, -0.3)) {
            double[] p = probe.normal(probe.noise(), N);
            probe.matches("latent critic", w -> LAMBDA * discriminator(w, p));
            probe.matches(
                    "auto-encoder",
                    w ->
                            squaredCost(w, codes(w))
                                    + LAMBDA
                                            * Arrays.stream(codes(w))
                                                    .map(z -> critic(w, z) / N)
                                                    .sum());
        }
    }

    /** On a line every direction gives the same: sorted codes against sorted prior draws. */
    @Test
    void slicedWassersteinOnALineIsWassersteins() {
        try (var probe = probe(tiny(Wae.pot(LatentPenalty.slicedWasserstein(3))))) {
            double[] p = probe.normal(probe.noise(), N);
            Arrays.sort(p);
            probe.matches(
                    "auto-encoder",
                    w -> {
                        double[] z = codes(w);
                        Arrays.sort(z);
                        double sum = 0;
                        for (int i = 0; i < N; i++) {
                            sum += Math.pow(z[i] - p[i], 2) / N;
                        }
                        return squaredCost(w, codes(w)) + LAMBDA * sum;
                    });
        }
    }

    @Test
    void sinkhornDivergenceIsThatOfPlainSinkhorn() {
        double epsilon = 0.5;
        try (var probe = probe(tiny(Wae.pot(LatentPenalty.sinkhorn(epsilon))))) {
            double[] p = probe.normal(probe.noise(), N);
            double own = entropic(p, p, epsilon);
            probe.matches(
                    "auto-encoder",
                    w -> {
                        double[] z = codes(w);
                        return squaredCost(w, z)
                                + LAMBDA
                                        * (entropic(z, p, epsilon)
                                                - entropic(z, z, epsilon) / 2
                                                - own / 2);
                    });
        }
    }

    /**
     * The dual value of min
     *
     * <P, C>+ ε KL(P | a ⊗ b).
     */
    private static double entropic(double[] x, double[] y, double epsilon) {
        var f = new double[N];
        var g = new double[N];
        for (int k = 0; k < 2_000; k++) {
            soft(x, y, g, f, epsilon);
            soft(y, x, f, g, epsilon);
        }
        return (Arrays.stream(f).sum() + Arrays.stream(g).sum()) / N;
    }

    private static void soft(double[] x, double[] y, double[] g, double[] f, double epsilon) {
        for (int i = 0; i < N; i++) {
            double sum = 0;
            for (int j = 0; j < N; j++) {
                sum += Math.exp((g[j] - Math.pow(x[i] - y[j], 2)) / epsilon) / N;
            }
            f[i] = -epsilon * Math.log(sum);
        }
    }

    @Test
    void gaussianEncodersDrawTheirCodes() {
        try (var probe =
                new Probe(tiny(Wae.mmd()).posterior(Posterior.diagonal()).build(), X, 5)
                        .set("encoder", 0.7, 0.3, -0.2, -1.5)
                        .set("decoder", 1.3, 0.1)) {
            var random = probe.noise();
            double[] noise = probe.normal(random, N);
            double[] p = probe.normal(random, N);
            probe.matches(
                    "auto-encoder",
                    w -> {
                        double[] e = w.get("encoder");
                        var z = new double[N];
                        for (int i = 0; i < N; i++) {
                            double deviation = Math.exp(0.5 * (e[1] * X[i][0] + e[3]));
                            z[i] = e[0] * X[i][0] + e[2] + deviation * noise[i];
                        }
                        return squaredCost(w, z) + LAMBDA * mmd(z, p, s -> 2 / (2 + s));
                    });
        }
    }

    @Test
    void implicitEncodersTakeNoiseIn() {
        try (var probe =
                new Probe(tiny(Wae.mmd()).posterior(Posterior.implicit(2)).build(), X, 5)
                        .set("encoder", 0.7, 0.3, -0.4, -0.2)
                        .set("decoder", 1.3, 0.1)) {
            var random = probe.noise();
            double[] noise = probe.normal(random, 2 * N);
            double[] p = probe.normal(random, N);
            probe.matches(
                    "auto-encoder",
                    w -> {
                        double[] e = w.get("encoder");
                        var z = new double[N];
                        for (int i = 0; i < N; i++) {
                            z[i] =
                                    e[0] * X[i][0]
                                            + e[1] * noise[2 * i]
                                            + e[2] * noise[2 * i + 1]
                                            + e[3];
                        }
                        return squaredCost(w, z) + LAMBDA * mmd(z, p, s -> 2 / (2 + s));
                    });
        }
    }

    /**
     * VEGAN Remark 1. VEGAN Corollary 7: W_c† is the cost of the centre and d σ², which has no
     * gradient.
     */
    @Test
    void aRandomDecoderAddsItsVarianceToTheSquaredCost() {
        try (var plain = probe(tiny(Wae.mmd()));
                var random = probe(tiny(Wae.mmd()).randomDecoder(0.3))) {
            assertEquals(plain.value("auto-encoder") + 0.09, random.value("auto-encoder"), 1e-6);
            assertArrayEquals(
                    plain.gradients("auto-encoder").get("decoder"),
                    random.gradients("auto-encoder").get("decoder"));
            double[] p = random.normal(random.noise(), N);
            random.matches(
                    "auto-encoder",
                    w ->
                            squaredCost(w, codes(w))
                                    + 0.09
                                    + LAMBDA * mmd(codes(w), p, s -> 2 / (2 + s)));
        }
    }

    /** WAE Eq. 9. VEGAN Eq. 9 for another cost: c(x, Y) at a draw of Y. */
    @Test
    void aRandomDecoderWithAnotherCostIsJudgedAtADraw() {
        try (var probe = probe(tiny(Wae.mmd()).cost(Distortion.absolute()).randomDecoder(0.3))) {
            var random = probe.noise();
            double[] noise = probe.normal(random, N);
            double[] p = probe.normal(random, N);
            probe.matches(
                    "auto-encoder",
                    w -> {
                        double[] d = w.get("decoder");
                        double sum = 0;
                        for (int i = 0; i < N; i++) {
                            double y = d[0] * codes(w)[i] + d[1] + 0.3 * noise[i];
                            sum += Math.abs(X[i][0] - y) / N;
                        }
                        return sum + LAMBDA * mmd(codes(w), p, s -> 2 / (2 + s));
                    });
        }
    }

    /**
     * WAE Eq. 8. VEGAN section 4.1: D_AAE (VEGAN Eq. 7), which is also InfoVAE's objective at α = λ
     * = 1 with the divergence of a GAN (C-VAE, below Eq. 4), is POT with λ = 2σ², divided by 2σ²
     * and up to the constant of the Gaussian's density.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.4, 1.7})
    void aaeIsPotWithLambdaTwiceTheVariance(double sigma) {
        var eq7 =
                Vae.info(1, 1)
                        .divergence(LatentPenalty.gan(Networks.linear()))
                        .prior(Prior.standardNormal(1))
                        .posterior(Posterior.deterministic())
                        .encoder(Networks.linear())
                        .decoder(Networks.linear())
                        .likelihood(Likelihood.gaussian().fixed(sigma))
                        .build();
        var pot =
                Wae.pot(LatentPenalty.gan(Networks.linear()))
                        .prior(Prior.standardNormal(1))
                        .encoder(Networks.linear())
                        .decoder(Networks.linear())
                        .lambda(2 * sigma * sigma)
                        .build();
        var aae =
                Wae.aae(sigma, Networks.linear())
                        .prior(Prior.standardNormal(1))
                        .encoder(Networks.linear())
                        .decoder(Networks.linear())
                        .build();
        double twice = 2 * sigma * sigma;
        double constant = 0.5 * Math.log(2 * Math.PI * sigma * sigma);
        try (var a = new Probe(eq7, X, 5);
                var b = new Probe(pot, X, 5);
                var c = new Probe(aae, X, 5)) {
            for (var probe : new Probe[] {a, b, c}) {
                probe.set("encoder", 0.7, -0.2)
                        .set("decoder", 1.3, 0.1)
                        .set("latent critic", 0.8, -0.3);
            }
            double potLoss = b.value("auto-encoder");
            assertEquals(potLoss, twice * (a.value("auto-encoder") - constant), 1e-5);
            assertEquals(potLoss + sigma * sigma, c.value("auto-encoder"), 1e-5);
            for (String player : new String[] {"auto-encoder", "latent critic"}) {
                var expected = b.gradients(player);
                var ofAae = c.gradients(player);
                a.gradients(player)
                        .forEach(
                                (name, gradient) -> {
                                    assertArrayEquals(expected.get(name), ofAae.get(name));
                                    for (int i = 0; i < gradient.length; i++) {
                                        assertEquals(
                                                expected.get(name)[i],
                                                twice * gradient[i],
                                                1e-5 * (1 + twice));
                                    }
                                });
            }
        }
    }

    /** WAE, below Algorithm 2: WAE-GAN with the squared cost is the AAE. */
    @Test
    void waeGanContainsTheAae() {
        double sigma = 1.1;
        try (var gan = probe(tiny(Wae.gan(Networks.linear())).lambda(2 * sigma * sigma));
                var aae =
                        probe(
                                tiny(Wae.aae(sigma, Networks.linear()))
                                        .lambda(2 * sigma * sigma)
                                        .randomDecoder(0))) {
            gan.set("latent critic", 0.8, -0.3);
            aae.set("latent critic", 0.8, -0.3);
            for (String player : new String[] {"auto-encoder", "latent critic"}) {
                assertEquals(gan.value(player), aae.value(player));
                var expected = gan.gradients(player);
                aae.gradients(player)
                        .forEach((name, g) -> assertArrayEquals(expected.get(name), g));
            }
        }
    }
}
