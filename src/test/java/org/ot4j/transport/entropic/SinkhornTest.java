package org.ot4j.transport.entropic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Plan;
import org.ot4j.transport.SmallProblems;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;

/** C-VAE Eq. 7. */
class SinkhornTest {
    /** Looks at every field of a balanced result. */
    static void check(TransportProblem problem, TransportResult result, double tolerance) {
        double mass = Vectors.sum(problem.a());
        assertTrue(result.converged());
        assertTrue(result.error() <= tolerance * mass, () -> "error " + result.error());
        assertArrayEquals(problem.a(), result.sourceMarginal(), 2 * tolerance * mass);
        assertArrayEquals(problem.b(), result.targetMarginal(), 2 * tolerance * mass);
        double cost = result.plan().cost(problem.costs());
        assertEquals(cost, result.cost(), (1e-10 + tolerance) * Math.abs(cost));
        for (double f : result.f()) {
            assertTrue(Double.isFinite(f));
        }
        for (double g : result.g()) {
            assertTrue(Double.isFinite(g));
        }
    }

    @ParameterizedTest(name = "ε = {0}")
    @CsvSource({
        // NumPy: Newton's method on the semi-dual with dense Hessians. POT 0.9.7 agrees at ε = 1;
        // at 0.1 it is at 1.0788923 after 100,000 iterations, and says so.
        "1.0, 1.774059632573355, 1.2575975342428967",
        "0.1, 1.078895283674548, 0.9764195559005022"
    })
    void agreesWithADenseNewton(double epsilon, double value, double cost) {
        var builder = Sinkhorn.builder().epsilon(epsilon).tolerance(1e-13);
        for (boolean scaling : new boolean[] {true, false}) {
            var result = builder.scaling(scaling).build().solve(SmallProblems.small(1));
            check(SmallProblems.small(1), result, 1e-13);
            assertEquals(value, result.value(), 1e-13);
            assertEquals(cost, result.cost(), 1e-12);
        }
    }

    @Test
    void everyAccelerationFindsTheSame() {
        for (var acceleration : Sinkhorn.Acceleration.values()) {
            var builder = Sinkhorn.builder().epsilon(1).tolerance(1e-13);
            var result = builder.acceleration(acceleration).build().solve(SmallProblems.small(1));
            check(SmallProblems.small(1), result, 1e-13);
            assertEquals(1.774059632573355, result.value(), 1e-13);
        }
    }

    @ParameterizedTest(name = "ε = {0}, ρ = {1}")
    @CsvSource({
        // POT 0.9.7, ot.unbalanced.sinkhorn_unbalanced(reg_type='kl', stopThr=1e-16): both sides
        // relaxed, then the targets only.
        "0.5, 1, 1.0306703622123587, 1.061681473942318, 0.37420084395484615, 0.8877318551150565",
        "0.1, 3, 1.1125142636569796, 1.1312593268486468, 0.6208975640809519, 1.0717189731709866"
    })
    void unbalancedAgreesWithPot(
            double epsilon, double rho, double both, double one, double cost, double mass) {
        for (var acceleration : Sinkhorn.Acceleration.values()) {
            var builder =
                    Sinkhorn.builder().epsilon(epsilon).tolerance(1e-12).acceleration(acceleration);
            var relaxed = Marginal.relaxed(rho);
            var result = builder.marginals(relaxed).build().solve(SmallProblems.small(1.5));
            assertTrue(result.converged());
            assertEquals(both, result.value(), 1e-10);
            assertEquals(cost, result.cost(), 1e-9);
            assertEquals(mass, result.plan().mass(), 1e-9);
            var semi = builder.marginals(relaxed).sourceMarginal(Marginal.exact()).build();
            assertEquals(one, semi.solve(SmallProblems.small(1.5)).value(), 1e-8);
            assertArrayEquals(
                    SmallProblems.A, semi.solve(SmallProblems.small(1.5)).sourceMarginal(), 1e-11);
            var other = builder.marginals(relaxed).targetMarginal(Marginal.exact()).build();
            assertEquals(one, other.solve(SmallProblems.small(1.5).transposed()).value(), 1e-8);
        }
    }

    @Test
    void unbalancedBetweenDiracsIsTheClosedForm() {
        // One pair: log P = (ε log(ab) + ρ log a + ρ log b - c) / (ε + 2ρ).
        double epsilon = 0.3;
        double rho = 0.7;
        var problem =
                TransportProblem.of(new double[][] {{1.3}}, new double[] {2}, new double[] {5});
        var result =
                Sinkhorn.builder()
                        .epsilon(epsilon)
                        .marginals(Marginal.relaxed(rho))
                        .build()
                        .solve(problem);
        double expected = Math.exp(((epsilon + rho) * Math.log(10) - 1.3) / (epsilon + 2 * rho));
        assertEquals(expected, result.plan().at(0, 0), 1e-8);
    }

    /**
     * Outliers whose entries of the kernel no double can hold are given up, and keep finite
     * potentials: those of an iteration in logarithms, done here for comparison.
     */
    @ParameterizedTest
    @CsvSource({"1, Infinity", "Infinity, 1", "1, 1"})
    void unbalancedGivesUpOutliersBeyondTheKernelsRange(double sourceRho, double targetRho) {
        var source = marginal(sourceRho);
        var target = marginal(targetRho);
        var random = new Random(5);
        var x = new double[60][1];
        var y = new double[50][1];
        for (double[] row : x) {
            row[0] = random.nextGaussian();
        }
        for (double[] row : y) {
            row[0] = random.nextGaussian();
        }
        double[][] far = sourceRho < targetRho ? x : y;
        for (int i = 0; i < 10; i++) {
            far[i][0] = 50 + 0.01 * i;
        }
        var costs = new double[60][50];
        for (int i = 0; i < 60; i++) {
            for (int j = 0; j < 50; j++) {
                costs[i][j] = 2 * Math.pow(x[i][0] - y[j][0], 2);
            }
        }
        var result =
                Sinkhorn.builder()
                        .epsilon(1)
                        .sourceMarginal(source)
                        .targetMarginal(target)
                        .tolerance(1e-10)
                        .maxIterations(10_000)
                        .build()
                        .solve(TransportProblem.of(costs));
        var f = new double[60];
        var g = new double[50];
        for (int k = 0; k < 5_000; k++) {
            for (int j = 0; j < 50; j++) {
                var column = new double[60];
                for (int i = 0; i < 60; i++) {
                    column[i] = f[i] - costs[i][j];
                }
                g[j] = -target.damping(1) * logMeanExp(column);
            }
            for (int i = 0; i < 60; i++) {
                var row = new double[50];
                for (int j = 0; j < 50; j++) {
                    row[j] = g[j] - costs[i][j];
                }
                f[i] = -source.damping(1) * logMeanExp(row);
            }
        }
        assertTrue(result.converged());
        assertTrue(Double.isFinite(result.value()), "" + result.value());
        assertArrayEquals(f, result.f(), 1e-6);
        assertArrayEquals(g, result.g(), 1e-6);
    }

    private static Marginal marginal(double rho) {
        return Double.isInfinite(rho) ? Marginal.exact() : Marginal.relaxed(rho);
    }

    private static double logMeanExp(double[] x) {
        double greatest = Arrays.stream(x).max().getAsDouble();
        return greatest
                + Math.log(
                        Arrays.stream(x).map(t -> Math.exp(t - greatest)).average().getAsDouble());
    }

    @Test
    void aGreatRhoGivesTheBalancedPlan() {
        var problem = SmallProblems.random(30, 20, 1);
        var balanced = Sinkhorn.of(0.1).solve(problem);
        var relaxed =
                Sinkhorn.builder()
                        .epsilon(0.1)
                        .marginals(Marginal.relaxed(1e7))
                        .build()
                        .solve(problem);
        assertTrue(relaxed.converged());
        assertEquals(balanced.value(), relaxed.value(), 1e-5);
        assertEquals(0, difference(balanced.plan(), relaxed.plan()), 1e-5);
    }

    @Test
    void aGreatEpsilonGivesTheProduct() {
        var problem = SmallProblems.random(7, 5, 2);
        var plan = Sinkhorn.of(1e6).solve(problem).plan();
        for (int i = 0; i < 7; i++) {
            for (int j = 0; j < 5; j++) {
                assertEquals(problem.a()[i] * problem.b()[j], plan.at(i, j), 1e-6);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aSmallEpsilonGivesThePlantedPermutation(long seed) {
        var random = new Random(seed);
        int n = 40;
        var x = new double[n][];
        var y = new double[n][];
        for (int i = 0; i < n; i++) {
            x[i] = new double[] {random.nextGaussian(), random.nextGaussian()};
            // A shift is optimal for the squared distance.
            y[(i * 7) % n] = new double[] {x[i][0] + 3, x[i][1] - 1};
        }
        var result = Sinkhorn.of(1e-4).solve(TransportProblem.between(x, y));
        assertTrue(result.converged());
        assertEquals(10, result.cost(), 1e-3);
        for (int i = 0; i < n; i++) {
            assertEquals(1.0 / n, result.plan().at(i, (i * 7) % n), 0.2 / n);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-12, 1e-6, 1, 1e6, 1e12})
    void scalingTheCostsAndEpsilonScalesTheAnswer(double scale) {
        var one = Sinkhorn.of(0.05).solve(SmallProblems.random(40, 30, 3));
        var problem = SmallProblems.random(40, 30, 3);
        var costs = new double[40][30];
        for (int i = 0; i < 40; i++) {
            problem.costs().row(i, costs[i]);
            for (int j = 0; j < 30; j++) {
                costs[i][j] *= scale;
            }
        }
        var scaled = TransportProblem.of(costs, problem.a(), problem.b());
        var result = Sinkhorn.of(0.05 * scale).solve(scaled);
        check(scaled, result, 1e-9);
        assertEquals(one.value(), result.value() / scale, 1e-8);
    }

    @ParameterizedTest(name = "ε = {0}")
    @ValueSource(doubles = {1, 0.1, 0.01, 0.001})
    void zeroWeightsChangeNothingElse(double epsilon) {
        var problem = SmallProblems.small(1);
        var result = Sinkhorn.of(epsilon).solve(problem);
        double[][] x = {
            SmallProblems.X[0], {50, 50}, SmallProblems.X[1], SmallProblems.X[2], SmallProblems.X[3]
        };
        double[][] y = {SmallProblems.Y[0], SmallProblems.Y[1], {-90, 3}, SmallProblems.Y[2]};
        var padded =
                TransportProblem.between(
                        Measure.of(x, new double[] {0.1, 0, 0.4, 0.3, 0.2}),
                        Measure.of(y, new double[] {0.5, 0.3, 0, 0.2}));
        var with = Sinkhorn.of(epsilon).solve(padded);
        check(padded, with, 1e-9);
        assertEquals(result.value(), with.value(), 1e-12);
        // The potential of a point without weight is its transform.
        assertEquals(
                EntropicDual.transformTargets(padded, with.g(), epsilon)[1], with.f()[1], 1e-7);
    }

    @ParameterizedTest(name = "ε / max c = {0}")
    @ValueSource(doubles = {0.1, 0.01, 0.001, 0.0001})
    void isStableAtEverySizeOfEpsilon(double part) {
        var problem = SmallProblems.random(150, 130, 4);
        double epsilon = part * problem.costs().range()[1];
        var result = Sinkhorn.builder().epsilon(epsilon).tolerance(1e-7).build().solve(problem);
        check(problem, result, 1e-7);
        assertEquals(
                EntropicDual.value(problem, result.f(), result.g(), epsilon),
                result.value(),
                1e-10);
        assertEquals(EntropicDual.semiDual(problem, result.f(), epsilon), result.value(), 1e-8);
    }

    @Test
    void farOutliersDoNotBreakIt() {
        // Costs of 4e8 ε: a rounding of the potentials moves the plan by 1e-7 of its mass.
        double[][] x = {{0, 0}, {1, 0}, {1e4, 0}};
        double[][] y = {{0, 1}, {-1e4, 3}, {1, 1}};
        var problem = TransportProblem.between(x, y);
        for (boolean scaling : new boolean[] {true, false}) {
            var builder = Sinkhorn.builder().epsilon(1).tolerance(1e-6).scaling(scaling);
            check(problem, builder.build().solve(problem), 1e-6);
        }
    }

    @Test
    void onlineAndStoredAndThreadsAgree() {
        var problem = SmallProblems.random(203, 161, 5);
        var stored = Sinkhorn.builder().epsilon(0.02).build().solve(problem);
        var online = Sinkhorn.builder().epsilon(0.02).online(true).build().solve(problem);
        var single = Sinkhorn.builder().epsilon(0.02).threads(1).build().solve(problem);
        var three = Sinkhorn.builder().epsilon(0.02).threads(3).build().solve(problem);
        check(problem, online, 1e-9);
        assertEquals(stored.value(), online.value(), 1e-12);
        assertEquals(stored.cost(), online.cost(), 1e-9);
        assertEquals(stored.value(), single.value(), 1e-12);
        assertEquals(stored.value(), three.value(), 1e-12);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWarmStartSavesIterations(boolean scaling) {
        var problem = SmallProblems.random(100, 100, 6);
        var solver = Sinkhorn.builder().epsilon(0.02).scaling(scaling).build();
        var result = solver.solve(problem);
        var again = solver.solve(problem, result.f());
        assertTrue(again.iterations() <= 2, () -> "iterations " + again.iterations());
        assertEquals(result.value(), again.value(), 1e-12);
    }

    @Test
    void aStartFarFromTheSolutionIsLedThereThroughGreaterEpsilons() {
        var problem = SmallProblems.random(100, 100, 6);
        var solver = Sinkhorn.builder().epsilon(1e-4).tolerance(1e-6).build();
        var cold = solver.solve(problem);
        double[] far = new Random(8).doubles(100, -3, 3).toArray();
        var result = solver.solve(problem, far);
        check(problem, result, 1e-6);
        assertEquals(cold.value(), result.value(), 1e-6);
        assertTrue(
                result.iterations() <= 2 * cold.iterations(),
                () -> result.iterations() + " and " + cold.iterations());
    }

    @Test
    void accelerationSavesIterations() {
        var problem = SmallProblems.random(200, 200, 7);
        var builder = Sinkhorn.builder().epsilon(0.005).scaling(false);
        var plain = builder.acceleration(Sinkhorn.Acceleration.NONE).build().solve(problem);
        var newton = builder.acceleration(Sinkhorn.Acceleration.NEWTON).build().solve(problem);
        assertEquals(plain.value(), newton.value(), 1e-9);
        assertTrue(
                2 * newton.iterations() < plain.iterations(),
                () -> newton.iterations() + " and " + plain.iterations());
    }

    @Test
    void aBatchIsSolvedInOrder() {
        var problems =
                List.of(
                        SmallProblems.random(20, 30, 1),
                        SmallProblems.random(50, 40, 2),
                        SmallProblems.random(200, 150, 3));
        var solver = Sinkhorn.of(0.1);
        var results = solver.solveAll(problems);
        for (int k = 0; k < 3; k++) {
            assertEquals(solver.solve(problems.get(k)).value(), results.get(k).value(), 1e-12);
        }
        var bad = TransportProblem.of(new double[2][2], new double[] {1, 1}, new double[] {1, 2});
        assertThrows(
                IllegalArgumentException.class,
                () -> solver.solveAll(List.of(problems.get(0), bad)));
    }

    @Test
    void massesOtherThanOneScaleThePlan() {
        var result = Sinkhorn.of(0.1).solve(SmallProblems.small(1));
        double[] a = Arrays.stream(SmallProblems.A).map(w -> 3 * w).toArray();
        double[] b = Arrays.stream(SmallProblems.B).map(w -> 3 * w).toArray();
        var triple =
                TransportProblem.between(
                        Measure.of(SmallProblems.X, a), Measure.of(SmallProblems.Y, b));
        var scaled = Sinkhorn.of(0.1).solve(triple);
        check(triple, scaled, 1e-9);
        assertEquals(3 * result.cost(), scaled.cost(), 1e-8);
    }

    @Test
    void whatStopsEarlyIsNotConverged() {
        var few = Sinkhorn.builder().epsilon(0.001).maxIterations(3).build();
        var result = few.solve(SmallProblems.random(50, 50, 8));
        assertFalse(result.converged());
        assertEquals(3, result.iterations());
        Thread.currentThread().interrupt();
        var stopped = Sinkhorn.of(0.001).solve(SmallProblems.random(50, 50, 8));
        assertTrue(Thread.interrupted(), "the flag stays set");
        assertFalse(stopped.converged());
        assertArrayEquals(SmallProblems.random(50, 50, 8).a(), stopped.sourceMarginal(), 1e-12);
    }

    @Test
    void badInputIsNamed() {
        for (double epsilon : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            var e = assertThrows(IllegalArgumentException.class, () -> Sinkhorn.of(epsilon));
            assertTrue(e.getMessage().startsWith("epsilon = " + epsilon), e.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> Sinkhorn.builder().build());
        assertThrows(
                IllegalArgumentException.class,
                () -> Sinkhorn.builder().epsilon(1).marginals(null).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> Sinkhorn.of(1).solve(SmallProblems.small(1.5)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Sinkhorn.of(1).solve(SmallProblems.small(1), new double[] {1, 2}));
    }

    static double difference(Plan p, Plan q) {
        double sum = 0;
        for (int i = 0; i < p.rows(); i++) {
            for (int j = 0; j < p.cols(); j++) {
                sum += Math.abs(p.at(i, j) - q.at(i, j));
            }
        }
        return sum;
    }
}
