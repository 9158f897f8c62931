package org.ot4j.transport;

import java.util.Arrays;
import org.ot4j.base.Check;

/**
 * Partial transport: the least cost at which a given mass gets from the sources to the targets,
 * which may have different masses, min Σ P_ij c_ij over P1 ≤ a, Pᵀ1 ≤ b, Σ P_ij = mass. Exact, as a
 * balanced problem with one point added on either side that takes what stays behind at the least
 * cost of all (Caffarelli and McCann 2010; Chapel et al. 2020).
 *
 * <p>The potentials are those of the balanced problem, without the points added; the error is how
 * far the mass that moves is from the one asked for.
 *
 * @param mass above 0 and at most the mass of either side
 * @param solver solves the balanced problem, exactly; {@code Transport::exact} for most
 */
public record PartialTransport(double mass, Solver solver) implements Solver {
    /** Fails on values out of range. */
    public PartialTransport {
        Check.positive(mass, "mass");
        Check.notNull(solver, "solver");
    }

    /** With the exact solver. */
    public static PartialTransport of(double mass) {
        return new PartialTransport(mass, Transport::exact);
    }

    @Override
    public TransportResult solve(TransportProblem problem) {
        Check.notNull(problem, "problem");
        double[] a = problem.rawA();
        double[] b = problem.rawB();
        int n = a.length;
        int m = b.length;
        double massA = Vectors.sum(a);
        double massB = Vectors.sum(b);
        double least = Math.min(massA, massB);
        Check.that(
                mass <= least * (1 + TransportProblem.MASS_TOLERANCE),
                "mass",
                mass,
                "at most " + least + ", the lesser of the masses of the two sides");
        double moved = Math.min(mass, least);
        double[] range = problem.costs().range();
        double[] costs = new double[(n + 1) * (m + 1)];
        for (int i = 0; i < n; i++) {
            problem.costs().row(i, 0, m, costs, i * (m + 1));
            costs[i * (m + 1) + m] = range[0];
        }
        Arrays.fill(costs, n * (m + 1), (n + 1) * (m + 1), range[0]);
        // From the added point to the added point mass would leave the count: never worth it.
        costs[costs.length - 1] = range[0] + 2 * (range[1] - range[0]) + Math.abs(range[1]) + 1;
        double[] fullA = Arrays.copyOf(a, n + 1);
        double[] fullB = Arrays.copyOf(b, m + 1);
        fullA[n] = massB - moved;
        fullB[m] = massA - moved;
        var balanced = TransportProblem.of(CostMatrix.flat(costs, n + 1, m + 1), fullA, fullB);
        var result = solver.solve(balanced);
        var plan = new Part(result.plan(), n, m);
        double linear = plan.cost(problem.costs());
        return new TransportResult(
                linear,
                linear,
                plan,
                Arrays.copyOf(result.f(), n),
                Arrays.copyOf(result.g(), m),
                result.iterations(),
                Math.abs(plan.mass() - moved),
                result.converged(),
                null);
    }

    /** The first rows and columns of a plan. */
    private static final class Part extends Plan {
        private final Plan all;

        Part(Plan all, int rows, int cols) {
            super(rows, cols);
            this.all = all;
        }

        @Override
        public double at(int i, int j) {
            return all.at(i, j);
        }

        @Override
        public void row(int i, double[] out) {
            double[] row = new double[all.cols()];
            all.row(i, row);
            System.arraycopy(row, 0, out, 0, cols());
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
                            consumer.accept(i, j, mass);
                        }
                    });
        }
    }
}
