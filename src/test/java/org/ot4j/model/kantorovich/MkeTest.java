package org.ot4j.model.kantorovich;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ot4j.model.Refusals.assertNames;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Prior;
import org.ot4j.model.Broken;
import org.ot4j.model.GenerativeModel;
import org.ot4j.model.Move;
import org.ot4j.network.Networks;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Penalty;
import org.ot4j.transport.Solver;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.entropic.Sinkhorn;
import org.ot4j.transport.unbalanced.UnbalancedTransport;

/** On the line with a linear generator G(z) = 0.5 z - 1. */
class MkeTest {
    private static final float[] X = {1, 2, -0.5f, 0.3f};
    private static final int N = X.length;
    private static final long SEED = 4;
    private static final float SLOPE = 0.5f;
    private static final float SHIFT = -1;
    private static final Distortion COST = Distortion.squaredEuclidean();

    private static Mke linear(Mke.Builder builder) {
        return builder.prior(Prior.standardNormal(1)).generator(Networks.linear()).build();
    }

    private static Mke prepared(Mke.Builder builder) {
        Mke model = linear(builder);
        Move.generator(model, SLOPE, SHIFT);
        return model;
    }

    /**
     * GPC MKE-GM. On the line the exact coupling is that of the sorted points (GPC Eq. 4 and 5).
     */
    @Test
    void thePrimalFormFollowsTheGradientOfTheSortedCoupling() {
        try (Mke model = prepared(Mke.primal(COST))) {
            float[] z = Move.codes(model, N, SEED, true);
            int[] order = order(z);
            float[] sorted = X.clone();
            Arrays.sort(sorted);
            var expected = new double[3];
            for (int k = 0; k < N; k++) {
                double gap = SLOPE * z[order[k]] + SHIFT - sorted[k];
                expected[0] += gap * gap / N;
                expected[1] += 2 * gap * z[order[k]] / N;
                expected[2] += 2 * gap / N;
            }
            assertMove(expected, Move.of(model, "generator", X, SEED), 2e-6);
        }
    }

    /** The gradient is that of GPC Eq. 5 under the plan of the solver. */
    @Test
    void entropicAndUnbalancedFormsFollowTheGradientUnderTheirPlan() {
        double epsilon = 0.5;
        check(Mke.entropic(COST, epsilon), Sinkhorn.builder().epsilon(epsilon));
        check(
                Mke.unbalanced(COST, epsilon, Marginal.relaxed(2), Marginal.exact()),
                Sinkhorn.builder().epsilon(epsilon).sourceMarginal(Marginal.relaxed(2)));
        check(
                Mke.unbalanced(COST, epsilon, Marginal.exact(), Marginal.relaxed(3)),
                Sinkhorn.builder().epsilon(epsilon).targetMarginal(Marginal.relaxed(3)));
    }

    private static void check(Mke.Builder builder, Sinkhorn.Builder solver) {
        try (Mke model = prepared(builder)) {
            float[] z = Move.codes(model, N, SEED, true);
            double[] expected = under(solver.tolerance(1e-10).build(), z);
            assertMove(expected, Move.of(model, "generator", X, SEED), 5e-3);
        }
    }

    /** GPC Eq. 6 as it is printed: one marginal relaxed, no entropy. */
    @ParameterizedTest
    @MethodSource("penalties")
    void withoutEntropyTheGradientIsThatUnderTheLeastPlan(Penalty penalty) {
        for (boolean ofCodes : new boolean[] {true, false}) {
            Penalty codes = ofCodes ? penalty : Marginal.exact();
            Penalty data = ofCodes ? Marginal.exact() : penalty;
            try (Mke model = prepared(Mke.unbalanced(COST, codes, data))) {
                float[] z = Move.codes(model, N, SEED, true);
                var solver =
                        UnbalancedTransport.builder()
                                .sourceMarginal(codes)
                                .targetMarginal(data)
                                .tolerance(1e-12)
                                .build();
                assertMove(under(solver, z), Move.of(model, "generator", X, SEED), 2e-3);
            }
        }
    }

    static Penalty[] penalties() {
        return new Penalty[] {
            Marginal.relaxed(2), Penalty.totalVariation(1), Penalty.squaredDistance(9)
        };
    }

    private static double[] under(Solver solver, float[] z) {
        var costs = new double[z.length][N];
        for (int i = 0; i < z.length; i++) {
            for (int j = 0; j < N; j++) {
                costs[i][j] = Math.pow(SLOPE * z[i] + SHIFT - X[j], 2);
            }
        }
        var result = solver.solve(TransportProblem.of(costs));
        double[] sums = {result.value(), 0, 0};
        result.plan()
                .forEach(
                        (i, j, mass) -> {
                            double slope = 2 * mass * (SLOPE * z[i] + SHIFT - X[j]);
                            sums[1] += slope * z[i];
                            sums[2] += slope;
                        });
        return sums;
    }

    /** Its gradient vanishes where the model has the data's own points. */
    @Test
    void theSinkhornDivergenceIsLeastAtTheData() {
        try (Mke model = prepared(Mke.sinkhornDivergence(COST, 0.5))) {
            float[] z = Move.codes(model, N, SEED, true);
            var y = new float[N];
            for (int i = 0; i < N; i++) {
                y[i] = SLOPE * z[i] + SHIFT;
            }
            Move move = Move.of(model, "generator", y, SEED);
            assertEquals(0, move.value(), 1e-5);
            assertArrayEquals(new float[2], move.gradients().get("generator"), 5e-3f);
        }
    }

    @Test
    void anEntropyThatFadesGivesTheExactCoupling() {
        try (Mke exact = prepared(Mke.primal(COST));
                Mke entropic = prepared(Mke.entropic(COST, 1e-3))) {
            Move a = Move.of(exact, "generator", X, SEED);
            Move b = Move.of(entropic, "generator", X, SEED);
            assertEquals(a.value(), b.value(), 5e-3);
            assertArrayEquals(
                    a.gradients().get("generator"), b.gradients().get("generator"), 5e-3f);
        }
    }

    /**
     * E |G(Z) - Y|² between N(b, a²) and data with mean m and deviation s has its least value where
     * b = m and a is what couples the quantiles: near s for normal data.
     */
    @Test
    void aLinearGeneratorFindsMeanAndDeviation() {
        DataSet data = GaussianMixture.line(0.7, 1.5).sample(512, 3);
        try (Mke model = linear(Mke.primal(COST))) {
            model.train(data).steps(200).batchSize(256).learningRate(3e-2).seed(1).fit();
            float[] w = model.generator().weights().values();
            assertEquals(0.7, Math.abs(w[0]), 0.05);
            assertEquals(1.5, w[1], 0.05);
        }
    }

    /**
     * A twentieth of the data lies far away; the relaxed marginal gives it up, with an entropy and
     * without.
     */
    @Test
    void aRelaxedMarginalLeavesOutliersOut() {
        DataSet data =
                GaussianMixture.of(
                                new double[][] {{0}, {20}},
                                new double[] {0.5, 0.5},
                                new double[] {19, 1})
                        .sample(400, 2);
        var shifts = new double[3];
        int k = 0;
        for (var builder :
                new Mke.Builder[] {
                    Mke.primal(COST),
                    Mke.unbalanced(COST, 0.05, Marginal.exact(), Marginal.relaxed(2)),
                    Mke.unbalanced(COST, Marginal.exact(), Penalty.totalVariation(9)).codes(100)
                }) {
            try (Mke model = linear(builder)) {
                model.train(data).steps(200).batchSize(200).learningRate(3e-2).seed(1).fit();
                shifts[k++] = model.generator().weights().values()[1];
            }
        }
        assertTrue(shifts[0] > 0.7, "mean with outliers " + shifts[0]);
        assertTrue(Math.abs(shifts[1]) < 0.2, "mean without outliers " + shifts[1]);
        assertTrue(Math.abs(shifts[2]) < 0.2, "mean without outliers " + shifts[2]);
    }

    static Mke.Builder[] forms() {
        return new Mke.Builder[] {
            Mke.primal(Distortion.euclidean()).codes(40),
            Mke.entropic(COST, 0.1),
            Mke.sinkhornDivergence(COST, 0.1),
            Mke.unbalanced(COST, 0.1, Marginal.relaxed(1), Marginal.relaxed(2)),
            Mke.unbalanced(COST, Marginal.relaxed(1), Marginal.exact()),
            Mke.unbalanced(COST, Penalty.totalVariation(1), Penalty.squaredDistance(2))
        };
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aFileAloneGivesTheModelBack(Mke.Builder builder) {
        DataSet data = GaussianMixture.ring(4, 1, 0.1).sample(32, 1);
        try (Mke model = builder.prior(Prior.standardNormal(2)).generator(Networks.mlp(8)).build();
                var read = Move.saved(model, data)) {
            assertEquals(model.recipe(), read.recipe());
            assertEquals(model.name(), read.name());
            assertArrayEquals(model.sample(5, 1).toFloatArray(), read.sample(5, 1).toFloatArray());
        }
    }

    @Test
    void saysWhatIsWrongBeforeTraining() {
        assertNames("cost = null", () -> Mke.primal(null));
        assertNames("epsilon = 0.0", () -> Mke.entropic(COST, 0));
        var exact = Marginal.exact();
        assertNames("epsilon = -1.0", () -> Mke.unbalanced(COST, -1, Marginal.relaxed(1), exact));
        assertNames("codes = null", () -> Mke.unbalanced(COST, 1, null, exact));
        assertNames("data = exact", () -> Mke.unbalanced(COST, 1, exact, exact));
        assertNames("data = exact", () -> Mke.unbalanced(COST, exact, exact));
        assertNames("codes = null", () -> Mke.unbalanced(COST, null, exact));
        assertNames("codes = 0", () -> Mke.primal(COST).codes(0));
        assertNames("prior = null", () -> Mke.primal(COST).generator(Networks.linear()).build());
        assertNames(
                "generator = null", () -> Mke.primal(COST).prior(Prior.standardNormal(1)).build());
        assertThrows(IllegalStateException.class, () -> linear(Mke.primal(COST)).sample(1, 0));
    }

    @Test
    void aCostThatIsNoNumberIsNamedBeforeTraining() {
        DataSet data = GaussianMixture.line(1, 0).sample(8, 1);
        var broken = new Broken();
        Prior prior = Prior.standardNormal(1);
        var net = Networks.linear();
        for (GenerativeModel model :
                new GenerativeModel[] {
                    Mke.primal(broken).prior(prior).generator(net).build(),
                    Mke.semiDiscrete(broken).prior(prior).generator(net).build(),
                    Mke.dual(broken).prior(prior).generator(net).critic(net).build()
                }) {
            assertNames("cost Broken[] = NaN", () -> model.train(data).batchSize(8).fit());
        }
    }

    private static int[] order(float[] z) {
        return IntStream.range(0, z.length)
                .boxed()
                .sorted(Comparator.comparing(i -> z[i]))
                .mapToInt(i -> i)
                .toArray();
    }

    private static void assertMove(double[] expected, Move move, double tolerance) {
        assertEquals(expected[0], move.value(), tolerance);
        float[] gradient = move.gradients().get("generator");
        assertEquals(expected[1], gradient[0], tolerance, "slope");
        assertEquals(expected[2], gradient[1], tolerance, "shift");
    }
}
