package org.ot4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.optim.MaxIter;
import org.apache.commons.math3.optim.linear.LinearConstraint;
import org.apache.commons.math3.optim.linear.LinearConstraintSet;
import org.apache.commons.math3.optim.linear.LinearObjectiveFunction;
import org.apache.commons.math3.optim.linear.NonNegativeConstraint;
import org.apache.commons.math3.optim.linear.Relationship;
import org.apache.commons.math3.optim.linear.SimplexSolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.ot4j.divergence.FDivergence;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Penalty;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportChecks;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.unbalanced.UnbalancedTransport;

/**
 * VEGAN section 3.2 on discrete spaces: what W_c^λ is beside W_c when the least over all encoders Q
 * is found exactly, and what becomes of an encoder that does not match the prior. Eight data, six
 * codes; c_ij is the cost of datum i at what code j decodes to.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VeganRelaxationTest {
    private static final int N = 8;
    private static final int M = 6;
    private final Random random = new Random(12);
    private final double[][] x = TransportChecks.points(N, 2, random);
    private final double[][] g = TransportChecks.points(M, 2, random);
    private final double[] px = TransportChecks.weights(N, false, random);
    private final double[] pz = TransportChecks.weights(M, false, random);
    private final double[][] c = costs(x, g);

    private static double[][] costs(double[][] x, double[][] g) {
        var c = new double[x.length][g.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < g.length; j++) {
                c[i][j] = Math.pow(distance(x[i], g[j]), 2);
            }
        }
        return c;
    }

    private static double distance(double[] p, double[] q) {
        return Math.hypot(p[0] - q[0], p[1] - q[1]);
    }

    /** The least over Q of Σ c + λ F, where F is a penalty on Q_Z; rows of the plan are p_X Q. */
    private TransportResult relaxed(Penalty penalty) {
        return UnbalancedTransport.builder()
                .targetMarginal(penalty)
                .tolerance(1e-11)
                .build()
                .solve(TransportProblem.of(c, px, pz));
    }

    private double nearest() {
        double sum = 0;
        for (int i = 0; i < N; i++) {
            sum += px[i] * Arrays.stream(c[i]).min().orElseThrow();
        }
        return sum;
    }

    /**
     * For F = KL: from the nearest code for each datum, at λ = 0, W_c^λ rises with λ towards W_c
     * and stays below it; F falls; and the gap is Var_{P_Z}(g) / 2λ to first order, with g
     * Kantorovich's potential on the codes.
     */
    @Test
    void underKullbackLeiblerTheValueRisesToTransport() {
        var exact = Transport.exact(c, px, pz);
        double before = nearest();
        double penalised = Double.POSITIVE_INFINITY;
        for (double lambda = 1e-3; lambda < 2e4; lambda *= 2) {
            var result = relaxed(Marginal.relaxed(lambda));
            double value = result.value();
            assertTrue(value > before - 1e-12 && value < exact.value(), value + " at " + lambda);
            double f = FDivergence.KL.between(result.targetMarginal(), pz);
            assertTrue(f < penalised, f + " at " + lambda);
            assertEquals(value, result.cost() + lambda * f, 1e-9 * value);
            before = value;
            penalised = f;
        }
        double lambda = 1e3;
        double mean = 0;
        double square = 0;
        for (int j = 0; j < M; j++) {
            mean += pz[j] * exact.g()[j];
            square += pz[j] * exact.g()[j] * exact.g()[j];
        }
        double gap = exact.value() - relaxed(Marginal.relaxed(lambda)).value();
        assertEquals((square - mean * mean) / 2, lambda * gap, 0.01 * lambda * gap);
        assertEquals(nearest(), relaxed(Marginal.relaxed(1e-6)).value(), 1e-4);
    }

    /**
     * For F = Σ |q_Z - p_Z| each W_c^λ is a linear programme; as a function of λ it rises, is
     * concave, and is W_c itself from half the range of the potentials on.
     */
    @Test
    void underTotalVariationTheValueIsExactFromSomeLambdaOn() {
        var exact = Transport.exact(c, px, pz);
        double range = 0;
        for (double[] row : c) {
            for (double cost : row) {
                range = Math.max(range, cost);
            }
        }
        var values = new double[60];
        for (int k = 0; k < 60; k++) {
            double lambda = (k + 1) * range / 60;
            values[k] = relaxed(Penalty.totalVariation(lambda)).value();
            if (k % 10 == 0) {
                assertEquals(programme(lambda), values[k], 1e-9);
            }
            assertTrue(values[k] <= exact.value() + 1e-12);
            if (k > 0) {
                assertTrue(values[k] >= values[k - 1] - 1e-12, "rising");
            }
            if (k > 1) {
                assertTrue(values[k] - values[k - 1] <= values[k - 1] - values[k - 2] + 1e-12);
            }
        }
        assertTrue(values[0] < 0.9 * exact.value());
        assertEquals(exact.value(), values[59], 1e-12);
    }

    private double programme(double lambda) {
        var objective = new double[N * M + 2 * M];
        Arrays.fill(objective, N * M, objective.length, lambda);
        var constraints = new ArrayList<LinearConstraint>();
        for (int i = 0; i < N; i++) {
            System.arraycopy(c[i], 0, objective, i * M, M);
            var row = new double[objective.length];
            Arrays.fill(row, i * M, (i + 1) * M, 1);
            constraints.add(new LinearConstraint(row, Relationship.EQ, px[i]));
        }
        for (int j = 0; j < M; j++) {
            var row = new double[objective.length];
            for (int i = 0; i < N; i++) {
                row[i * M + j] = 1;
            }
            row[N * M + j] = 1;
            row[N * M + M + j] = -1;
            constraints.add(new LinearConstraint(row, Relationship.EQ, pz[j]));
        }
        return new SimplexSolver()
                .optimize(
                        new MaxIter(10_000),
                        new LinearObjectiveFunction(objective, 0),
                        new LinearConstraintSet(constraints),
                        new NonNegativeConstraint(true))
                .getValue();
    }

    /**
     * AAE between its limits, with two codes, so that the least over encoders is that over one
     * number, q = Q_Z(z_0): of transport to (q, 1 - q), and D_GAN = 2 JS - log 4. With σ, 2 σ² AAE
     * is POT with λ = 2 σ² and a constant (VEGAN section 4.1); as σ → 0 the encoder is that of an
     * auto-encoder without a regulariser, each datum at its nearest code; as σ → ∞ it matches the
     * prior, and POT, less its constant -λ log 4, is W_c.
     */
    @Test
    void adversarialAutoEncodersBetweenTheirLimits() {
        double[][] two = costs(x, Arrays.copyOf(g, 2));
        double[] prior = {0.3, 0.7};
        double first = 0;
        double least = 0;
        for (int i = 0; i < N; i++) {
            first += two[i][0] < two[i][1] ? px[i] : 0;
            least += px[i] * Math.min(two[i][0], two[i][1]);
        }
        double exact = Transport.exact(two, px, prior).value();
        assertTrue(Math.abs(first - 0.3) > 0.05 && least < 0.99 * exact, "the limits differ");
        double before = 0;
        for (double sigma : new double[] {0.01, 0.1, 0.5, 1, 2, 5, 20, 100}) {
            double lambda = 2 * sigma * sigma;
            DoubleUnaryOperator pot =
                    q -> {
                        double[] qz = {q, 1 - q};
                        double cost = Transport.exact(two, px, qz).value();
                        return cost + lambda * FDivergence.GAN.between(qz, prior);
                    };
            // -log p_G(x | z) = c / 2σ² + log 2πσ² in the plane.
            double constant = Math.log(2 * Math.PI * sigma * sigma);
            DoubleUnaryOperator aae =
                    q -> {
                        double[] qz = {q, 1 - q};
                        double cost = Transport.exact(two, px, qz).value();
                        double fit = cost / (2 * sigma * sigma) + constant;
                        return FDivergence.GAN.between(qz, prior) + fit;
                    };
            double q = minimiser(pot);
            assertEquals(
                    pot.applyAsDouble(q),
                    lambda * (aae.applyAsDouble(q) - constant),
                    1e-9 * (1 + lambda));
            assertEquals(q, minimiser(aae), 1e-4);
            double value = pot.applyAsDouble(q) + lambda * Math.log(4);
            assertTrue(value >= before - 1e-9 && value <= exact + 1e-9, value + " at " + sigma);
            assertTrue(value >= least - 1e-9);
            before = value;
            if (sigma == 0.01) {
                assertEquals(first, q, 1e-6);
                assertEquals(least, value, 1e-3);
            }
            if (sigma == 100) {
                assertEquals(0.3, q, 1e-3);
                assertEquals(exact, value, 1e-3);
            }
        }
    }

    /** Of a convex function on (0, 1), by golden section. */
    private static double minimiser(DoubleUnaryOperator f) {
        double ratio = (Math.sqrt(5) - 1) / 2;
        double low = 1e-9;
        double high = 1 - 1e-9;
        double left = high - ratio * (high - low);
        double right = low + ratio * (high - low);
        double atLeft = f.applyAsDouble(left);
        double atRight = f.applyAsDouble(right);
        while (high - low > 1e-8) {
            if (atLeft < atRight) {
                high = right;
                right = left;
                atRight = atLeft;
                left = high - ratio * (high - low);
                atLeft = f.applyAsDouble(left);
            } else {
                low = left;
                left = right;
                atLeft = atRight;
                right = low + ratio * (high - low);
                atRight = f.applyAsDouble(right);
            }
        }
        return (low + high) / 2;
    }

    /**
     * VEGAN section 4.2, the first effect of an imperfect posterior: the gradient in G(z_j) is that
     * of Σ_i p_X Q(z_j | x_i) c, which is nothing for codes that Q does not reach, and that is more
     * of them the smaller λ; exact transport reaches all.
     */
    @Test
    void codesThatThePosteriorDoesNotReachGetNoGradient() {
        var exact = Transport.exact(c, px, pz);
        assertEquals(M, reached(exact));
        int before = 0;
        for (double lambda : new double[] {1e-4, 0.2, 0.5, 1, 20}) {
            var result = relaxed(Penalty.totalVariation(lambda));
            int reached = reached(result);
            assertTrue(reached >= before, reached + " codes at " + lambda);
            before = reached;
            for (int j = 0; j < M; j++) {
                double[] slope = slope(result, j);
                boolean moves = Math.hypot(slope[0], slope[1]) > 1e-9;
                assertEquals(result.targetMarginal()[j] > 1e-9, moves, "code " + j);
            }
        }
        assertTrue(reached(relaxed(Penalty.totalVariation(1e-4))) < M);
        assertEquals(M, before);
    }

    private static int reached(TransportResult result) {
        return (int) Arrays.stream(result.targetMarginal()).filter(q -> q > 1e-9).count();
    }

    private double[] slope(TransportResult result, int j) {
        var slope = new double[2];
        for (int i = 0; i < N; i++) {
            for (int k = 0; k < 2; k++) {
                slope[k] += 2 * result.plan().at(i, j) * (g[j][k] - x[i][k]);
            }
        }
        return slope;
    }

    /**
     * The second effect: where several data share a code, the best G(z) is their mean for the
     * squared cost and their median for the distance, neither of which is a datum, while transport
     * between as many codes as data makes each datum. On the line with three data a code.
     */
    @Test
    void dataThatShareACodeMakeItsMeanOrMedian() {
        double[] data = {0, 1, 5, 10, 12, 20};
        var q = new double[6][2];
        for (int i = 0; i < 6; i++) {
            q[i][i / 3] = 1;
        }
        assertArrayEquals(new double[] {2, 14}, best(data, q, 2), 1e-3);
        assertArrayEquals(new double[] {1, 12}, best(data, q, 1), 1e-3);
        var matched = new double[6][6];
        for (int i = 0; i < 6; i++) {
            matched[i][5 - i] = 1;
        }
        double[] made = best(data, matched, 2);
        Arrays.sort(made);
        assertArrayEquals(data, made, 1e-3);
    }

    /** The minimisers over G(z_j) of Σ_i Q(z_j | x_i) |x_i - G(z_j)|^p. */
    private static double[] best(double[] data, double[][] q, int p) {
        var best = new double[q[0].length];
        for (int j = 0; j < best.length; j++) {
            int code = j;
            best[j] =
                    30
                            * minimiser(
                                    t -> {
                                        double sum = 0;
                                        for (int i = 0; i < data.length; i++) {
                                            sum +=
                                                    q[i][code]
                                                            * Math.pow(
                                                                    Math.abs(data[i] - 30 * t), p);
                                        }
                                        return sum;
                                    });
        }
        return best;
    }

    /**
     * VEGAN section 4.2: for c = |x - y| the gradient of POT under the least plan and that of WGAN
     * under the best witness are both that of W_1, so that the two approach one problem from its
     * two sides. The witness f(p) = max_i f(x_i) - |p - x_i| is smooth at the generated points.
     */
    @Test
    void thePrimalAndTheDualHaveOneGradient() {
        double[][] y = TransportChecks.points(N, 2, random);
        var distances = new double[N][N];
        for (int i = 0; i < N; i++) {
            double[] from = x[i];
            Arrays.setAll(distances[i], j -> distance(from, y[j]));
        }
        var result = Transport.exact(TransportProblem.of(distances));
        double[] f = inner(distances);
        double h = 1e-6;
        for (int j = 0; j < N; j++) {
            var primal = new double[2];
            for (int i = 0; i < N; i++) {
                for (int k = 0; k < 2; k++) {
                    primal[k] += result.plan().at(i, j) * (y[j][k] - x[i][k]) / distances[i][j];
                }
            }
            for (int k = 0; k < 2; k++) {
                double[] up = y[j].clone();
                double[] down = y[j].clone();
                up[k] += h;
                down[k] -= h;
                double dual = -(witness(f, up) - witness(f, down)) / (2 * h) / N;
                assertEquals(primal[k], dual, 1e-7);
                double value = (w1(y, j, up) - w1(y, j, down)) / (2 * h);
                assertEquals(value, primal[k], 1e-7);
            }
        }
        double apart = 0;
        for (int i = 0; i < N; i++) {
            apart += (witness(f, x[i]) - witness(f, y[i])) / N;
        }
        assertEquals(result.value(), apart, 1e-9, "Eq. 2");
    }

    /**
     * Potentials within the set of the best ones, rather than at a corner, where the witness has
     * kinks at generated points: the mean of those that serve some slightly different weights.
     */
    private static double[] inner(double[][] distances) {
        var mean = new double[N];
        for (int k = 0; k < N; k++) {
            for (int l = 0; l < N; l++) {
                var a = new double[N];
                var b = new double[N];
                Arrays.fill(a, 1.0 / N);
                Arrays.fill(b, 1.0 / N);
                a[k] += 1e-4;
                b[l] += 1e-4;
                double[] f = Transport.exact(distances, a, b).f();
                double level = Arrays.stream(f).average().orElseThrow();
                for (int i = 0; i < N; i++) {
                    mean[i] += (f[i] - level) / (N * N);
                }
            }
        }
        return mean;
    }

    private double witness(double[] f, double[] p) {
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < N; i++) {
            best = Math.max(best, f[i] - distance(p, x[i]));
        }
        return best;
    }

    private double w1(double[][] y, int j, double[] at) {
        double[][] moved = y.clone();
        moved[j] = at;
        return Transport.wasserstein(x, moved, 1);
    }
}
