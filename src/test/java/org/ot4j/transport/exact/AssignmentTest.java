package org.ot4j.transport.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.base.Progress;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportChecks;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.cost.CostMatrix;

class AssignmentTest {
    private static Assignment solve(double[] costs, int n) {
        try (var progress = Progress.start("test", 0)) {
            return Assignment.of(CostMatrix.flat(costs, n, n), progress);
        }
    }

    /** Costs with a few values have ties; those of all signs and sizes round. */
    @ParameterizedTest
    @CsvSource({"1, 0", "2, 2", "3, 0", "4, 3", "5, 2", "6, 0", "6, 3", "7, 10"})
    void isTheBestOfAllPermutations(int n, int values) {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var costs = new double[n * n];
            Arrays.setAll(
                    costs,
                    k ->
                            values > 0
                                    ? random.nextInt(values) - 1
                                    : random.nextGaussian() * Math.exp(5 * random.nextGaussian()));
            var assignment = solve(costs, n);
            double sum = 0;
            var taken = new boolean[n];
            for (int i = 0; i < n; i++) {
                sum += costs[i * n + assignment.target[i]];
                taken[assignment.target[i]] = true;
            }
            for (boolean one : taken) {
                assertTrue(one, "each target once");
            }
            assertEquals(best(costs, n, 0, 0), sum, 1e-9 * Math.max(1, Math.abs(sum)));
        }
    }

    private static double best(double[] costs, int n, int i, int used) {
        double best = i == n ? 0 : Double.POSITIVE_INFINITY;
        for (int j = 0; i < n && j < n; j++) {
            if ((used & 1 << j) == 0) {
                best = Math.min(best, costs[i * n + j] + best(costs, n, i + 1, used | 1 << j));
            }
        }
        return best;
    }

    /** The potentials prove it: no pair is violated, and those of the plan are tight. */
    @ParameterizedTest
    @ValueSource(ints = {8, 33, 256})
    void comesWithPotentials(int n) {
        double[] costs = new Random(n).doubles((long) n * n, -1, 1).toArray();
        var assignment = solve(costs, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double slack = costs[i * n + j] - assignment.f[i] - assignment.g[j];
                assertTrue(slack >= -1e-15, "pair " + i + ", " + j + ": " + slack);
                assertTrue(assignment.target[i] != j || slack <= 1e-14, "not tight: " + slack);
            }
        }
    }

    /** At the greatest size the simplex, made to run, finds the same value. */
    @Test
    void agreesWithTheSimplex() {
        int n = Assignment.MOST;
        var random = new Random(5);
        double[][] costs = TransportChecks.points(n, n, random);
        var solver = NetworkSimplex.builder().threads(1).build();
        var assigned = solver.solve(TransportProblem.of(costs));
        // Weights that differ in the last digit are a problem of the simplex.
        var a = new double[n];
        Arrays.fill(a, 1.0 / n);
        a[0] = Math.nextUp(a[0]);
        var pivoted = solver.solve(TransportProblem.of(costs, a, a));
        assertEquals(pivoted.value(), assigned.value(), 1e-12 * Math.abs(pivoted.value()));
        assertEquals(n, assigned.plan().nonZeros());
        assertTrue(assigned.converged());
    }

    /**
     * Larger problems are solved here where costs are whole numbers, and proved without rounding.
     */
    @ParameterizedTest
    @CsvSource({"257, 2", "300, 10", "300, 100000", "500, 1", "700, 1000", "1024, 100"})
    void wholeCostsAgreeWithTheSimplex(int n, int values) {
        var random = new Random(n + values);
        double[] costs = random.ints((long) n * n, -values, values).asDoubleStream().toArray();
        double primal = proved(costs, n);
        var a = new double[n];
        Arrays.fill(a, 1.0 / n);
        a[0] = Math.nextUp(a[0]);
        var rows = new double[n][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(costs, i * n, (i + 1) * n));
        var pivoted =
                NetworkSimplex.builder().build().solve(TransportProblem.of(rows, a, a)).value();
        assertEquals(pivoted, primal / n, 1e-9 * values);
        var solved = NetworkSimplex.builder().build().solve(TransportProblem.of(rows));
        assertEquals(primal / n, solved.value(), 1e-12 * values);
        assertTrue(solved.converged());
    }

    /** The value of the assignment, which its potentials prove without rounding. */
    private static double proved(double[] costs, int n) {
        var assignment = solve(costs, n);
        double primal = 0;
        double dual = 0;
        var taken = new boolean[n];
        for (int i = 0; i < n; i++) {
            primal += costs[i * n + assignment.target[i]];
            dual += assignment.f[i] + assignment.g[i];
            taken[assignment.target[i]] = true;
            for (int j = 0; j < n; j++) {
                assertTrue(assignment.f[i] + assignment.g[j] <= costs[i * n + j]);
            }
        }
        for (boolean one : taken) {
            assertTrue(one, "each target once");
        }
        assertEquals(dual, primal);
        return primal;
    }

    /** Costs with an order, where the targets near a source say little of the best. */
    /** Costs x_i y_j: one source is nearest to half of the targets, another to the others. */
    @Test
    void costsWithLongPathsAreLeftToTheSimplexUnlessTheyAreWhole() {
        int n = 100;
        double[] x = new Random(1).doubles(n, -1, 1).toArray();
        double[] y = new Random(2).doubles(n, -1, 1).toArray();
        var costs = new double[n * n];
        var whole = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                costs[i * n + j] = x[i] * y[j];
                whole[i * n + j] = Math.rint(1000 * x[i]) * Math.rint(1000 * y[j]);
            }
        }
        assertNull(solve(costs, n));
        assertNotNull(solve(whole, n));
        // Sorted against each other, they cost the least.
        double least = 0;
        Arrays.sort(x);
        Arrays.sort(y);
        for (int i = 0; i < n; i++) {
            least += x[i] * y[n - 1 - i] / n;
        }
        assertEquals(
                least,
                Transport.exact(TransportProblem.of(CostMatrix.flat(costs, n, n))).value(),
                1e-12);
    }

    @ParameterizedTest
    @ValueSource(ints = {257, 400})
    void wholeCostsOfAllKindsAreProved(int n) {
        var random = new Random(n);
        int[] x = random.ints(4L * n, 0, 50).toArray();
        int[] parts = random.ints(2L * n, -1_000_000, 1_000_000).toArray();
        var kinds = new double[6][n * n];
        for (int k = 0; k < n * n; k++) {
            int i = k / n;
            int j = k % n;
            kinds[0][k] = (i + 1.0) * (j + 1);
            kinds[1][k] = Math.abs(i - j);
            int side = x[i] - x[2 * n + j];
            int height = x[n + i] - x[3 * n + j];
            kinds[2][k] = side * side + height * height;
            kinds[3][k] = parts[i] + parts[n + j] + random.nextInt(500);
            kinds[4][k] = -7;
            // All sources are nearest to the same few targets.
            kinds[5][k] = j < 20 ? random.nextInt(3) : 1_000 + random.nextInt(1_000);
        }
        assertEquals(n * (n + 1.0) * (n + 2) / 6, proved(kinds[0], n));
        assertEquals(0, proved(kinds[1], n));
        proved(kinds[2], n);
        proved(kinds[3], n);
        assertEquals(-7 * n, proved(kinds[4], n));
        proved(kinds[5], n);
    }

    /** Costs that are computed are read once, and then from a copy. */
    @Test
    void wholeCostsOfPointsAreThoseOfTheirMatrix() {
        int n = 300;
        int[] x = new Random(1).ints(2L * n, 0, 1_000).toArray();
        var from = new double[n][1];
        var to = new double[n][1];
        var rows = new double[n][n];
        for (int i = 0; i < n; i++) {
            from[i][0] = x[i];
            for (int j = 0; j < n; j++) {
                to[j][0] = x[n + j];
                rows[i][j] = Math.abs(x[i] - x[n + j]) % 100;
            }
        }
        var reads = new AtomicInteger();
        var problem =
                TransportProblem.between(from, to)
                        .cost(
                                (p, q) -> {
                                    reads.incrementAndGet();
                                    return Math.abs(p[0] - q[0]) % 100;
                                });
        var solver = NetworkSimplex.builder().threads(1).build();
        assertEquals(
                solver.solve(TransportProblem.of(rows)).value(), solver.solve(problem).value());
        assertTrue(reads.get() < n * n + 10 * n, "costs computed: " + reads);
    }

    @Test
    void leavesWholeCostsThatAreTooGreatToTheSimplex() {
        int n = 300;
        var costs = new double[n * n];
        costs[n * n / 2] = 0x1p1000;
        assertNull(solve(costs, n));
    }

    /** One cost that is no whole number, wherever it stands, and the simplex has them all. */
    @Test
    void otherLargeProblemsAreTheSimplex() {
        int n = Assignment.MOST + 1;
        var costs = new double[n * n];
        assertEquals(n, solve(costs, n).target.length);
        costs[n * n - 1] = 0.5;
        assertNull(solve(costs, n));
        assertNull(solve(new double[1_025 * 1_025], 1_025));
    }

    /** Nodes without mass get no flow, and potentials all the same. */
    @Test
    void leavesOutWhatHasNoMass() {
        double[][] costs = {{5, 1, 9}, {0, 0, 0}, {2, 7, 3}};
        var problem =
                TransportProblem.of(costs, new double[] {.5, 0, .5}, new double[] {.5, .5, 0});
        var result = NetworkSimplex.builder().build().solve(problem);
        assertEquals(1.5, result.value());
        TransportChecks.checkOptimal(problem, result);
    }

    @Test
    void leavesCostsThatAreTooFarApartToTheSimplex() {
        assertNull(solve(new double[] {0, 1e308, -1e308, 0}, 2));
    }
}
