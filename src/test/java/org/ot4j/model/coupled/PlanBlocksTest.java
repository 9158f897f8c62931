package org.ot4j.model.coupled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Observation;
import org.ot4j.network.Tensors;
import org.ot4j.transport.Marginal;

/** Against the formulas written out as loops over numbers. */
class PlanBlocksTest {
    private static final double EPSILON = 0.7;
    private static final double[] X = {-1, 0.5, 2, 2.5, -0.25};
    private static final double[] U = {0.3, -0.2, 0.1, 0.4, -0.6};
    private static final double[] OUTPUT = {-0.5, 0.1, 1.8};
    private static final double[] V = {0.2, -0.1, 0.5};

    private final Observation observation = Likelihood.gaussian().fixed(0.8).build(new Shape(1));
    private NDManager scope;
    private NDArray output;
    private Atoms atoms;

    @BeforeEach
    void open() {
        scope = Tensors.newManager();
        output = Tensors.of(scope, OUTPUT, 3, 1);
        var x = new float[X.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) X[i];
        }
        atoms = new Atoms(x, x.length, new Shape(1), 0);
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private PlanBlocks plan(int entries) {
        return new PlanBlocks(observation, atoms, output, Codes.uniform(output), EPSILON, entries);
    }

    private static double cost(double x, double o) {
        return (x - o) * (x - o) / (2 * 0.64) + 0.5 * Math.log(2 * Math.PI * 0.64);
    }

    private static double[][] density() {
        var p = new double[5][3];
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 3; j++) {
                p[i][j] = Math.exp((U[i] + V[j] - cost(X[i], OUTPUT[j])) / EPSILON) / 15;
            }
        }
        return p;
    }

    /** C-VAE Eq. 11, over blocks of data. Blocks of one row, of two and of all. */
    @ParameterizedTest
    @ValueSource(ints = {1, 6, 1000})
    void transformIsTheSoftMinimum(int entries) {
        float[] transform = plan(entries).transform(U).toFloatArray();
        for (int j = 0; j < 3; j++) {
            double sum = 0;
            for (int i = 0; i < 5; i++) {
                sum += Math.exp((U[i] - cost(X[i], OUTPUT[j])) / EPSILON) / 5;
            }
            assertEquals(-EPSILON * Math.log(sum), transform[j], 1e-5);
        }
    }

    /** Block by block, and in one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 6, 1000})
    void aTransformAndItsMarginalsAtOnceAreThoseOneAfterTheOther(int entries) {
        var found = plan(entries).transformed(U, s -> s);
        assertTransformed(found, entries, plan(entries).transform(U));
        assertEquals(1, Arrays.stream(found.ofData()).sum(), 1e-6);
        assertTransformed(
                plan(entries).transformed(U, s -> s.mul(0.4f)),
                entries,
                plan(entries).transform(U).mul(0.4f));
    }

    private void assertTransformed(PlanBlocks.Transformed found, int entries, NDArray v) {
        assertArrayEquals(v.toFloatArray(), found.v().toFloatArray(), 1e-5f);
        assertArrayEquals(plan(entries).marginals(U, v).ofData(), found.ofData(), 1e-6);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 1000})
    void nearestIsTheLeastCost(int entries) {
        double[] nearest = plan(entries).nearest();
        for (int j = 0; j < 3; j++) {
            double least = Double.POSITIVE_INFINITY;
            for (double x : X) {
                least = Math.min(least, cost(x, OUTPUT[j]));
            }
            assertEquals(least, nearest[j], 1e-5);
        }
    }

    /** The plan stays that of the first output; cost and gradient are the other's. */
    @ParameterizedTest
    @ValueSource(ints = {1, 6, 1000})
    void costAndGradientAtAnotherOutput(int entries) {
        double[] other = {0.3, -0.7, 1.9};
        var sums =
                plan(entries).transport(U, Tensors.of(scope, V, 3), Tensors.of(scope, other, 3, 1));
        double[][] p = density();
        var gradient = new double[3];
        double cost = 0;
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 3; j++) {
                cost += p[i][j] * cost(X[i], other[j]);
                gradient[j] += p[i][j] * (other[j] - X[i]) / 0.64;
            }
        }
        assertEquals(cost, sums.cost(), 1e-5);
        assertClose(gradient, sums.gradient());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 1000})
    void sumsOfThePlanAndItsGradient(int entries) {
        NDArray v = Tensors.of(scope, V, 3);
        var sums = plan(entries).transport(U, v, output);
        var marginals = plan(entries).marginals(U, v);
        double[][] p = density();
        var rows = new double[5];
        var columns = new double[3];
        var gradient = new double[3];
        double cost = 0;
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 3; j++) {
                rows[i] += p[i][j];
                columns[j] += p[i][j];
                cost += p[i][j] * cost(X[i], OUTPUT[j]);
                gradient[j] += p[i][j] * (OUTPUT[j] - X[i]) / 0.64;
            }
        }
        for (var each : List.of(sums.marginals(), marginals)) {
            assertArrayEquals(rows, each.ofData(), 1e-6);
            assertClose(columns, each.ofCodes());
            assertEquals(Arrays.stream(rows).sum(), each.mass(), 1e-6);
        }
        assertEquals(cost, sums.cost(), 1e-5);
        assertClose(gradient, sums.gradient());
    }

    /** C-VAE Algorithm 1: each sample's weights over the codes add up to its mass. */
    @ParameterizedTest
    @ValueSource(ints = {1, 6, 1000})
    void importanceWeightsAreNormalisedForEachSample(int entries) {
        double[] masses = {1, 1, 0.5, 1, 2};
        var sums = plan(entries).posterior(U, Tensors.of(scope, V, 3), masses, output);
        double[][] p = density();
        var gradient = new double[3];
        double cost = 0;
        for (int i = 0; i < 5; i++) {
            double row = p[i][0] + p[i][1] + p[i][2];
            for (int j = 0; j < 3; j++) {
                double w = masses[i] / 5 * p[i][j] / row;
                cost += w * cost(X[i], OUTPUT[j]);
                gradient[j] += w * (OUTPUT[j] - X[i]) / 0.64;
            }
            assertEquals(masses[i] / 5, sums.marginals().ofData()[i], 1e-6);
        }
        assertEquals(cost, sums.cost(), 1e-5);
        assertClose(gradient, sums.gradient());
    }

    /** C-VAE Eq. 14. */
    @Test
    void unbalancedSemiDualIsTheDualAtItsMaximumInV() {
        var coupling = new Coupling(EPSILON, Marginal.exact(), Marginal.relaxed(1.5));
        NDArray s = Tensors.of(scope, new double[] {0.4}, 1);
        double best = coupling.damped(s).getFloat();
        double at = dual(coupling, best, 0.4);
        assertEquals(at, (1.5 + EPSILON) * -Math.expm1(-0.4 / (1.5 + EPSILON)), 1e-6);
        for (double other : new double[] {best - 0.01, best + 0.01}) {
            Assertions.assertTrue(dual(coupling, other, 0.4) < at);
        }
    }

    /** ψ(v) - ε (e^((v - s) / ε) - 1), one code of weight 1 whose transform is s. */
    private double dual(Coupling coupling, double v, double s) {
        return coupling.ofCodes(Tensors.of(scope, new double[] {v}, 1)).getFloat()
                - EPSILON * Math.expm1((v - s) / EPSILON);
    }

    private static void assertClose(double[] expected, NDArray actual) {
        float[] values = actual.toFloatArray();
        assertEquals(expected.length, values.length);
        for (int k = 0; k < values.length; k++) {
            assertEquals(expected[k], values[k], 1e-5);
        }
    }
}
