package org.ot4j.transport.quadratic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportChecks;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;

/** Against closed forms, the conditions of the optimum, and the exact solver. */
class QuadraticTransportTest {
    private static TransportProblem problem(int n, int m, boolean zeros, long seed) {
        var random = new Random(seed);
        double[][] x = TransportChecks.points(n, 2, random);
        double[][] y = TransportChecks.points(m, 2, random);
        var costs = new double[n][m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                costs[i][j] = Math.pow(x[i][0] - y[j][0], 2) + Math.pow(x[i][1] - y[j][1], 2);
            }
        }
        return TransportProblem.of(
                costs,
                TransportChecks.weights(n, zeros, random),
                TransportChecks.weights(m, zeros, random));
    }

    /** Of [[0, 1], [1, 0]] between halves: stay s = 1/2 + 1/4ε, at most 1, moves 1 - s. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.4, 0.5, 0.7, 2, 50})
    void betweenTwoPointsItIsKnown(double epsilon) {
        double[] half = {0.5, 0.5};
        var problem = TransportProblem.of(new double[][] {{0, 1}, {1, 0}}, half, half);
        var result = QuadraticTransport.of(epsilon).solve(problem);
        double stay = Math.min(1, 0.5 + 1 / (4 * epsilon));
        assertEquals(stay / 2, result.plan().at(0, 0), 1e-9);
        assertEquals(1 - stay, result.cost(), 1e-9);
        double squares = 2 * (stay * stay + (1 - stay) * (1 - stay));
        assertEquals(1 - stay + epsilon / 2 * squares, result.value(), 1e-8);
        assertTrue(result.converged());
    }

    @ParameterizedTest
    @ValueSource(doubles = {10, 1, 0.1, 0.01, 1e-3})
    void planAndPotentialsBelongTogether(double epsilon) {
        TransportProblem problem = problem(23, 31, true, 5);
        var result = QuadraticTransport.of(epsilon).solve(problem);
        assertTrue(result.converged(), result::toString);
        assertEquals(0, result.error(), 1e-8);
        // Strong duality.
        double dual = 0;
        double[] f = result.f();
        double[] g = result.g();
        for (int i = 0; i < 23; i++) {
            dual += problem.a()[i] * f[i];
        }
        for (int j = 0; j < 31; j++) {
            dual += problem.b()[j] * g[j];
        }
        for (int i = 0; i < 23; i++) {
            for (int j = 0; j < 31; j++) {
                double excess = Math.max(0, f[i] + g[j] - problem.costs().at(i, j));
                dual -= problem.a()[i] * problem.b()[j] * excess * excess / (2 * epsilon);
            }
        }
        assertEquals(dual, result.value(), 1e-6 * result.value());
    }

    /** And with it the number of pairs falls to that of an exact plan. */
    @Test
    void asEpsilonGoesToZeroThePlanIsOptimal() {
        TransportProblem problem = problem(40, 50, false, 3);
        TransportResult exact = Transport.exact(problem);
        long before = 40 * 50;
        double apart = Double.POSITIVE_INFINITY;
        for (double epsilon : new double[] {1, 0.1, 0.01, 1e-4}) {
            var result = QuadraticTransport.of(epsilon).solve(problem);
            double difference = result.cost() - exact.cost();
            assertTrue(difference > -1e-8 && difference <= apart + 1e-9, "cost " + difference);
            assertTrue(result.plan().nonZeros() <= before, "pairs " + result.plan().nonZeros());
            before = result.plan().nonZeros();
            apart = difference;
        }
        assertEquals(0, apart, 1e-4 * exact.cost());
        assertTrue(before <= 89 + 5, "pairs " + before);
    }

    @Test
    void theGradientInTheWeightsIsThatOfDifferences() {
        double[][] costs = {{0.3, 1.1, 0.7}, {0.9, 0.2, 1.5}};
        double[] a = {0.4, 0.6};
        double[] b = {0.2, 0.5, 0.3};
        var solver = new QuadraticTransport(0.8, 1e-13, 200);
        var problem = TransportProblem.of(costs, a, b);
        var result = solver.solve(problem);
        double[] slope = solver.sourceGradient(problem, result);
        double[] slopeB = solver.targetGradient(problem, result);
        double h = 1e-5;
        var up = solver.solve(TransportProblem.of(costs, new double[] {0.4 + h, 0.6 - h}, b));
        var down = solver.solve(TransportProblem.of(costs, new double[] {0.4 - h, 0.6 + h}, b));
        assertEquals((up.value() - down.value()) / (2 * h), slope[0] - slope[1], 1e-6);
        up = solver.solve(TransportProblem.of(costs, a, new double[] {0.2 + h, 0.5, 0.3 - h}));
        down = solver.solve(TransportProblem.of(costs, a, new double[] {0.2 - h, 0.5, 0.3 + h}));
        assertEquals((up.value() - down.value()) / (2 * h), slopeB[0] - slopeB[2], 1e-6);
    }

    /** All masses times t: plan, cost and value times t, at the same ε. */
    @Test
    void massesAreInAnyUnit() {
        TransportProblem one = problem(9, 7, false, 8);
        double[] a = one.a();
        double[] b = one.b();
        for (int i = 0; i < 9; i++) {
            a[i] *= 1e6;
        }
        for (int j = 0; j < 7; j++) {
            b[j] *= 1e6;
        }
        var many = TransportProblem.of(one.costs(), a, b);
        var small = QuadraticTransport.of(0.2).solve(one);
        // The penalty P² / (a b) does not grow with the masses.
        var large = QuadraticTransport.of(0.2 * 1e6).solve(many);
        assertTrue(large.converged(), large::toString);
        assertEquals(small.cost() * 1e6, large.cost(), 1e-2);
        assertArrayEquals(small.f(), large.f(), 1e-6);
    }

    @Test
    void itSaysWhatItCannotTake() {
        assertThrows(IllegalArgumentException.class, () -> QuadraticTransport.of(0));
        assertThrows(IllegalArgumentException.class, () -> new QuadraticTransport(1, 1e-9, 0));
        double[] half = {0.5, 0.5};
        var unequal =
                TransportProblem.of(new double[][] {{0, 1}, {1, 0}}, half, new double[] {1, 1});
        var says =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> QuadraticTransport.of(1).solve(unequal));
        assertTrue(says.getMessage().startsWith("mass of the targets"), says.getMessage());
    }
}
