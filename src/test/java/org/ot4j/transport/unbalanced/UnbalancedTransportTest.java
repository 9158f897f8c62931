package org.ot4j.transport.unbalanced;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.optim.MaxIter;
import org.apache.commons.math3.optim.linear.LinearConstraint;
import org.apache.commons.math3.optim.linear.LinearConstraintSet;
import org.apache.commons.math3.optim.linear.LinearObjectiveFunction;
import org.apache.commons.math3.optim.linear.NonNegativeConstraint;
import org.apache.commons.math3.optim.linear.Relationship;
import org.apache.commons.math3.optim.linear.SimplexSolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Penalty;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportChecks;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;

class UnbalancedTransportTest {
    private static final Penalty EXACT = Marginal.exact();

    private static TransportResult solve(
            double[][] c, double[] a, double[] b, Penalty source, Penalty target) {
        return UnbalancedTransport.builder()
                .sourceMarginal(source)
                .targetMarginal(target)
                .build()
                .solve(TransportProblem.of(c, a, b));
    }

    private static double[][] costs(int n, int m, Random random) {
        var c = new double[n][m];
        for (double[] row : c) {
            Arrays.setAll(row, j -> 3 * random.nextDouble());
        }
        return c;
    }

    /** Of mass p between two points: c + D'(p | a) + D'(p | b) = 0. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-100, 1, 1e100})
    void twoPointsInClosedForm(double unit) {
        double c = 1.5 * unit;
        double[] a = {2};
        double[] b = {3};
        double[][] costs = {{c}};
        double p = Math.exp((Math.log(2) + 3 * Math.log(3) - 1.5) / 4);
        var kl = solve(costs, a, b, Marginal.relaxed(unit), Marginal.relaxed(3 * unit));
        assertEquals(p, kl.plan().at(0, 0), 1e-8);
        assertEquals(
                1.5 * p + p * Math.log(p / 2) - p + 2 + 3 * (p * Math.log(p / 3) - p + 3),
                kl.value() / unit,
                1e-8);
        // c + ρ (p - a) + ρ' (p - b) = 0.
        double q = (2 + 4 * 3 - 1.5) / (1 + 4);
        var squares =
                solve(
                        costs,
                        a,
                        b,
                        Penalty.squaredDistance(unit),
                        Penalty.squaredDistance(4 * unit));
        assertEquals(q, squares.plan().at(0, 0), 1e-8);
        // All that there is moves if that costs less than ρ + ρ', and otherwise nothing.
        for (double rho : new double[] {0.7, 0.8}) {
            var tv =
                    solve(
                            costs,
                            a,
                            b,
                            Penalty.totalVariation(rho * unit),
                            Penalty.totalVariation(rho * unit));
            assertEquals(rho > 0.75 ? 2 : 0, tv.plan().mass(), 1e-12);
            assertEquals(rho > 0.75 ? 3 + rho : 5 * rho, tv.value() / unit, 1e-12);
        }
        for (var result : List.of(kl, squares)) {
            assertTrue(result.converged(), result::toString);
        }
    }

    /**
     * One target that must get its mass, as in GPC Eq. 6: under ρ KL source i sends in proportion
     * to a_i exp(-c_i / ρ), under ρ TV the cheapest send, beyond what they have if the next is
     * dearer by 2 ρ.
     */
    @Test
    void oneExactTargetInClosedForm() {
        double[][] c = {{0.3}, {1}, {0.9}, {4}};
        double[] a = {0.2, 0.5, 0.1, 0.2};
        double[] b = {1};
        double rho = 0.7;
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            sum += a[i] * Math.exp(-c[i][0] / rho);
        }
        var kl = solve(c, a, b, Marginal.relaxed(rho), EXACT);
        for (int i = 0; i < 4; i++) {
            assertEquals(a[i] * Math.exp(-c[i][0] / rho) / sum, kl.plan().at(i, 0), 1e-8);
        }
        assertEquals(-rho * Math.log(sum), kl.value(), 1e-9);
        var tv = solve(c, a, b, Penalty.totalVariation(rho), EXACT);
        assertArrayEquals(new double[] {0.4, 0.5, 0.1, 0}, tv.sourceMarginal(), 1e-12);
        assertEquals(0.12 + 0.5 + 0.09 + 0.4 * rho, tv.value(), 1e-12);
        // ρ (r_i - a_i) + c_i is the same for all that send.
        var squares = solve(c, a, b, Penalty.squaredDistance(10), EXACT);
        double[] r = squares.sourceMarginal();
        double price = (10 * 0.2 + 0.3 + 1 + 0.9) / 3;
        for (int i = 0; i < 3; i++) {
            assertEquals(a[i] + (price - c[i][0]) / 10, r[i], 1e-7);
        }
        assertEquals(0, r[3], 1e-7);
    }

    /** With one source and exact targets there is one plan. */
    @Test
    void oneSourceForExactTargets() {
        double[][] c = {{1, 2, 5}};
        double[] b = {1, 1, 2};
        for (Penalty penalty :
                List.of(
                        Marginal.relaxed(2),
                        Penalty.totalVariation(2),
                        Penalty.squaredDistance(2))) {
            var result = solve(c, new double[] {3}, b, penalty, EXACT);
            assertEquals(13, result.cost(), 1e-9);
            assertEquals(13 + penalty.of(4, 3), result.value(), 1e-8, penalty::toString);
        }
    }

    /** A linear programme with what lies above and below the weights as variables. */
    @Test
    void totalVariationIsTheLinearProgramme() {
        var random = new Random(5);
        for (int trial = 0; trial < 30; trial++) {
            int n = 1 + random.nextInt(5);
            int m = 1 + random.nextInt(5);
            double[][] c = costs(n, m, random);
            if (trial % 5 == 0) {
                c[0][0] = -0.3;
            }
            double[] a = TransportChecks.weights(n, true, random);
            double[] b =
                    Arrays.stream(TransportChecks.weights(m, true, random))
                            .map(w -> 2 * w)
                            .toArray();
            double rho = 0.2 + random.nextDouble();
            double rest = trial % 3 == 0 ? Double.POSITIVE_INFINITY : 0.2 + random.nextDouble();
            Penalty target = trial % 3 == 0 ? EXACT : Penalty.totalVariation(rest);
            var result = solve(c, a, b, Penalty.totalVariation(rho), target);
            assertEquals(programme(c, a, b, rho, rest), result.value(), 1e-9);
            var turned = new double[m][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    turned[j][i] = c[i][j];
                }
            }
            var other = solve(turned, b, a, target, Penalty.totalVariation(rho));
            assertEquals(result.value(), other.value(), 1e-9);
            checkProof(c, a, b, Penalty.totalVariation(rho), target, result);
        }
    }

    private static double programme(double[][] c, double[] a, double[] b, double rho, double rest) {
        int n = a.length;
        int m = b.length;
        int all = n * m + 2 * n + 2 * m;
        var objective = new double[all];
        var constraints = new ArrayList<LinearConstraint>();
        for (int i = 0; i < n; i++) {
            System.arraycopy(c[i], 0, objective, i * m, m);
            objective[n * m + i] = rho;
            objective[n * m + n + i] = rho;
            var row = new double[all];
            Arrays.fill(row, i * m, (i + 1) * m, 1);
            row[n * m + i] = 1;
            row[n * m + n + i] = -1;
            constraints.add(new LinearConstraint(row, Relationship.EQ, a[i]));
        }
        for (int j = 0; j < m; j++) {
            var row = new double[all];
            for (int i = 0; i < n; i++) {
                row[i * m + j] = 1;
            }
            if (rest < Double.POSITIVE_INFINITY) {
                objective[n * m + 2 * n + j] = rest;
                objective[n * m + 2 * n + m + j] = rest;
                row[n * m + 2 * n + j] = 1;
                row[n * m + 2 * n + m + j] = -1;
            }
            constraints.add(new LinearConstraint(row, Relationship.EQ, b[j]));
        }
        return new SimplexSolver()
                .optimize(
                        new MaxIter(10_000),
                        new LinearObjectiveFunction(objective, 0),
                        new LinearConstraintSet(constraints),
                        new NonNegativeConstraint(true))
                .getValue();
    }

    /** Chapel et al. 2021, as printed there: many cheap steps instead of a few dear ones. */
    @ParameterizedTest
    @CsvSource({"0.5, 2", "1, 0.3"})
    void majorisationAndMinimisationComesToTheSame(double rho, double other) {
        var random = new Random(8);
        double[][] c = costs(5, 7, random);
        double[] a = TransportChecks.weights(5, false, random);
        double[] b = TransportChecks.weights(7, false, random);
        var kl = solve(c, a, b, Marginal.relaxed(rho), Marginal.relaxed(other));
        var p = product(a, b);
        for (int k = 0; k < 20_000; k++) {
            double[] r = sums(p, true);
            double[] s = sums(p, false);
            for (int i = 0; i < 5; i++) {
                for (int j = 0; j < 7; j++) {
                    p[i][j] *=
                            Math.exp(
                                    (rho * Math.log(a[i] / r[i])
                                                    + other * Math.log(b[j] / s[j])
                                                    - c[i][j])
                                            / (rho + other));
                }
            }
        }
        assertEquals(
                value(p, c, a, b, Marginal.relaxed(rho), Marginal.relaxed(other)),
                kl.value(),
                1e-6);
        // With squares, of ρ and ρ' ten times as great, so that something moves.
        Penalty source = Penalty.squaredDistance(10 * rho);
        Penalty target = Penalty.squaredDistance(10 * other);
        var squares = solve(c, a, b, source, target);
        p = product(a, b);
        for (int k = 0; k < 20_000; k++) {
            double[] r = sums(p, true);
            double[] s = sums(p, false);
            for (int i = 0; i < 5; i++) {
                for (int j = 0; j < 7; j++) {
                    double wanted = source.rho() * a[i] + target.rho() * b[j] - c[i][j];
                    p[i][j] *=
                            Math.max(0, wanted)
                                    / (source.rho() * r[i] + target.rho() * s[j] + 1e-300);
                }
            }
        }
        assertEquals(value(p, c, a, b, source, target), squares.value(), 1e-6);
        assertTrue(squares.plan().mass() > 0.1);
    }

    /** {@code ot.unbalanced.mm_unbalanced(a, b, M, reg, div)} of POT 0.9.7, after 200,000 steps. */
    @ParameterizedTest
    @CsvSource({
        "true, 1, 0.8627478636554226, 0.18224200520472794",
        "true, 5, 0.9598407314447778, 0.36387034785931344",
        "false, 1, 0.8083333333333331, 0.12166666666666667",
        "false, 5, 0.9839999999999997, 0.27360000000000106"
    })
    void agreesWithPot(boolean kl, double rho, double mass, double cost) {
        Penalty penalty = kl ? Marginal.relaxed(rho) : Penalty.squaredDistance(rho);
        var result =
                solve(
                        new double[][] {{0, 1}, {1, 0.5}, {2, 0.2}},
                        new double[] {0.5, 0.3, 0.2},
                        new double[] {0.25, 0.75},
                        penalty,
                        penalty);
        assertEquals(mass, result.plan().mass(), 1e-6);
        assertEquals(cost, result.cost(), 1e-6);
    }

    private static double[][] product(double[] a, double[] b) {
        var p = new double[a.length][b.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                p[i][j] = a[i] * b[j];
            }
        }
        return p;
    }

    private static double[] sums(double[][] p, boolean rows) {
        var sums = new double[rows ? p.length : p[0].length];
        for (int i = 0; i < p.length; i++) {
            for (int j = 0; j < p[0].length; j++) {
                sums[rows ? i : j] += p[i][j];
            }
        }
        return sums;
    }

    /** The objective, from the formulas. */
    private static double value(
            double[][] p, double[][] c, double[] a, double[] b, Penalty source, Penalty target) {
        double value = divergence(source, sums(p, true), a) + divergence(target, sums(p, false), b);
        for (int i = 0; i < p.length; i++) {
            for (int j = 0; j < p[0].length; j++) {
                value += p[i][j] * c[i][j];
            }
        }
        return value;
    }

    private static double divergence(Penalty penalty, double[] mass, double[] weights) {
        double sum = 0;
        for (int i = 0; i < mass.length; i++) {
            double r = mass[i];
            double w = weights[i];
            if (penalty instanceof Penalty.TotalVariation) {
                sum += penalty.rho() * Math.abs(r - w);
            } else if (penalty instanceof Penalty.SquaredDistance) {
                sum += penalty.rho() / 2 * (r - w) * (r - w);
            } else if (penalty.isExact()) {
                assertEquals(w, r, 1e-12 * Vectors.sum(weights));
            } else {
                sum += penalty.rho() * ((r == 0 ? 0 : r * Math.log(r / w)) - r + w);
            }
        }
        return sum;
    }

    /** What a potential contributes to the dual at most, from the formulas. */
    private static double conjugate(Penalty penalty, double f, double w) {
        double rho = penalty.rho();
        if (penalty instanceof Penalty.TotalVariation) {
            assertTrue(f >= -rho && f <= rho, "potential " + f);
            return w * f;
        }
        if (penalty instanceof Penalty.SquaredDistance) {
            return f >= rho * w ? rho * w * w / 2 : f * w - f * f / (2 * rho);
        }
        return penalty.isExact() ? f * w : -rho * w * Math.expm1(-f / rho);
    }

    /**
     * Weak duality alone: a plan with the right exact marginals, potentials with f + g ≤ c, and the
     * same value on both sides, each computed here.
     */
    private static void checkProof(
            double[][] c,
            double[] a,
            double[] b,
            Penalty source,
            Penalty target,
            TransportResult result) {
        String what = source + ", " + target + ": " + result;
        assertTrue(result.converged(), what);
        double[][] p = result.plan().toDense();
        double primal = value(p, c, a, b, source, target);
        double[] f = result.f();
        double[] g = result.g();
        double dual = 0;
        double size = 0;
        for (int i = 0; i < a.length; i++) {
            dual += conjugate(source, f[i], a[i]);
            size += a[i] * Math.abs(f[i]);
            for (int j = 0; j < b.length; j++) {
                assertTrue(
                        f[i] + g[j] - c[i][j] <= 1e-14 * (Math.abs(f[i]) + Math.abs(g[j]) + 3),
                        what);
                assertTrue(p[i][j] >= 0, what);
            }
        }
        for (int j = 0; j < b.length; j++) {
            dual += conjugate(target, g[j], b[j]);
            size += b[j] * Math.abs(g[j]);
        }
        double rounding = 1e-14 * (size + Math.abs(primal));
        double scale = result.cost() + (primal - result.cost()) + 3e-3 * result.plan().mass();
        assertEquals(primal, dual, 2e-9 * Math.abs(scale) + rounding, what);
        assertEquals(primal, result.value(), 1e-12 * Math.abs(primal) + rounding, what);
        assertEquals(dual, result.certificate().dual(), 1e-12 * Math.abs(dual) + rounding, what);
        assertTrue(result.certificate().infeasibility() <= 1e-13 * (3 + size), what);
    }

    /** Any penalty on either side, of any weight, in either orientation. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.5, 20, 1e6})
    void everyPairOfPenaltiesComesWithAProof(double rho) {
        var random = new Random(1);
        List<Penalty> penalties =
                List.of(
                        EXACT,
                        Marginal.relaxed(rho),
                        Penalty.totalVariation(rho),
                        Penalty.squaredDistance(rho));
        for (int[] size : new int[][] {{6, 4}, {3, 9}, {20, 25}}) {
            double[][] c = costs(size[0], size[1], random);
            double[] a = TransportChecks.weights(size[0], true, random);
            double[] b = TransportChecks.weights(size[1], true, random);
            for (Penalty source : penalties) {
                for (Penalty target : penalties) {
                    var result = solve(c, a, b, source, target);
                    checkProof(c, a, b, source, target, result);
                    assertTrue(result.plan().nonZeros() < size[0] + size[1]);
                }
            }
        }
    }

    @Test
    void costsBelowZeroAddMass() {
        double[][] c = {{-1, 0.5}, {0.2, -0.4}};
        double[] a = {0.5, 0.5};
        double[] b = {0.3, 0.7};
        for (Penalty source :
                List.of(
                        EXACT,
                        Marginal.relaxed(0.6),
                        Penalty.totalVariation(0.6),
                        Penalty.squaredDistance(0.6))) {
            for (Penalty target :
                    List.of(
                            EXACT,
                            Marginal.relaxed(0.3),
                            Penalty.totalVariation(0.6),
                            Penalty.squaredDistance(9))) {
                checkProof(c, a, b, source, target, solve(c, a, b, source, target));
            }
        }
        assertMessage(
                "least cost = -1.0: expected at least -0.8",
                () -> solve(c, a, b, Penalty.totalVariation(0.4), Penalty.totalVariation(0.4)));
    }

    /** The masses of the sides may be as far apart as they like. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-6, 1, 1e6})
    void massesMayDiffer(double ratio) {
        var random = new Random(6);
        double[][] c = costs(8, 6, random);
        double[] a = TransportChecks.weights(8, true, random);
        double[] b = TransportChecks.weights(6, true, random);
        Arrays.setAll(b, j -> b[j] * ratio);
        for (Penalty source :
                List.of(
                        Marginal.relaxed(0.6),
                        Marginal.relaxed(30),
                        Penalty.totalVariation(2),
                        Penalty.squaredDistance(2))) {
            for (Penalty target : List.of(EXACT, Marginal.relaxed(0.6), Marginal.relaxed(1e4))) {
                checkProof(c, a, b, source, target, solve(c, a, b, source, target));
            }
        }
    }

    /**
     * GPC Eq. 6 between its limits: the nearest code for each sample, and W_c; rising on the way.
     */
    @Test
    void aRisingRhoGoesFromTheNearestToExactTransport() {
        var random = new Random(2);
        double[][] c = costs(7, 9, random);
        double[] a = TransportChecks.weights(7, false, random);
        double[] b = TransportChecks.weights(9, false, random);
        double nearest = 0;
        for (int j = 0; j < 9; j++) {
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 7; i++) {
                least = Math.min(least, c[i][j]);
            }
            nearest += b[j] * least;
        }
        double exact = Transport.exact(c, a, b).value();
        for (int kind = 0; kind < 3; kind++) {
            double before = nearest;
            for (int k = -5; k <= 5; k++) {
                double value = solve(c, a, b, penalty(kind, Math.pow(10, k)), EXACT).value();
                assertTrue(value >= before - 1e-9 && value <= exact + 1e-9, kind + " at " + k);
                before = value;
            }
            assertEquals(nearest, solve(c, a, b, penalty(kind, 1e-7), EXACT).value(), 1e-5);
            assertEquals(exact, solve(c, a, b, penalty(kind, 1e8), EXACT).value(), 1e-6);
        }
        // From ρ beyond half the range of potentials on, total variation is as good as exact.
        assertEquals(exact, solve(c, a, b, Penalty.totalVariation(3), EXACT).value(), 1e-12);
        assertEquals(0, solve(c, a, b, penalty(0, 1e-7), penalty(2, 1e-7)).value(), 1e-6);
    }

    private static Penalty penalty(int kind, double rho) {
        return kind == 0
                ? Marginal.relaxed(rho)
                : kind == 1 ? Penalty.totalVariation(rho) : Penalty.squaredDistance(rho);
    }

    @Test
    void measuresThatAreTheSameCostNothing() {
        double[][] x = TransportChecks.points(30, 2, new Random(3));
        for (int kind = 0; kind < 3; kind++) {
            for (double rho : new double[] {0.1, 1, 100}) {
                var result =
                        UnbalancedTransport.of(penalty(kind, rho))
                                .solve(TransportProblem.between(x, x));
                assertTrue(result.converged(), result::toString);
                assertEquals(0, result.value(), 1e-10);
            }
        }
    }

    /** By the envelope theorem, against differences. */
    @Test
    void theGradientInTheWeightsIsThatOfTheValue() {
        var random = new Random(4);
        double[][] c = costs(4, 6, random);
        double[] a = TransportChecks.weights(4, false, random);
        double[] b = TransportChecks.weights(6, false, random);
        double h = 1e-5;
        for (int kind = 0; kind < 3; kind++) {
            var solver =
                    UnbalancedTransport.builder()
                            .sourceMarginal(penalty(kind, 0.8))
                            .targetMarginal(penalty((kind + 1) % 3, 1.1))
                            .tolerance(1e-12)
                            .build();
            var problem = TransportProblem.of(c, a, b);
            var result = solver.solve(problem);
            for (int i = 0; i < 4; i++) {
                double up = shifted(solver, c, a, b, i, h);
                double down = shifted(solver, c, a, b, i, -h);
                double slope = solver.sourceGradient(problem, result)[i];
                assertEquals((up - down) / (2 * h), slope, 2e-4, "a " + kind + " " + i);
            }
            for (int j = 0; j < 6; j++) {
                double up = shifted(solver, c, a, b, 4 + j, h);
                double down = shifted(solver, c, a, b, 4 + j, -h);
                double slope = solver.targetGradient(problem, result)[j];
                assertEquals((up - down) / (2 * h), slope, 2e-4, "b " + kind + " " + j);
            }
            // In the costs it is the plan.
            for (int k = 0; k < 24; k++) {
                double[][] moved = Arrays.stream(c).map(double[]::clone).toArray(double[][]::new);
                moved[k / 6][k % 6] += h;
                double up = solver.solve(TransportProblem.of(moved, a, b)).value();
                moved[k / 6][k % 6] -= 2 * h;
                double down = solver.solve(TransportProblem.of(moved, a, b)).value();
                assertEquals((up - down) / (2 * h), result.plan().at(k / 6, k % 6), 2e-4);
            }
        }
    }

    private static double shifted(
            UnbalancedTransport solver, double[][] c, double[] a, double[] b, int k, double by) {
        double[] source = a.clone();
        double[] target = b.clone();
        if (k < a.length) {
            source[k] += by;
        } else {
            target[k - a.length] += by;
        }
        return solver.solve(TransportProblem.of(c, source, target)).value();
    }

    @Test
    void withTwoExactMarginalsItIsTheExactSolver() {
        var random = new Random(9);
        double[][] c = costs(5, 5, random);
        var problem = TransportProblem.of(c);
        assertEquals(
                Transport.exact(problem).value(),
                UnbalancedTransport.builder().build().solve(problem).value());
    }

    @Test
    void saysWhatIsWrong() {
        assertMessage("rho = 0.0", () -> Penalty.totalVariation(0));
        assertMessage("rho = NaN", () -> Penalty.squaredDistance(Double.NaN));
        assertMessage("rho = Infinity", () -> Penalty.totalVariation(Double.POSITIVE_INFINITY));
        assertMessage("sourceMarginal = null", () -> UnbalancedTransport.of(null));
        assertMessage("tolerance = 0.0", () -> UnbalancedTransport.builder().tolerance(0).build());
        assertMessage(
                "maxIterations = 0", () -> UnbalancedTransport.builder().maxIterations(0).build());
        assertMessage("problem = null", () -> UnbalancedTransport.of(EXACT).solve(null));
    }

    private static void assertMessage(String start, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.startsWith(start), message);
    }

    @Test
    void whatIsStoppedEarlyIsAPlanAndSaysSo() {
        var random = new Random(7);
        double[][] c = costs(30, 20, random);
        double[] b = TransportChecks.weights(20, false, random);
        var solver =
                UnbalancedTransport.builder()
                        .sourceMarginal(Marginal.relaxed(1))
                        .maxIterations(2)
                        .build();
        var result =
                solver.solve(TransportProblem.of(c, TransportChecks.weights(30, false, random), b));
        assertFalse(result.converged());
        assertTrue(result.certificate().gap() > 1e-6);
        assertArrayEquals(b, result.targetMarginal(), 1e-12);
        assertTrue(result.certificate().dual() <= result.value());
    }
}
