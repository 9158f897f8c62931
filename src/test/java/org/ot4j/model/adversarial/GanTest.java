package org.ot4j.model.adversarial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ot4j.model.Refusals.assertNames;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Prior;
import org.ot4j.divergence.FDivergence;
import org.ot4j.model.Move;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;

/** On the line with linear networks: G(z) = 0.5 z - 1 and critic V(x) = 0.8 x + 0.3. */
class GanTest {
    private static final float[] X = {1, 2, -0.5f};
    private static final int N = X.length;
    private static final long SEED = 4;
    private static final float SLOPE = 0.5f;
    private static final float SHIFT = -1;
    private static final float W = 0.8f;
    private static final float B = 0.3f;

    private static Gan.Builder linear(Gan.Builder builder) {
        return builder.prior(Prior.standardNormal(1))
                .generator(Networks.linear())
                .critic(Networks.linear());
    }

    private static Gan prepared(Gan.Builder builder) {
        Gan gan = linear(builder).build();
        Move.generator(gan, SLOPE, SHIFT);
        gan.critic().weights().set(new float[] {W, B});
        return gan;
    }

    private static double v(double x) {
        return W * x + B;
    }

    private static double generated(float z) {
        return SLOPE * z + SHIFT;
    }

    /** g(v) and f*(g(v)) with their derivatives in v. */
    private static double[] parts(FDivergence f, double v) {
        double s = 1 / (1 + Math.exp(-v));
        double logS = Math.log(s);
        double log1S = Math.log(1 - s);
        double t = Math.tanh(v);
        return switch (f) {
            case KL -> new double[] {v, 1, Math.exp(v - 1), Math.exp(v - 1)};
            case REVERSE_KL -> new double[] {-Math.exp(-v), Math.exp(-v), v - 1, 1};
            case JENSEN_SHANNON ->
                    new double[] {
                        (Math.log(2) + logS) / 2, (1 - s) / 2, (-Math.log(2) - log1S) / 2, s / 2
                    };
            case GAN -> new double[] {logS, 1 - s, -log1S, s};
            case PEARSON -> new double[] {v, 1, v * v / 4 + v, v / 2 + 1};
            case NEYMAN ->
                    new double[] {
                        1 - Math.exp(-v), Math.exp(-v), 2 - 2 * Math.exp(-v / 2), Math.exp(-v / 2)
                    };
            case SQUARED_HELLINGER ->
                    new double[] {1 - Math.exp(-v), Math.exp(-v), Math.exp(v) - 1, Math.exp(v)};
            case TOTAL_VARIATION -> new double[] {t / 2, (1 - t * t) / 2, t / 2, (1 - t * t) / 2};
        };
    }

    @ParameterizedTest
    @EnumSource
    void theCriticOfAnFGanHasTheBoundAndItsGradient(FDivergence f) {
        try (Gan gan = prepared(Gan.fGan(f))) {
            float[] z = Move.codes(gan, N, SEED, false);
            var expected = new double[3];
            for (int i = 0; i < N; i++) {
                double[] onData = parts(f, v(X[i]));
                double y = generated(z[i]);
                double[] onModel = parts(f, v(y));
                expected[0] += (onData[0] - onModel[2]) / N;
                expected[1] += (onData[1] * X[i] - onModel[3] * y) / N;
                expected[2] += (onData[1] - onModel[3]) / N;
            }
            assertMove(expected, Move.of(gan, "critic", X, SEED), "critic");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theGeneratorOfAnFGanLowersTheBoundOrRaisesWhatTheCriticSays(FDivergence f) {
        for (boolean saturating : new boolean[] {true, false}) {
            try (Gan gan = prepared(Gan.of(AdversarialLoss.divergence(f, saturating)))) {
                float[] z = Move.codes(gan, N, SEED, false);
                var expected = new double[3];
                for (int i = 0; i < N; i++) {
                    double[] part = parts(f, v(generated(z[i])));
                    double slope = -(saturating ? part[3] : part[1]) * W / N;
                    expected[0] -= (saturating ? part[2] : part[0]) / N;
                    expected[1] += slope * z[i];
                    expected[2] += slope;
                }
                assertMove(expected, Move.of(gan, "generator", X, SEED), "generator");
            }
        }
    }

    /** VEGAN Eq. 4 with T = sigmoid(V): the GAN's bound is twice Jensen-Shannon's less log 4. */
    @Test
    void theGanIsTheFGanOfJensenShannonUpToConstants() {
        try (Gan gan = prepared(Gan.minimax());
                Gan js = prepared(Gan.fGan(FDivergence.JENSEN_SHANNON))) {
            Move a = Move.of(gan, "critic", X, SEED);
            Move b = Move.of(js, "critic", X, SEED);
            assertEquals(a.value(), 2 * b.value() - Math.log(4), 1e-6);
            assertTwice(a, b, "critic");
            assertTwice(
                    Move.of(gan, "generator", X, SEED),
                    Move.of(js, "generator", X, SEED),
                    "generator");
        }
    }

    private static void assertTwice(Move a, Move b, String weights) {
        for (int i = 0; i < 2; i++) {
            assertEquals(a.gradients().get(weights)[i], 2 * b.gradients().get(weights)[i], 1e-6);
        }
    }

    /** WAE Eq. 5. */
    @Test
    void minimaxAndNonSaturatingAreTheTwoGeneratorsOfOneFGan() {
        assertEquals(
                linear(Gan.minimax()).build().recipe(),
                linear(Gan.fGan(FDivergence.GAN)).build().recipe());
        try (Gan minimax = prepared(Gan.minimax());
                Gan other = prepared(Gan.nonSaturating())) {
            assertEquals(
                    Move.of(minimax, "critic", X, SEED).value(),
                    Move.of(other, "critic", X, SEED).value());
        }
    }

    @Test
    void theWganRaisesAndLowersTheDifferenceOfTheMeans() {
        try (Gan gan = prepared(Gan.wgan())) {
            float[] z = Move.codes(gan, N, SEED, false);
            double meanZ = mean(z, t -> t);
            double meanX = mean(X, t -> t);
            double meanY = SLOPE * meanZ + SHIFT;
            assertMove(
                    new double[] {W * (meanX - meanY), meanX - meanY, 0},
                    Move.of(gan, "critic", X, SEED),
                    "critic");
            assertMove(
                    new double[] {-v(meanY), -W * meanZ, -W},
                    Move.of(gan, "generator", X, SEED),
                    "generator");
        }
    }

    /** The slope of a linear critic is its weight, wherever it is taken. */
    @Test
    void theGradientPenaltyIsThatOfTheSlope() {
        try (Gan gan = prepared(Gan.wganGp())) {
            float[] z = Move.codes(gan, N, SEED, false);
            double difference = mean(X, t -> t) - SLOPE * mean(z, t -> t) - SHIFT;
            double penalty = 10 * (W - 1) * (W - 1);
            assertMove(
                    new double[] {W * difference - penalty, difference - 20 * (W - 1), 0},
                    Move.of(gan, "critic", X, SEED),
                    "critic");
        }
    }

    @Test
    void withoutItsPenaltyWganGpIsWgan() {
        try (Gan clipped = prepared(Gan.wgan());
                Gan free = prepared(Gan.of(AdversarialLoss.wasserstein(0)))) {
            Move a = Move.of(clipped, "critic", X, SEED);
            Move b = Move.of(free, "critic", X, SEED);
            assertEquals(a.value(), b.value());
            assertArrayEquals(a.gradients().get("critic"), b.gradients().get("critic"));
        }
    }

    /** GPC section 2: for c = |x - y| and h of slope at most 1, h^c = -h. */
    @Test
    void theDualOfADistanceIsTheWganOfTheNegatedCritic() {
        try (Gan dual = prepared(Gan.dual(Distortion.euclidean()));
                Gan wgan = prepared(Gan.wgan())) {
            wgan.critic().weights().set(new float[] {-W, -B});
            for (String player : new String[] {"critic", "generator"}) {
                Move a = Move.of(dual, player, X, SEED);
                Move b = Move.of(wgan, player, X, SEED);
                assertEquals(b.value(), a.value(), 1e-5);
                float sign = player.equals("critic") ? -1 : 1;
                for (int i = 0; i < 2; i++) {
                    assertEquals(
                            sign * b.gradients().get(player)[i],
                            a.gradients().get(player)[i],
                            1e-5);
                }
            }
        }
    }

    /** GPC WGAN and GPC Eq. 3. */
    @Test
    void theDualOfAnyCostTakesTheCTransformOverThePointsAtHand() {
        try (Gan gan = prepared(Gan.dual(Distortion.squaredEuclidean()))) {
            float[] z = Move.codes(gan, N, SEED, false);
            var expected = new double[3];
            for (int i = 0; i < N; i++) {
                double y = generated(z[i]);
                expected[0] += v(y) / N;
                expected[1] += y / N;
                expected[2] += 1.0 / N;
                double least = Double.POSITIVE_INFINITY;
                double at = 0;
                for (int k = 0; k < 2 * N; k++) {
                    double p = k < N ? generated(z[k]) : X[k - N];
                    double value = (p - X[i]) * (p - X[i]) - v(p);
                    if (value < least) {
                        least = value;
                        at = p;
                    }
                }
                expected[0] += least / N;
                expected[1] -= at / N;
                expected[2] -= 1.0 / N;
            }
            assertMove(expected, Move.of(gan, "critic", X, SEED), "critic");
            double meanZ = mean(z, t -> t);
            assertMove(
                    new double[] {v(SLOPE * meanZ + SHIFT), W * meanZ, W},
                    Move.of(gan, "generator", X, SEED),
                    "generator");
        }
    }

    /** Both critics are V; F is ε e^(s/ε) - ε or max(0, s)² / 4ε. */
    @Test
    void theTwoSidedDualIsRelaxedByEntropyOrSquares() {
        double epsilon = 0.7;
        for (boolean entropy : new boolean[] {true, false}) {
            var cost = Distortion.squaredEuclidean();
            try (Gan gan =
                    prepared(
                            entropy
                                    ? Gan.entropicDual(cost, epsilon)
                                    : Gan.quadraticDual(cost, epsilon))) {
                gan.networks().get(1).weights().set(new float[] {W, B});
                float[] z = Move.codes(gan, N, SEED, false);
                var first = new double[3];
                var second = new double[3];
                var generator = new double[3];
                for (int i = 0; i < N; i++) {
                    double y = generated(z[i]);
                    add(first, v(y) / N, y / N, 1.0 / N);
                    add(second, v(X[i]) / N, X[i] / (double) N, 1.0 / N);
                    add(generator, 0, W * z[i] / N, (double) W / N);
                    for (int j = 0; j < N; j++) {
                        double s = v(y) + v(X[j]) - (y - X[j]) * (y - X[j]);
                        double value =
                                entropy
                                        ? epsilon * Math.expm1(s / epsilon)
                                        : Math.pow(Math.max(0, s), 2) / (4 * epsilon);
                        double density =
                                entropy ? Math.exp(s / epsilon) : Math.max(0, s) / (2 * epsilon);
                        double w = density / (N * N);
                        add(first, -value / (N * N), -w * y, -w);
                        add(second, 0, -w * X[j], -w);
                        double slope = -w * (W - 2 * (y - X[j]));
                        add(generator, 0, slope * z[i], slope);
                    }
                }
                first[0] += second[0];
                generator[0] = first[0];
                Move critic = Move.of(gan, "critic", X, SEED);
                assertMove(first, critic, "critic");
                second[0] = first[0];
                assertMove(second, critic, "critic of the data");
                assertMove(generator, Move.of(gan, "generator", X, SEED), "generator");
            }
        }
    }

    private static void add(double[] sums, double value, double slope, double shift) {
        sums[0] += value;
        sums[1] += slope;
        sums[2] += shift;
    }

    private static double mean(float[] values, DoubleUnaryOperator of) {
        double sum = 0;
        for (float value : values) {
            sum += of.applyAsDouble(value);
        }
        return sum / values.length;
    }

    private static void assertMove(double[] expected, Move move, String weights) {
        assertEquals(expected[0], move.value(), 2e-5);
        float[] gradient = move.gradients().get(weights);
        assertEquals(expected[1], gradient[0], 2e-5, "slope");
        assertEquals(expected[2], gradient[1], 2e-5, "shift");
    }

    static Gan.Builder[] family() {
        var cost = Distortion.squaredEuclidean();
        return new Gan.Builder[] {
            Gan.minimax(),
            Gan.nonSaturating(),
            Gan.fGan(FDivergence.PEARSON),
            Gan.wgan(),
            Gan.wganGp(),
            Gan.dual(cost),
            Gan.entropicDual(cost, 1),
            Gan.quadraticDual(cost, 1)
        };
    }

    @ParameterizedTest
    @MethodSource("family")
    void aFileAloneGivesTheModelBack(Gan.Builder builder) {
        DataSet data = GaussianMixture.ring(4, 1, 0.1).sample(32, 1);
        try (Gan gan =
                        builder.prior(Prior.standardNormal(2))
                                .generator(Networks.mlp(8))
                                .critic(Networks.mlp(8))
                                .build();
                var read = (Gan) Move.saved(gan, data);
                NDManager scope = Tensors.newManager()) {
            assertEquals(gan.name(), read.name());
            assertEquals(gan.recipe(), read.recipe());
            assertArrayEquals(gan.sample(5, 1).toFloatArray(), read.sample(5, 1).toFloatArray());
            assertArrayEquals(
                    gan.judge(data.toNDArray(scope)).toFloatArray(),
                    read.judge(data.toNDArray(scope)).toFloatArray());
        }
    }

    @Test
    void clippedWeightsStayWithinTheirBound() {
        DataSet data = GaussianMixture.ring(4, 1, 0.1).sample(32, 1);
        try (Gan gan = linear(Gan.wgan().weightBound(0.02)).build()) {
            gan.train(data).steps(3).batchSize(16).fit();
            for (float w : gan.critic().weights().values()) {
                assertTrue(Math.abs(w) <= 0.02f, "weight " + w);
            }
        }
    }

    @Test
    void saysWhatIsWrongBeforeTraining() {
        assertNames("prior = null", () -> linear(Gan.minimax()).prior(null).build());
        assertNames("generator = null", () -> linear(Gan.minimax()).generator(null).build());
        assertNames("critic = null", () -> linear(Gan.minimax()).critic(null).build());
        assertNames("criticSteps = 0", () -> linear(Gan.wgan()).criticSteps(0).build());
        assertNames("weightBound = -1.0", () -> linear(Gan.wgan()).weightBound(-1).build());
        assertNames("f = null", () -> Gan.fGan(null));
        assertNames("cost = null", () -> Gan.dual(null));
        assertNames("loss = null", () -> Gan.of(null));
        assertNames("epsilon = 0.0", () -> Gan.entropicDual(Distortion.squaredEuclidean(), 0));
        assertNames("gradientPenalty = -1.0", () -> AdversarialLoss.wasserstein(-1));
        assertNames("criticLearningRate = 0.0", () -> Gan.wgan().criticLearningRate(0));
        assertThrows(IllegalStateException.class, () -> linear(Gan.minimax()).build().sample(1, 0));
        try (Gan gan = linear(Gan.minimax()).build()) {
            gan.prepare(new Shape(1), 0);
            assertNames(
                    "sample shape of the data",
                    () ->
                            gan.train(GaussianMixture.ring(4, 1, 0.1).sample(8, 1))
                                    .batchSize(8)
                                    .fit());
        }
    }
}
