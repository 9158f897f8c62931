package org.ot4j.transport.unbalanced;

import java.util.Arrays;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Certificate;
import org.ot4j.transport.Plan;
import org.ot4j.transport.Solver;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.exact.ExactSolver;
import org.ot4j.transport.internal.Balance;
import org.ot4j.transport.internal.RawProblems;

/**
 * Partial transport: the minimum cost of moving a given mass from the sources to the targets, which
 * may have different total masses, min Σ P_ij c_ij over P1 ≤ a, Pᵀ1 ≤ b, Σ P_ij = mass. It is
 * exact: a balanced problem with one point added on either side that takes the remaining mass at
 * the smallest cost (Caffarelli and McCann 2010; Chapel et al. 2020).
 *
 * <p>The potentials are those of the balanced problem, without the added points; the error is the
 * difference between the mass that moves and the given one.
 *
 * @param mass above 0 and at most the mass of either side
 * @param solver solves the balanced problem, exactly; usually an {@link ExactSolver}
 */
public record PartialTransport(double mass, Solver solver) implements Solver {
    /** Checks the arguments. */
    public PartialTransport {
        Check.positive(mass, "mass");
        Check.notNull(solver, "solver");
    }

    /** With the exact solver. */
    public static PartialTransport of(double mass) {
        return new PartialTransport(mass, new ExactSolver());
    }

    @Override
    public TransportResult solve(TransportProblem problem) {
        Check.notNull(problem, "problem");
        int n = problem.rows();
        int m = problem.cols();
        double least =
                Math.min(
                        Vectors.sum(RawProblems.sourceWeights(problem)),
                        Vectors.sum(RawProblems.targetWeights(problem)));
        Check.that(
                mass <= least * (1 + Balance.TOLERANCE),
                "mass",
                mass,
                "at most " + least + ", the lesser of the masses of the two sides");
        double moved = Math.min(mass, least);
        // In units of a mass near 1, exactly; and no point can send or get more than all that
        // moves: so that a small part is not lost beside a great whole.
        int unit = Math.getExponent(moved);
        double part = Math.scalb(moved, -unit);
        double[] a = capped(RawProblems.sourceWeights(problem), -unit, part);
        double[] b = capped(RawProblems.targetWeights(problem), -unit, part);
        double[] range = problem.costs().range();
        var costs = new double[(n + 1) * (m + 1)];
        for (int i = 0; i < n; i++) {
            problem.costs().row(i, 0, m, costs, i * (m + 1));
            costs[i * (m + 1) + m] = range[0];
        }
        Arrays.fill(costs, n * (m + 1), (n + 1) * (m + 1), range[0]);
        // From the added point to the added point mass would leave the count: never worth it.
        double spread = range[1] - range[0];
        double scale = Math.max(Math.abs(range[0]), Math.abs(range[1]));
        costs[costs.length - 1] = range[0] + 2 * Math.max(spread, scale > 0 ? scale : 1);
        double[] fullA = Arrays.copyOf(a, n + 1);
        double[] fullB = Arrays.copyOf(b, m + 1);
        fullA[n] = left(b, part);
        fullB[m] = left(a, part);
        var balanced = TransportProblem.of(CostMatrix.flat(costs, n + 1, m + 1), fullA, fullB);
        var result = solver.solve(balanced);
        var inUnits = new Part(result.plan(), n, m, 0);
        double error = Math.abs(inUnits.mass() - part);
        var plan = new Part(result.plan(), n, m, unit);
        double linear = Math.scalb(inUnits.cost(problem.costs()), unit);
        return new TransportResult(
                        linear,
                        linear,
                        plan,
                        Arrays.copyOf(result.f(), n),
                        Arrays.copyOf(result.g(), m),
                        result.iterations(),
                        Math.scalb(error, unit),
                        result.converged() && error <= Certificate.GAP * part,
                        null)
                .of(problem);
    }

    private static double[] capped(double[] weights, int exponent, double most) {
        double[] capped = Vectors.scaled(weights, exponent);
        for (int i = 0; i < capped.length; i++) {
            capped[i] = Math.min(capped[i], most);
        }
        return capped;
    }

    // What rounding leaves of a whole that moves is nothing.
    private static double left(double[] weights, double part) {
        double left = Vectors.sum(weights) - part;
        return left > 0x1p-50 * part ? left : 0;
    }

    /** The first rows and columns of a plan, times a power of two. */
    private static final class Part extends Plan {
        private final Plan all;
        private final int exponent;

        Part(Plan all, int rows, int cols, int exponent) {
            super(rows, cols);
            this.all = all;
            this.exponent = exponent;
        }

        @Override
        public double at(int i, int j) {
            return Math.scalb(all.at(i, j), exponent);
        }

        @Override
        public void row(int i, double[] out) {
            var row = new double[all.cols()];
            all.row(i, row);
            for (int j = 0; j < cols(); j++) {
                out[j] = Math.scalb(row[j], exponent);
            }
        }

        @Override
        public boolean isSparse() {
            return all.isSparse();
        }

        @Override
        public void forEach(ArcConsumer consumer) {
            all.forEach(
                    (i, j, mass) -> {
                        if (i < rows() && j < cols()) {
                            consumer.accept(i, j, Math.scalb(mass, exponent));
                        }
                    });
        }
    }
}
