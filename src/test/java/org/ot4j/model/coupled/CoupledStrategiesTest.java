package org.ot4j.model.coupled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.data.DataSet;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Observation;
import org.ot4j.distribution.Prior;
import org.ot4j.model.coupled.CoupledVae.Formulation;
import org.ot4j.model.coupled.CoupledVae.Strategy;
import org.ot4j.network.Networks;
import org.ot4j.network.Recipes;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;
import org.ot4j.training.Checkpoint;
import org.ot4j.training.Optimizer;
import org.ot4j.training.Schedule;
import org.ot4j.training.Training;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.entropic.Sinkhorn;

/** On a finite prior, where all codes take part in each step and every number can be had. */
class CoupledStrategiesTest {
    private static final double[] P = {0.5, 0.3, 0.2};
    private static final float[] DECODER = {-1, 0.2f, 1.5f, 0.1f};
    private static final double[] X = {-1.2, -0.8, -1, 0.4, 0.6, 1.5, 1.7, -0.9};
    private static final double EPSILON = 0.5;
    private static final double SIGMA = 0.6;

    @TempDir Path folder;

    private static CoupledVae.Builder finite() {
        return CoupledVae.builder()
                .prior(Prior.categorical(P))
                .decoder(Networks.linear())
                .likelihood(Likelihood.gaussian().fixed(SIGMA))
                .epsilon(EPSILON);
    }

    private static DataSet data() {
        return DataSet.of(
                Arrays.stream(X).mapToObj(x -> new double[] {x}).toArray(double[][]::new));
    }

    /** G(e_k) = w_k + b. */
    private static double output(int k) {
        return DECODER[k] + DECODER[3];
    }

    private static double[][] costs() {
        var costs = new double[X.length][3];
        for (int i = 0; i < X.length; i++) {
            for (int k = 0; k < 3; k++) {
                double gap = X[i] - output(k);
                costs[i][k] =
                        gap * gap / (2 * SIGMA * SIGMA)
                                + 0.5 * Math.log(2 * Math.PI * SIGMA * SIGMA);
            }
        }
        return costs;
    }

    private static double[] uniform() {
        var weights = new double[X.length];
        Arrays.fill(weights, 1.0 / X.length);
        return weights;
    }

    /** The exact plan by the transport package, whose tests have oracles of their own. */
    private static double[][] plan() {
        var result =
                Sinkhorn.of(EPSILON)
                        .solve(TransportProblem.of(CostMatrix.of(costs()), uniform(), P));
        var plan = new double[X.length][3];
        double[][] costs = costs();
        for (int i = 0; i < X.length; i++) {
            for (int k = 0; k < 3; k++) {
                plan[i][k] =
                        P[k]
                                / X.length
                                * Math.exp((result.f()[i] + result.g()[k] - costs[i][k]) / EPSILON);
            }
        }
        return plan;
    }

    private static double oracle() {
        return Sinkhorn.of(EPSILON)
                .solve(TransportProblem.of(CostMatrix.of(costs()), uniform(), P))
                .value();
    }

    private static double expectedCost() {
        double[][] plan = plan();
        double[][] costs = costs();
        double sum = 0;
        for (int i = 0; i < X.length; i++) {
            for (int k = 0; k < 3; k++) {
                sum += plan[i][k] * costs[i][k];
            }
        }
        return sum;
    }

    /**
     * C-VAE Algorithms 1 and 2. One step of plain gradient descent at rate 1e-3 from known weights,
     * with the inner problem solved: the loss is the transport's value, or its linear part for
     * Algorithm 1, and the weights move against Σ P_ik (G(e_k) - x_i) / σ² in both.
     */
    @ParameterizedTest
    @EnumSource(Strategy.class)
    void lossAndGradientAreThoseOfTheExactPlan(Strategy strategy) {
        try (var model = finite().strategy(strategy).inner(1e-9, 5_000).build()) {
            model.prepare(data(), 1);
            model.decoder().weights().set(DECODER);
            var history =
                    model.train(data())
                            .steps(1)
                            .batchSize(X.length)
                            .optimizer(Optimizer.sgd())
                            .learningRate(1e-3)
                            .fit()
                            .history();
            boolean primal = strategy == Strategy.PRIMAL;
            assertEquals(
                    primal ? expectedCost() : oracle(),
                    history.doubleColumn(
                                    primal ? "decoder.expected cost" : "decoder.transport cost")
                            .get(0),
                    1e-5);
            double[][] plan = plan();
            float[] moved = model.decoder().weights().values();
            double ofBias = 0;
            for (int k = 0; k < 3; k++) {
                double gradient = 0;
                for (int i = 0; i < X.length; i++) {
                    gradient += plan[i][k] * (output(k) - X[i]) / (SIGMA * SIGMA);
                }
                ofBias += gradient;
                assertEquals(gradient, (DECODER[k] - moved[k]) / 1e-3, 2e-3);
            }
            assertEquals(ofBias, (DECODER[3] - moved[3]) / 1e-3, 2e-3);
        }
    }

    /**
     * C-VAE Eq. 13 and 17. All ways to take the inner maximum end at the same value, the exact one.
     */
    @Test
    void innerSolversAgree() {
        double exact = oracle();
        assertEquals(exact, settled(finite().inner(1e-6, 1_000), 2, false), 1e-4);
        assertEquals(exact, settled(finite().ascend(20, 0.02), 60, true), 1e-3);
        assertEquals(
                exact,
                settled(finite().formulation(Formulation.DUAL).ascend(20, 0.02), 60, true),
                1e-3);
        var network = Networks.mlp(32);
        assertEquals(exact, settled(finite().ascend(network, 20, 0.01), 60, true), 5e-3);
        assertEquals(
                exact,
                settled(finite().formulation(Formulation.DUAL).ascend(network, 20, 0.01), 60, true),
                5e-3);
    }

    /** The value with the decoder held; a rate of 1e-12 does not move it. */
    private static double settled(CoupledVae.Builder builder, int rounds, boolean ascends) {
        try (var model = builder.build()) {
            model.prepare(data(), 1);
            model.decoder().weights().set(DECODER);
            var history =
                    model.train(data())
                            .steps(rounds)
                            .batchSize(X.length)
                            .learningRate(1e-12)
                            .fit()
                            .history();
            var value = history.doubleColumn("decoder.transport cost");
            if (ascends) {
                double gap =
                        history.doubleColumn("potentials.marginal error")
                                .get(history.rowCount() - 1);
                assertTrue(gap < 0.1, "marginal error " + gap);
            }
            return value.get(value.size() - 1);
        }
    }

    @Test
    void blocksSolveAsTheStoredKernelDoes() {
        try (NDManager scope = Tensors.newManager()) {
            Observation observation = Likelihood.gaussian().fixed(SIGMA).build(new Shape(1));
            Atoms atoms = Atoms.of(data().toNDArray(scope));
            NDArray z = Tensors.of(scope, new double[] {output(0), output(1), output(2)}, 3, 1);
            var codes = new Codes(z, P);
            var plan = new PlanBlocks(observation, atoms, z, codes, EPSILON);
            for (var marginal : List.of(Marginal.exact(), Marginal.relaxed(2))) {
                var coupling = new Coupling(EPSILON, marginal, marginal);
                double[] stored =
                        coupling.sinkhorn()
                                .build()
                                .solve(TransportProblem.of(CostMatrix.of(costs()), uniform(), P))
                                .f();
                double[] blocks =
                        new CouplingSolver(coupling, 1e-6, 2_000, false, 0)
                                .solve(plan, new double[X.length])
                                .u();
                double shift = marginal.isExact() ? stored[0] - blocks[0] : 0;
                for (int i = 0; i < X.length; i++) {
                    assertEquals(stored[i], blocks[i] + shift, 1e-4);
                }
                assertArrayEquals(
                        blocks,
                        new CouplingSolver(coupling, 1e-6, 2_000, false, 0)
                                .solve(plan.knowing(false), new double[X.length])
                                .u());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, CouplingSolver.STORED})
    void solversKnowTheLeastCostOfEachCode(long stored) {
        double[][] costs = costs();
        try (NDManager scope = Tensors.newManager()) {
            NDArray output =
                    Tensors.of(scope, new double[] {output(0), output(1), output(2)}, 3, 1);
            double[] nearest =
                    new CouplingSolver(
                                    new Coupling(EPSILON, Marginal.exact(), Marginal.exact()),
                                    0.1,
                                    10,
                                    false,
                                    stored)
                            .solve(
                                    new PlanBlocks(
                                            Likelihood.gaussian().fixed(SIGMA).build(new Shape(1)),
                                            Atoms.of(data().toNDArray(scope)),
                                            output,
                                            new Codes(output, P),
                                            EPSILON),
                                    new double[X.length])
                            .nearest()
                            .get();
            for (int j = 0; j < 3; j++) {
                double least = Double.POSITIVE_INFINITY;
                for (double[] row : costs) {
                    least = Math.min(least, row[j]);
                }
                assertEquals(least, nearest[j], 1e-4);
            }
        }
    }

    /**
     * A code for each of three groups of unequal size. Which code finds which is a choice with many
     * local optima; from an order that is roughly right, all is settled.
     */
    @Test
    void aCategoricalPriorFindsTheGroups() {
        var points = new double[100][];
        var random = new Random(3);
        for (int i = 0; i < 100; i++) {
            double centre = i < 50 ? -3 : i < 80 ? 0 : 4;
            points[i] = new double[] {centre + 0.1 * random.nextGaussian()};
        }
        DataSet data = DataSet.of(points);
        try (var model = finite().likelihood(Likelihood.gaussian().fixed(0.3)).epsilon(1).build();
                NDManager scope = Tensors.newManager()) {
            model.prepare(data, 1);
            model.decoder().weights().set(DECODER);
            model.train(data).steps(200).batchSize(10).learningRate(0.05).fit();
            float[] means = model.decode(scope.eye(3)).toFloatArray();
            assertArrayEquals(new float[] {-3, 0, 4}, means, 0.1f);
            float[] codes =
                    model.posterior()
                            .weights(Tensors.of(scope, new double[] {-3, 0, 4}, 3, 1))
                            .toFloatArray();
            for (int k = 0; k < 3; k++) {
                assertEquals(1, codes[4 * k], 1e-3);
            }
        }
    }

    /** A Dirichlet of three corners, as probabilities of classes. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aDirichletPriorCoversATriangle(long seed) {
        var random = new SplittableRandom(5);
        try (NDManager scope = Tensors.newManager()) {
            NDArray corners = Tensors.of(scope, new double[] {0, 0, 2, 0, 1, 2}, 3, 2);
            DataSet data =
                    DataSet.of(Prior.dirichlet(1, 1, 1).sample(scope, 500, random).matMul(corners));
            try (var model =
                    CoupledVae.builder()
                            .prior(Prior.dirichlet(1, 1, 1))
                            .decoder(Networks.linear())
                            .likelihood(Likelihood.gaussian().fixed(0.1))
                            .anneal(50, 0.7)
                            .build()) {
                model.train(data)
                        .steps(250)
                        .batchSize(100)
                        .learningRate(0.05)
                        .schedule(Schedule.cosine())
                        .seed(seed)
                        .fit();
                double error =
                        model.reconstruct(data.toNDArray(scope))
                                .sub(data.toNDArray(scope))
                                .square()
                                .mean()
                                .getFloat();
                assertTrue(error < 0.02, "mean squared error " + error);
            }
        }
    }

    /** Ten outliers far away: by penalty the data's marginal lets go of them. */
    @Test
    void unbalancedLeavesOutliersOut() {
        var points = new double[110][];
        for (int i = 0; i < 110; i++) {
            points[i] = new double[] {i < 100 ? Math.sin(i) : 50};
        }
        var far = new double[2];
        for (int balanced = 0; balanced < 2; balanced++) {
            var builder =
                    CoupledVae.builder()
                            .prior(Prior.standardNormal(1))
                            .decoder(Networks.mlp(16))
                            .likelihood(Likelihood.gaussian().fixed(0.5));
            if (balanced == 0) {
                builder.marginals(Marginal.relaxed(1), Marginal.exact());
            }
            try (var model = builder.build()) {
                model.train(DataSet.of(points))
                        .steps(300)
                        .batchSize(50)
                        .learningRate(0.02)
                        .seed(1)
                        .fit();
                for (float x : model.sample(500, 2).toFloatArray()) {
                    far[balanced] += Math.abs(x) > 5 ? 1.0 / 500 : 0;
                }
            }
        }
        assertTrue(far[0] < 0.01, "unbalanced, codes far away: " + far[0]);
        assertTrue(far[1] > 0.03, "balanced, codes far away: " + far[1]);
    }

    /** C-VAE Eq. 15. */
    @ParameterizedTest
    @EnumSource(Strategy.class)
    void bothStrategiesLearnALine(Strategy strategy) {
        assertTrue(lineError(line().strategy(strategy)) < 0.05);
    }

    @Tag("full")
    @Test
    void potentialsByAscentLearnALine() {
        assertTrue(lineError(line().ascend(5, 0.05)) < 0.1);
        assertTrue(lineError(line().ascend(Networks.mlp(32), 5, 0.01)) < 0.1);
        assertTrue(
                lineError(line().formulation(Formulation.DUAL).ascend(Networks.mlp(32), 5, 0.01))
                        < 0.2);
    }

    private static CoupledVae.Builder line() {
        return CoupledVae.builder()
                .prior(Prior.standardNormal(1))
                .decoder(Networks.mlp(32))
                .likelihood(Likelihood.gaussian().fixed(0.3));
    }

    /** Greatest gap between quantiles of samples and of data uniform on [-1, 1]. */
    private static double lineError(CoupledVae.Builder builder) {
        var points = new double[200][];
        for (int i = 0; i < 200; i++) {
            points[i] = new double[] {(i + 0.5) / 100 - 1};
        }
        try (var model = builder.build()) {
            model.train(DataSet.of(points))
                    .steps(400)
                    .batchSize(64)
                    .learningRate(0.01)
                    .schedule(Schedule.cosine())
                    .seed(1)
                    .fit();
            float[] samples = model.sampleNoisy(2_000, 1).toFloatArray();
            Arrays.sort(samples);
            double sum = 0;
            for (int i = 0; i < samples.length; i++) {
                sum += Math.abs(samples[i] - ((i + 0.5) / 1_000 - 1)) / samples.length;
            }
            return sum;
        }
    }

    /** The data come when the model is prepared, whoever starts the training. */
    @Test
    void aTrainingFromOutsideGivesTheSameBits() {
        try (var own = taught().build();
                var other = taught().build()) {
            String history = fit(own.train(data()));
            assertEquals(history, fit(Training.of(other, data())));
            assertArrayEquals(own.potentials(), other.potentials());
            assertArrayEquals(own.sample(20, 1).toFloatArray(), other.sample(20, 1).toFloatArray());
        }
    }

    private static String fit(Training<CoupledVae> training) {
        return training.steps(10).batchSize(4).seed(3).fit().history().printAll();
    }

    @Test
    void otherDataAndNoneAreRefused() {
        DataSet others = DataSet.of(new double[][] {{1}, {2}, {3}});
        try (var model = finite().build()) {
            var e = assertThrows(IllegalStateException.class, () -> model.prepare(new Shape(1), 1));
            assertTrue(e.getMessage().contains("prepare(data, seed)"), e::getMessage);
            model.prepare(data(), 1);
            assertNames("data = ", () -> model.prepare(others, 1));
            assertNames("data = ", () -> model.train(others));
            assertNames("data = ", () -> Training.of(model, others).steps(1).batchSize(3).fit());
        }
    }

    /** Nothing of data that were refused stays behind. */
    @Test
    void aModelTakesGoodDataAfterBad() {
        try (var model = finite().likelihood(new Broken()).build()) {
            DataSet bad = DataSet.of(new double[][] {{1}, {2}, {3}});
            DataSet good = DataSet.of(new double[][] {{1_000}, {2_000}});
            assertNames("cost", () -> model.prepare(bad, 1));
            model.prepare(good, 1);
            assertEquals(2, model.potentials().length);
        }
    }

    @Test
    void aModelMadeByHandGoesOnFromAFile() {
        Path file = folder.resolve("file");
        try (var model = finite().inner(0.01, 50).build();
                var again = finite().inner(0.01, 50).build()) {
            model.train(data()).steps(20).batchSize(4).checkpoint(file, 10).fit();
            Training.resume(file, again, data()).steps(20).fit();
            assertArrayEquals(model.potentials(), again.potentials());
        }
    }

    @Test
    void averagesLeaveTheDataAsTheyAre() {
        Path file = folder.resolve("averaged");
        var random = new SplittableRandom(5);
        DataSet odd =
                DataSet.of(
                        Stream.generate(() -> new double[] {random.nextDouble()})
                                .limit(200)
                                .toArray(double[][]::new));
        try (var model = finite().inner(0.01, 50).build();
                var again = finite().inner(0.01, 50).build()) {
            model.train(odd).steps(40).batchSize(4).average(0.99).checkpoint(file, 10).fit();
            Training.resume(file, again, odd).steps(60).fit();
            model.train(odd).steps(1).batchSize(4).fit();
        }
    }

    private static CoupledVae.Builder taught() {
        return finite().prior(Prior.standardNormal(2))
                .anneal(10, 0.9)
                .linearStart(0.3)
                .inner(0.01, 50, 3)
                .teacher(0.9)
                .hardCodes(0.5);
    }

    @Test
    void stratifiedCodesAreInTheFileAndFilesWithoutThemAreAsTheyWere() {
        try (var stratified = taught().stratifiedCodes(0.25).build();
                var hard = taught().stratifiedCodes(0.25).hardCodes(0.5).build()) {
            String json = Recipes.toJson(stratified.recipe());
            assertTrue(json.contains("\"stratified\":0.25"), json);
            assertEquals(stratified.recipe(), Recipes.fromJson(json));
            String before = Recipes.toJson(hard.recipe());
            assertFalse(before.contains("stratified"), before);
            assertEquals(hard.recipe(), Recipes.fromJson(before));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRunCutInTwoGivesTheSameBitsAndTheFileHasThePosterior(boolean taught) {
        Path whole = folder.resolve("whole");
        Path middle = folder.resolve("middle");
        try (var model = (taught ? taught() : finite().inner(0.01, 50, 3)).build()) {
            String history =
                    model.train(data())
                            .steps(20)
                            .batchSize(4)
                            .learningRate(0.01)
                            .seed(3)
                            .checkpoint(whole, 10)
                            .onEpoch(
                                    moment -> {
                                        if (moment.step() == 12) {
                                            copy(whole, middle);
                                        }
                                    })
                            .fit()
                            .history()
                            .printAll();
            assertEquals(10, Checkpoint.read(middle).steps());
            var resumed = Training.resume(middle, data());
            assertEquals(history, resumed.fit().history().printAll());
            var loaded = (CoupledVae) Checkpoint.read(whole).game();
            assertArrayEquals(
                    model.decoder().weights().values(), loaded.decoder().weights().values());
            assertArrayEquals(model.potentials(), loaded.potentials());
            try (NDManager scope = Tensors.newManager()) {
                NDArray x = data().toNDArray(scope);
                assertArrayEquals(
                        model.posterior().weights(x).toFloatArray(),
                        loaded.posterior().weights(x).toFloatArray());
            }
            loaded.close();
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void saysWhatDoesNotFit() {
        assertNames("formulation = DUAL", () -> finite().formulation(Formulation.DUAL).build());
        assertNames(
                "formulation = DUAL",
                () ->
                        finite().prior(Prior.standardNormal(2))
                                .formulation(Formulation.DUAL)
                                .ascend(5, 0.1)
                                .build());
        assertNames("ascent.K = 0", () -> finite().ascend(0, 0.1));
        assertNames("ascent.rate = 0.0", () -> finite().ascend(1, 0));
        assertNames("ascent.potential = null", () -> finite().ascend(null, 1, 0.1));
        assertNames("inner.batches = 0", () -> finite().inner(0.1, 1, 0));
        assertNames("coarseToFine", () -> finite().coarseToFine(1).ascend(1, 0.1).build());
        assertNames("teacher = 1.0", () -> finite().teacher(1).build());
        assertNames("hardCodes = 1.5", () -> taught().hardCodes(1.5).build());
        assertNames("hardCodes = 0.5", () -> taught().inner(0.1, 5).build());
        assertNames("stratifiedCodes = 1", () -> taught().stratifiedCodes(1).build());
        assertNames("stratifiedCodes = -0.5", () -> taught().stratifiedCodes(-0.5).build());
        assertNames("stratifiedCodes = NaN", () -> taught().stratifiedCodes(Double.NaN).build());
        assertNames(
                "stratifiedCodes = 0.5", () -> taught().stratifiedCodes(0.5).inner(0.1, 5).build());
        assertNames("hardCodes = 0.5", () -> taught().ascend(1, 0.1).build());
        assertNames(
                "hardCodes = 0.5",
                () -> taught().prior(Prior.categorical(0.5, 0.5)).linearStart(0).build());
        assertNames("strategy = null", () -> finite().strategy(null).build());
        assertNames("epsilon = -1", () -> finite().epsilon(-1).build());
        assertNames("sum of probabilities = 0.9", () -> Prior.categorical(0.5, 0.4));
        var broken = finite().likelihood(new Broken()).build();
        assertNames("cost", () -> broken.train(data()).steps(1).batchSize(2).fit());
    }

    /** A likelihood whose cost is no number. */
    private record Broken() implements Likelihood, Observation {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public Shape outputShape(Shape sampleShape) {
            return sampleShape;
        }

        @Override
        public Observation build(Shape sampleShape) {
            return this;
        }

        @Override
        public NDArray mean(NDArray output) {
            return output;
        }

        @Override
        public NDArray sample(NDArray output, RandomGenerator random) {
            return output;
        }

        @Override
        public NDArray logDensity(NDArray x, NDArray output) {
            return x.sub(output).squeeze(1);
        }

        @Override
        public NDArray pairwise(NDArray x, NDArray output) {
            return x.sub(output.transpose()).sub(100).log();
        }

        @Override
        public List<Weights> weights() {
            return List.of();
        }
    }

    private static void assertNames(String what, Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.startsWith(what), message);
    }
}
