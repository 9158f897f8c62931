package org.ot4j.transport.quadratic;

import java.util.Arrays;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Plan;
import org.ot4j.transport.Solver;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.internal.Balance;
import org.ot4j.transport.internal.RawProblems;
import org.ot4j.transport.internal.SparsePlan;

/**
 * Quadratically regularised transport (Blondel et al. 2018; Lorenz et al. 2021), the least of
 *
 * <pre>Σ P_ij c_ij + ε/2 Σ P_ij² / (a_i b_j)</pre>
 *
 * over plans with marginals a and b. Unlike an entropic plan, this one is sparse: P_ij = a_i b_j
 * (f_i + g_j - c_ij)₊ / ε for the potentials f and g of the dual, which semismooth Newton steps
 * find. As ε goes to 0 the plan becomes an optimal one, without the underflow of kernels; for large
 * ε it is the product of a and b, up to what is linear in the costs.
 *
 * <pre>{@code
 * var result = QuadraticTransport.of(0.1).solve(TransportProblem.between(x, y));
 * result.plan().nonZeros();       // far fewer than n m
 * }</pre>
 *
 * <p>The costs are stored, n m numbers. POT's {@code smooth_ot_dual} with {@code reg_type="l2"} and
 * weight γ is this with ε = γ a b, where all weights a and all weights b are equal.
 *
 * @param epsilon above 0, in units of cost
 * @param tolerance of the marginals, Σ|P1 - a| + Σ|Pᵀ1 - b| for masses that sum to 1
 * @param maxIterations Newton steps, at least 1
 */
public record QuadraticTransport(double epsilon, double tolerance, int maxIterations)
        implements Solver {
    private static final double TOLERANCE = 1e-9;
    private static final int MAX_ITERATIONS = 1_000;

    /** From one ε to the next on the way down. */
    private static final double ANNEALING = 0.25;

    /** Checks the arguments. */
    public QuadraticTransport {
        Check.positive(epsilon, "epsilon");
        Check.positive(tolerance, "tolerance");
        Check.atLeast(maxIterations, 1, "maxIterations");
    }

    /** With a tolerance of 1e-9 and at most 1,000 steps. */
    public static QuadraticTransport of(double epsilon) {
        return new QuadraticTransport(epsilon, TOLERANCE, MAX_ITERATIONS);
    }

    @Override
    public TransportResult solve(TransportProblem problem) {
        Check.notNull(problem, "problem");
        Balance.check(problem);
        int n = problem.rows();
        int m = problem.cols();
        double[] a = RawProblems.sourceWeights(problem);
        double[] b = RawProblems.targetWeights(problem);
        double mass = Vectors.sum(a);
        var c = new double[n][m];
        for (int i = 0; i < n; i++) {
            problem.costs().row(i, c[i]);
        }
        double[] range = problem.costs().range();
        var dual = new NewtonDual(c, unit(a), unit(b));
        double last = epsilon / mass;
        double current = Math.max(last, range[1] - range[0]);
        int steps = 0;
        try (var progress = Progress.start("quadratic transport", 0)) {
            while (true) {
                double aim = current > last ? Math.max(tolerance, 1e-3) : tolerance;
                steps += dual.ascend(current, aim, maxIterations - steps, steps, progress);
                if (current <= last || steps >= maxIterations || Progress.stopRequested()) {
                    break;
                }
                current = Math.max(last, ANNEALING * current);
            }
        }
        return result(problem, c, dual, last, steps);
    }

    /** Masses that sum to 1. */
    private static double[] unit(double[] weights) {
        double mass = Vectors.sum(weights);
        return Arrays.stream(weights).map(w -> w / mass).toArray();
    }

    private TransportResult result(
            TransportProblem problem,
            double[][] c,
            NewtonDual dual,
            double unitEpsilon,
            int steps) {
        double[] a = RawProblems.sourceWeights(problem);
        double[] b = RawProblems.targetWeights(problem);
        double mass = Vectors.sum(a);
        double targets = Vectors.sum(b);
        double[] f = dual.f();
        double[] g = dual.g();
        int count = 0;
        for (int i = 0; i < f.length; i++) {
            for (int j = 0; j < g.length; j++) {
                count += f[i] + g[j] > c[i][j] && a[i] > 0 && b[j] > 0 ? 1 : 0;
            }
        }
        var from = new int[count];
        var to = new int[count];
        var moved = new double[count];
        double cost = 0;
        double squares = 0;
        int k = 0;
        for (int i = 0; i < f.length; i++) {
            for (int j = 0; j < g.length; j++) {
                double excess = f[i] + g[j] - c[i][j];
                if (excess > 0 && a[i] > 0 && b[j] > 0) {
                    from[k] = i;
                    to[k] = j;
                    moved[k] = a[i] * b[j] / targets * excess / unitEpsilon;
                    cost += moved[k] * c[i][j];
                    squares += moved[k] * moved[k] / (a[i] * b[j]);
                    k++;
                }
            }
        }
        Plan plan = SparsePlan.of(f.length, g.length, from, to, moved);
        double error = Balance.error(problem, plan);
        return new TransportResult(
                        cost + epsilon / 2 * squares,
                        cost,
                        plan,
                        f,
                        g,
                        steps,
                        error,
                        error <= 2 * tolerance * mass && !Progress.stopRequested(),
                        null)
                .of(problem);
    }

    /** f_i - ε/2 Σ_j P_ij² / (a_i² b_j): more mass at a source also spreads what it sends. */
    @Override
    public double[] sourceGradient(TransportProblem problem, TransportResult result) {
        return gradient(problem, result, true);
    }

    @Override
    public double[] targetGradient(TransportProblem problem, TransportResult result) {
        return gradient(problem, result, false);
    }

    private double[] gradient(TransportProblem problem, TransportResult result, boolean source) {
        double[] a = RawProblems.sourceWeights(problem);
        double[] b = RawProblems.targetWeights(problem);
        double[] slope = source ? result.f() : result.g();
        result.plan()
                .forEach(
                        (i, j, p) -> {
                            double square = epsilon / 2 * p * p / (a[i] * b[j]);
                            slope[source ? i : j] -= square / (source ? a[i] : b[j]);
                        });
        return slope;
    }
}
