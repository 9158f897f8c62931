package org.ot4j.model.coupled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.data.DataSet;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Observation;
import org.ot4j.distribution.Prior;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;
import org.ot4j.transport.Marginal;

/** Costs are computed once for all that need them, and what comes of them is the same. */
class SharedCostsTest {
    private static final int N = 40;
    private static final int M = 7;
    private static final int D = 6;
    private static final double EPSILON = 0.6;
    private static final int ROUNDS = 5;

    private final NDManager scope = Tensors.newManager();
    private final Counting counting = new Counting(Likelihood.gaussian().fixed(0.9));
    private final Observation observation = counting.build(new Shape(D));
    private final Atoms atoms = Atoms.of(Tensors.normal(scope, new SplittableRandom(1), N, D));
    private final NDArray output = Tensors.normal(scope, new SplittableRandom(2), M, D);
    private final NDArray v = Tensors.normal(scope, new SplittableRandom(3), M);
    private final double[] u = Tensors.doubles(Tensors.normal(scope, new SplittableRandom(4), N));

    @AfterEach
    void close() {
        scope.close();
    }

    private PlanBlocks plan(int rows) {
        return new PlanBlocks(observation, atoms, output, Codes.uniform(output), EPSILON, rows * M);
    }

    /** In blocks of 9 rows and in one, with a graph and without. */
    @ParameterizedTest
    @CsvSource({"9, true", "9, false", "40, true", "40, false"})
    void aPlanOfKnownCostsIsThatOfComputedOnes(int rows, boolean recorded) {
        PlanBlocks known = plan(rows).knowing(recorded);
        assertArrayEquals(
                plan(rows).transform(u).toFloatArray(), known.transform(u).toFloatArray());
        assertArrayEquals(plan(rows).transform(v), known.transform(v));
        assertArrayEquals(plan(rows).nearest(), known.nearest());
        assertArrayEquals(
                plan(rows).transformed(u, s -> s).ofData(),
                known.transformed(u, s -> s).ofData(),
                1e-6);
        assertArrayEquals(plan(rows).marginals(u, v).ofData(), known.marginals(u, v).ofData());
        NDArray other = output.add(0.3f);
        assertSums(plan(rows).transport(u, v, other), known.transport(u, v, other));
        assertSums(plan(rows).transport(u, v, output), known.transport(u, v, output));
        // Once more, without the graph that the first gradient took.
        assertSums(plan(rows).transport(u, v, output), known.transport(u, v, output));
        var masses = new double[N];
        Arrays.fill(masses, 1);
        assertSums(
                plan(rows).posterior(u, v, masses, output),
                plan(rows).knowing(recorded).posterior(u, v, masses, output));
    }

    private static void assertSums(PlanBlocks.Sums expected, PlanBlocks.Sums sums) {
        assertEquals(expected.cost(), sums.cost());
        assertArrayEquals(expected.gradient().toFloatArray(), sums.gradient().toFloatArray());
        assertArrayEquals(expected.marginals().ofData(), sums.marginals().ofData());
    }

    @Test
    void aRecordedPlanOfOneBlockComputesItsCostsOnce() {
        PlanBlocks known = plan(N).knowing(true);
        known.transform(u);
        known.nearest();
        known.transport(u, v, output);
        assertEquals(1, counting.computed().get());
    }

    /** Otherwise each iteration would compute them twice. */
    @Test
    void aSolverInBlocksReadsKnownCosts() {
        var relaxed = new Coupling(EPSILON, Marginal.relaxed(1), Marginal.exact());
        PlanBlocks known = plan(9).knowing(false);
        int before = counting.computed().get();
        double[] nearest =
                new CouplingSolver(relaxed, 0, 10, false, CouplingSolver.STORED)
                        .solve(known, new double[N])
                        .nearest()
                        .get();
        assertEquals(known.weights().length, nearest.length);
        assertEquals(before, counting.computed().get());
    }

    @Test
    void costsThatDoNotFitAreComputedBlockByBlock() {
        int n = Math.toIntExact(PairCosts.MOST / M + 1);
        var many = new Atoms(new float[n], n, new Shape(1), 0);
        NDArray codes = Tensors.normal(scope, new SplittableRandom(2), M, 1);
        var plan = new PlanBlocks(observation, many, codes, Codes.uniform(codes), EPSILON);
        assertSame(plan, plan.knowing(true));
        assertNull(plan.known());
        assertEquals(0, counting.computed().get());
    }

    @Test
    void costsAreKeptForTheirOwnOutputOnlyAndFreedWithTheirTaker() {
        try (NDManager owner = scope.newSubManager()) {
            var kept = new KeptCosts(owner);
            assertNull(kept.take(output));
            PairCosts first = plan(N).knowing(true).known();
            kept.leave(first);
            PairCosts second = plan(N).knowing(true).known();
            kept.leave(second);
            assertTrue(first.output().isReleased(), "costs that nobody took");
            try (NDManager step = Tensors.newManager()) {
                NDArray same = output.duplicate();
                same.attach(step);
                assertSame(second, kept.take(same));
                assertNull(kept.take(same), "taken already");
            }
            assertTrue(second.output().isReleased(), "taken costs");
            kept.leave(plan(N).knowing(true).known());
            assertNull(kept.take(output.add(1e-6f)));
            assertEquals(0, owner.getManagedArrays().size());
        }
    }

    private static CoupledVae.Builder model(Likelihood likelihood) {
        return CoupledVae.builder()
                .prior(Prior.standardNormal(2))
                .decoder(Networks.mlp(8).batchNorm())
                .likelihood(likelihood)
                .epsilon(EPSILON);
    }

    private static Arguments computing(
            int times, String name, UnaryOperator<CoupledVae.Builder> of) {
        return Arguments.of(times, name, of);
    }

    static Stream<Arguments> models() {
        return Stream.of(
                computing(1, "as usual", b -> b),
                computing(1, "primal", b -> b.strategy(CoupledVae.Strategy.PRIMAL)),
                computing(1, "relaxed", b -> b.marginals(Marginal.relaxed(5), Marginal.exact())),
                computing(1, "categorical", b -> b.prior(Prior.categorical(0.5, 0.3, 0.2))),
                computing(2, "more codes than the decoder learns from", b -> b.inner(0.02, 50, 2)),
                computing(2, "dropout", b -> b.decoder(Networks.mlp(8).dropout(0.3))),
                computing(2, "a teacher", b -> b.teacher(0.9)));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("models")
    void aRoundComputesTheCosts(int times, String name, UnaryOperator<CoupledVae.Builder> set) {
        try (var model = set.apply(model(counting)).build()) {
            model.train(data()).steps(1).batchSize(M).fit();
            counting.computed().set(0);
            model.train(data()).steps(ROUNDS).batchSize(M).fit();
            assertEquals(times * ROUNDS, counting.computed().get());
        }
    }

    /**
     * The likelihood's own weights have a gradient only of costs computed in the decoder's turn.
     */
    @Test
    void aLearnedVarianceStillLearns() {
        var learned = new Counting(Likelihood.gaussian().learnedVariance());
        try (var model = model(learned).build()) {
            model.train(data()).steps(ROUNDS).batchSize(M).fit();
            var sigma = model.players().get(2).weights().get(1);
            assertEquals("log sigma", sigma.name());
            assertNotEquals(0, sigma.values()[0], "its start");
        }
    }

    private DataSet data() {
        return DataSet.of(atoms.points(), D);
    }
}
