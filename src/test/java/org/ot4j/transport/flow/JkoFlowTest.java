package org.ot4j.transport.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.Cost;

class JkoFlowTest {
    /** A density on [0, 1]. */
    private static Measure line(int n, DoubleUnaryOperator density) {
        var weights = new double[n];
        Arrays.setAll(weights, i -> density.applyAsDouble(i / (n - 1.0)));
        return Measure.onGrid(weights, n).normalized();
    }

    private static Measure gaussian(int n, double mean, double deviation) {
        return line(n, x -> Math.exp(-Math.pow((x - mean) / deviation, 2) / 2));
    }

    private static double mean(Measure measure, ToDoubleFunction<double[]> of) {
        double[] w = measure.weights();
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
            sum += w[i] * of.applyAsDouble(measure.point(i));
        }
        return sum / measure.mass();
    }

    private static double mean(Measure measure) {
        return mean(measure, p -> p[0]);
    }

    private static double variance(Measure measure) {
        double m = mean(measure);
        return mean(measure, p -> (p[0] - m) * (p[0] - m));
    }

    private static JkoFlow flow(Energy energy, double epsilon, boolean debiased) {
        return JkoFlow.builder()
                .energy(energy)
                .epsilon(epsilon)
                .debiased(debiased)
                .tolerance(1e-8)
                .build();
    }

    /**
     * A step from N(m, s²) under β ∫ u log u + κ x² / 2 leads to a Gaussian. The stationary point
     * of the step in the covariance c of the plan, with w = v - c²/s² the variance that s² leaves
     * of the new v, has c = 2 s² w / ε and
     *
     * <pre>ε / (2w) + τβ / v = 1 + τκ,   v = w + 4 s² w² / ε²;</pre>
     *
     * debiased, v / c' takes the place of 1, where c' is the covariance of the plan of the new
     * Gaussian to itself.
     */
    private static double next(
            double s2, double beta, double kappa, double tau, double epsilon, boolean debiased) {
        double low = 0;
        double high = 10;
        for (int k = 0; k < 200; k++) {
            double w = (low + high) / 2;
            double v = w + 4 * s2 * w * w / epsilon / epsilon;
            double c = Math.sqrt(epsilon * epsilon / 16 + v * v) - epsilon / 4;
            double rest = (debiased ? v / c : 1) + tau * kappa - epsilon / (2 * w) - tau * beta / v;
            if (rest < 0) {
                low = w;
            } else {
                high = w;
            }
        }
        return low + 4 * s2 * low * low / epsilon / epsilon;
    }

    @ParameterizedTest
    @CsvSource({
        "0.05, 0, 1e-3, 1e-3",
        "0.05, 0, 1e-3, 1e-4",
        "0.02, 0, 1e-2, 1e-3",
        "0.1, 20, 1e-3, 1e-3",
        "0.1, 20, 1e-2, 1e-4",
        "0, 20, 1e-2, 1e-3",
        "0, 0, 1e-2, 1e-4"
    })
    void gaussiansStayGaussianWithTheVarianceOfTheSteps(
            double beta, double kappa, double tau, double epsilon) {
        Energy energy = Energy.potential(p -> kappa * Math.pow(p[0] - 0.5, 2) / 2);
        if (beta > 0) {
            energy = energy.plus(Energy.entropy().times(beta));
        }
        for (boolean debiased : new boolean[] {false, true}) {
            Measure start = gaussian(201, 0.45, 0.06);
            // What takes the blur away and adds none is ill-posed: digits come slowly.
            boolean slow = debiased && beta == 0;
            var flow =
                    JkoFlow.builder()
                            .energy(energy)
                            .epsilon(epsilon)
                            .debiased(debiased)
                            .tolerance(slow ? 1e-5 : 1e-8)
                            .build();
            var path = flow.from(start).rate(tau).steps(4);
            assertTrue(path.converged());
            assertEquals(5, path.measures().size());
            double v = variance(start);
            double m = mean(start);
            for (int k = 0; k < 5; k++) {
                Measure now = path.measures().get(k);
                assertEquals(1, now.mass(), 1e-13);
                assertEquals(m, mean(now), slow ? 1e-4 : 1e-6, "mean after " + k);
                assertEquals(v, variance(now), (slow ? 5e-3 : 2e-4) * v, "variance after " + k);
                v = next(v, beta, kappa, tau, epsilon, debiased);
                m = 0.5 + (m - 0.5) / (1 + tau * kappa);
            }
        }
    }

    /** As τ and ε fall: the heat equation, whose variance grows by 2βt, and Ornstein–Uhlenbeck. */
    @Test
    void inTheLimitItIsTheEquation() {
        double beta = 0.1;
        double kappa = 30;
        double time = 0.02;
        Measure start = gaussian(201, 0.4, 0.05);
        double v = variance(start);
        Energy heat = Energy.entropy().times(beta);
        Energy pull = heat.plus(Energy.potential(p -> kappa * Math.pow(p[0] - 0.5, 2) / 2));
        double decay = Math.exp(-kappa * time);
        double rest = beta / kappa + (v - beta / kappa) * decay * decay;
        double before = Double.POSITIVE_INFINITY;
        for (int steps : new int[] {5, 20}) {
            var warm = flow(heat, 1e-4, true).from(start).rate(time / steps).steps(steps);
            assertEquals(v + 2 * beta * time, variance(warm.end()), 0.5 / steps * v);
            var path = flow(pull, 1e-4, true).from(start).rate(time / steps).steps(steps);
            double error = Math.abs(mean(path.end()) - (0.5 - 0.1 * decay));
            assertTrue(error < before / 3, steps + ": " + error);
            before = error;
            // The implicit scheme is of first order.
            assertEquals(0.5 - 0.1 * decay, mean(path.end()), 0.05 / steps);
            assertEquals(rest, variance(path.end()), 0.5 / steps * v);
        }
    }

    /** Without an energy a debiased step rests, up to what is ill-posed; others blur by ε / 2. */
    @Test
    void theBlurOfAStepIsThatOfTheKernel() {
        Energy none = Energy.potential(p -> 7);
        Measure start = line(101, x -> 2 + Math.sin(20 * x));
        var sharp =
                JkoFlow.builder()
                        .energy(none)
                        .epsilon(1e-3)
                        .debiased(true)
                        .tolerance(1e-5)
                        .build()
                        .from(start)
                        .rate(1)
                        .steps(2);
        assertTrue(sharp.converged());
        assertTrue(distance(start, sharp.end()) < 0.01);
        assertTrue(
                distance(start, flow(none, 1e-3, false).from(start).rate(1).steps(2).end()) > 0.04);
        Measure inside = gaussian(101, 0.4, 0.06);
        var blurred = flow(none, 1e-3, false).from(inside).rate(1).steps(2);
        assertEquals(variance(inside) + 1e-3, variance(blurred.end()), 1e-6);
        assertEquals(7, blurred.energies()[2], 1e-12);
    }

    private static double distance(Measure one, Measure other) {
        double[] w = other.weights();
        return IntStream.range(0, w.length)
                .mapToDouble(i -> Math.abs(w[i] - one.weights()[i]))
                .sum();
    }

    /**
     * Barenblatt's profile of ∂u/∂t = Δu² on the line: steps keep its shape, and widen it by the
     * least of (λ - 1)² v / (2τ) + F / λ; its own variance grows as t^(2/3).
     */
    @ParameterizedTest
    @CsvSource({"1e-3, 1e-3, true", "1e-3, 1e-4, true", "5e-4, 1e-4, true", "1e-3, 5e-5, false"})
    void porousMediaGrowAsBarenblattSays(double tau, double epsilon, boolean debiased) {
        double from = 2e-3;
        double top = Math.pow(Math.sqrt(12) * 4 / 3, -2.0 / 3);
        Measure start = line(201, x -> barenblatt(x - 0.5, from, top));
        int steps = (int) Math.round(4e-3 / tau);
        var flow =
                JkoFlow.builder()
                        .energy(Energy.power(2))
                        .epsilon(epsilon)
                        .debiased(debiased)
                        .tolerance(1e-6)
                        .build();
        var path = flow.from(start).rate(tau).steps(steps);
        assertTrue(path.converged());
        double v = variance(start);
        double energy = path.energies()[0];
        double exact = v * Math.pow(3, 2.0 / 3);
        for (int k = 0; k < steps; k++) {
            double low = 1;
            double high = 10;
            for (int l = 0; l < 200; l++) {
                double scale = (low + high) / 2;
                if ((scale - 1) * v / tau < energy / (scale * scale)) {
                    low = scale;
                } else {
                    high = scale;
                }
            }
            v *= low * low;
            energy /= low;
            assertTrue(path.energies()[k + 1] < path.energies()[k]);
        }
        // Without debiasing, ε / 2 more a step.
        assertEquals(v, variance(path.end()), debiased ? 2e-3 * v : steps * epsilon);
        assertEquals(energy, path.energies()[steps], 0.01 * energy);
        assertEquals(exact, variance(path.end()), 60 * tau * exact);
        double[] u = path.densities()[steps];
        double off = 0;
        for (int i = 0; i < u.length; i++) {
            off += Math.abs(u[i] - barenblatt(i / 200.0 - 0.5, from + 4e-3, top)) / 200;
        }
        assertTrue(off < 40 * tau, "Σ|u - Barenblatt| = " + off);
        assertEquals(1, path.end().mass(), 1e-12);
    }

    private static double barenblatt(double x, double t, double top) {
        return Math.max(0, top - x * x / 12 * Math.pow(t, -2.0 / 3)) * Math.pow(t, -1.0 / 3);
    }

    /** A crowd is drawn to a place and ends as a block of the greatest density around it. */
    @ParameterizedTest
    @ValueSource(doubles = {2, 8})
    void crowdsAreNeverDenserThanTheBound(double bound) {
        Energy energy =
                Energy.potential(p -> 10 * Math.pow(p[0] - 0.6, 2)).plus(Energy.atMost(bound));
        Measure start = gaussian(101, 0.25, 0.03);
        var path =
                JkoFlow.builder()
                        .energy(energy)
                        .epsilon(2e-4)
                        .tolerance(1e-6)
                        .build()
                        .from(start)
                        .rate(0.02)
                        .steps(25);
        assertTrue(path.converged());
        assertEquals(Double.POSITIVE_INFINITY, path.energies()[0]);
        for (int k = 1; k <= 25; k++) {
            double densest = Arrays.stream(path.densities()[k]).max().orElseThrow();
            assertTrue(densest <= bound * (1 + 1e-14), densest + " after " + k);
            assertEquals(bound, densest, 1e-6 * bound);
            assertEquals(1, path.measures().get(k).mass(), 1e-13);
            assertTrue(path.energies()[k] < path.energies()[k - 1] + 1e-6, "energy after " + k);
        }
        // Half a cell: where 50 cells are full, one on the left is as good as one on the right.
        assertEquals(0.6, mean(path.end()), 5e-3);
        assertEquals(1 / (12 * bound * bound), variance(path.end()), 2e-4);
        double[] u = path.densities()[25];
        assertEquals(bound, u[60], 1e-9);
        assertEquals(0, u[60 - (int) (100 / bound)], 1e-9);
    }

    /** Fast diffusion, m < 1, and what is left of it as m goes to 1. */
    @Test
    void powersNearOneAreTheEntropy() {
        Measure start = gaussian(101, 0.5, 0.05);
        var heat = flow(Energy.entropy().times(0.1), 1e-3, true).from(start).rate(2e-3).steps(2);
        for (double m : new double[] {0.999, 1.001}) {
            var path = flow(Energy.power(m).times(0.1), 1e-3, true).from(start).rate(2e-3).steps(2);
            assertEquals(variance(heat.end()), variance(path.end()), 2e-3 * variance(heat.end()));
        }
        var fast = flow(Energy.power(0.5).times(0.1), 1e-3, true).from(start).rate(2e-3).steps(2);
        assertTrue(fast.converged());
        assertTrue(fast.energies()[2] < fast.energies()[1]);
        assertTrue(fast.end().weights()[95] > 10 * heat.end().weights()[95], "heavier tails");
    }

    /**
     * One step between a handful of points, against the convex problem in all entries of the plan,
     * minimised by descent on the logarithms of its columns' parts.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aStepIsTheLeastOfAllPlans(long seed) {
        var random = new Random(seed);
        int n = 5;
        var points = new double[n][2];
        for (double[] point : points) {
            Arrays.setAll(point, k -> random.nextDouble());
        }
        double[] rho = random.doubles(n, 0.1, 0.4).toArray();
        double[] v = random.doubles(n, 0.1, 0.4).toArray();
        double tau = 0.3;
        double epsilon = 0.1;
        Energy energy =
                Energy.entropy()
                        .times(0.4)
                        .plus(Energy.power(3).times(0.1))
                        .plus(Energy.potential(p -> p[0] - 2 * p[1]));
        var path =
                JkoFlow.builder()
                        .energy(energy)
                        .epsilon(epsilon)
                        .tolerance(1e-12)
                        .build()
                        .from(Measure.of(points, rho))
                        .volumes(v)
                        .rate(tau)
                        .steps(1);
        assertTrue(path.converged());
        double[] potentials = energy.potentials(points);
        var costs = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                costs[i][j] = Cost.squaredEuclidean().of(points[i], points[j]);
            }
        }
        var plan = new double[n][n];
        var logs = new double[n][n];
        for (int i = 0; i < n; i++) {
            Arrays.fill(logs[i], Math.log(v[i]));
        }
        for (int k = 0; k < 100_000; k++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += Math.exp(logs[i][j]);
                }
                for (int i = 0; i < n; i++) {
                    plan[i][j] = rho[j] * Math.exp(logs[i][j]) / sum;
                }
            }
            for (int i = 0; i < n; i++) {
                double u = Arrays.stream(plan[i]).sum() / v[i];
                double slope = 0.4 * (Math.log(u) + 1) + 0.1 * 3 / 2 * u * u + potentials[i];
                for (int j = 0; j < n; j++) {
                    double all =
                            costs[i][j]
                                    + epsilon * Math.log(plan[i][j] / (v[i] * rho[j]))
                                    + 2 * tau * slope;
                    logs[i][j] = Math.log(plan[i][j]) - 0.02 * all;
                }
            }
        }
        double[] found = path.end().weights();
        for (int i = 0; i < n; i++) {
            assertEquals(Arrays.stream(plan[i]).sum(), found[i], 1e-9);
        }
        assertEquals(energy.of(found, v, potentials, 0), path.energies()[1], 1e-14);
    }

    /** Of points that happen to lie on a grid, all pairs; of a grid, axis by axis. */
    @Test
    void gridsAndPointsFlowAlike() {
        var random = new Random(4);
        double[] weights = random.doubles(54).toArray();
        Measure grid = Measure.onGrid(weights, 6, 9);
        var cells = new double[54];
        Arrays.fill(cells, 1 / 64.0);
        Energy energy = Energy.power(2).plus(Energy.potential(p -> 3 * p[0]));
        for (boolean debiased : new boolean[] {false, true}) {
            for (double epsilon : new double[] {0.02, 5e-4}) {
                var flow = flow(energy, epsilon, debiased);
                var path = flow.from(grid).rate(0.01).steps(2);
                var points = Measure.of(grid.points(), weights);
                var other = flow.from(points).volumes(cells).rate(0.01).steps(2);
                assertArrayEquals(path.end().weights(), other.end().weights(), 1e-9);
                assertArrayEquals(path.energies(), other.energies(), 1e-9);
                double[][] last = path.pictures()[2];
                assertEquals(6, last.length);
                assertEquals(64 * path.end().weights()[2 * 9 + 5], last[2][5], 1e-12);
                assertThrows(IllegalStateException.class, other::pictures);
            }
        }
    }

    @Test
    void wallsKeepMassOut() {
        Measure start = gaussian(51, 0.3, 0.05);
        var v = new double[51];
        Arrays.fill(v, 0.02);
        Arrays.fill(v, 35, 51, 0);
        var path = JkoFlow.of(Energy.entropy(), 1e-3).from(start).volumes(v).rate(0.1).steps(5);
        assertTrue(path.converged());
        double[] u = path.densities()[5];
        assertEquals(0, Arrays.stream(path.end().weights(), 35, 51).sum());
        assertEquals(1, path.end().mass(), 1e-13);
        assertEquals(1 / 0.7, u[20], 0.05);
        assertEquals(0, u[40]);
    }

    @Test
    void whatIsNotReachedIsSaid() {
        var flow = JkoFlow.builder().energy(Energy.power(2)).epsilon(1e-4).maxIterations(3).build();
        var start = flow.from(gaussian(101, 0.5, 0.05)).rate(1e-3);
        var path = start.steps(2);
        assertFalse(path.converged());
        assertArrayEquals(new int[] {3, 3}, path.iterations());
        assertTrue(path.errors()[0] > 1e-6);
        assertEquals(1, path.end().mass(), 1e-13);
        Thread.currentThread().interrupt();
        var none = start.steps(2);
        assertTrue(Thread.interrupted());
        assertEquals(1, none.measures().size());
        assertEquals(1, none.energies().length);
    }

    @Test
    void itSaysWhatItCannotTake() {
        var start = Measure.onLine(0, 1, 2);
        var flow = JkoFlow.of(Energy.entropy(), 0.1);
        refuses(() -> JkoFlow.of(null, 0.1), "energy = null");
        refuses(() -> JkoFlow.builder().energy(Energy.entropy()).build(), "epsilon = NaN");
        refuses(() -> JkoFlow.of(Energy.entropy(), 0), "epsilon = 0.0");
        var builder = JkoFlow.builder().energy(Energy.entropy()).epsilon(1);
        refuses(() -> builder.tolerance(0).build(), "tolerance = 0.0");
        refuses(() -> builder.tolerance(1).maxIterations(0).build(), "maxIterations = 0");
        refuses(() -> builder.cost(null).maxIterations(1).build(), "cost = null");
        refuses(() -> flow.from(null), "x");
        refuses(() -> flow.from(start).steps(1), "rate = NaN");
        refuses(() -> flow.from(start).rate(-1), "rate = -1.0");
        refuses(() -> flow.from(start).rate(1).steps(0), "steps = 0");
        refuses(() -> flow.from(start).volumes(1, 2), "v.length = 2: expected 3");
        refuses(() -> flow.from(start).volumes(1, -2, 1), "v[1] = -2.0");
        refuses(() -> flow.from(start).volumes(0, 0, 0), "sum of v = 0.0");
        refuses(() -> Energy.power(1), "m = 1.0");
        refuses(() -> Energy.power(-1), "m = -1.0");
        refuses(() -> Energy.atMost(0), "density = 0.0");
        refuses(() -> Energy.potential(null), "v = null");
        refuses(() -> Energy.entropy().times(0), "weight = 0.0");
        refuses(() -> Energy.entropy().plus(null), "other = null");
        refuses(() -> Energy.power(2).plus(Energy.power(3)), "m of the other energy = 3.0");
        var steep = JkoFlow.of(Energy.potential(p -> 1 / p[0]), 0.1).from(start).rate(1);
        refuses(() -> steep.steps(1), "potential[0] = Infinity");
        var narrow = JkoFlow.of(Energy.atMost(1).plus(Energy.atMost(5)), 0.1).from(start).rate(1);
        refuses(() -> narrow.steps(1), "bound of the density = 1.0: expected more than 1.0");
    }

    private static void refuses(Executable call, String says) {
        var refusal = assertThrows(IllegalArgumentException.class, call);
        assertTrue(refusal.getMessage().startsWith(says), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-800, -30, -1, 0, 0.5, 1, 3, 700, 1e6})
    void wrightsOmegaSolvesItsEquation(double x) {
        double l = Proximal.logOmega(x);
        assertEquals(x, l + Math.exp(l), 4e-15 * Math.max(1, Math.abs(x)));
    }
}
