package org.ot4j.transport;

import java.util.Arrays;
import org.ot4j.base.Check;

/**
 * The dual side of entropic transport (C-VAE Eq. 9–12): transforms, value, and plan of potentials.
 */
public final class EntropicDual {
    private EntropicDual() {}

    /**
     * The c,ε-transform of a potential of the sources (C-VAE Eq. 11): g_j = -ε log Σ_i a_i exp((f_i
     * - c_ij) / ε), of shape [m]. The best potential of the targets beside f.
     *
     * @param f finite, [n]
     * @param epsilon above 0
     */
    public static double[] transform(TransportProblem problem, double[] f, double epsilon) {
        Check.notNull(problem, "problem");
        checkPotential(f, problem.rows(), "f");
        Check.positive(epsilon, "epsilon");
        return softMinima(problem.costs().transposed(), problem.rawA(), f, epsilon);
    }

    /**
     * The c,ε-transform of a potential of the targets: f_i = -ε log Σ_j b_j exp((g_j - c_ij) / ε),
     * of shape [n].
     */
    public static double[] transformTargets(TransportProblem problem, double[] g, double epsilon) {
        Check.notNull(problem, "problem");
        checkPotential(g, problem.cols(), "g");
        Check.positive(epsilon, "epsilon");
        return softMinima(problem.costs(), problem.rawB(), g, epsilon);
    }

    /**
     * The dual objective (C-VAE Eq. 9): Σ a_i f_i + Σ b_j g_j - ε Σ_ij (exp((f_i + g_j - c_ij) / ε)
     * - 1) a_i b_j. Never above the least value of the primal; equal to it at the optimum.
     */
    public static double value(TransportProblem problem, double[] f, double[] g, double epsilon) {
        double mass = plan(problem, f, g, epsilon).mass();
        double[] a = problem.rawA();
        double[] b = problem.rawB();
        return Vectors.dot(a, f)
                + Vectors.dot(b, g)
                - epsilon * (mass - Vectors.sum(a) * Vectors.sum(b));
    }

    /**
     * The semi-dual objective (C-VAE Eq. 10) of a potential of the sources: its {@link #value}
     * beside its {@link #transform}.
     */
    public static double semiDual(TransportProblem problem, double[] f, double epsilon) {
        double[] g = transform(problem, f, epsilon);
        return Vectors.dot(problem.rawA(), f)
                + Vectors.dot(problem.rawB(), g)
                - epsilon * Vectors.sum(problem.rawB()) * (1 - Vectors.sum(problem.rawA()));
    }

    /**
     * The plan of a pair of potentials, P_ij = a_i b_j exp((f_i + g_j - c_ij) / ε). This is C-VAE
     * Eq. 12 and 19 without their factor 1/e, which belongs to another normalisation of the dual:
     * with the potentials of Eq. 9 it has the right marginals at the optimum.
     */
    public static Plan plan(TransportProblem problem, double[] f, double[] g, double epsilon) {
        Check.notNull(problem, "problem");
        checkPotential(f, problem.rows(), "f");
        checkPotential(g, problem.cols(), "g");
        Check.positive(epsilon, "epsilon");
        return new EntropicPlan(
                problem.rawA(), problem.rawB(), problem.costs(), f.clone(), g.clone(), epsilon);
    }

    private static void checkPotential(double[] potential, int length, String name) {
        Check.finite(potential, name);
        Check.that(potential.length == length, name + ".length", potential.length, "" + length);
    }

    /** -ε log Σ_j w_j exp((g_j - c_ij) / ε) for all rows i. */
    static double[] softMinima(CostMatrix costs, double[] w, double[] g, double epsilon) {
        if (costs instanceof GridCostMatrix grid) {
            return grid.softMinima(w, g, epsilon);
        }
        int m = costs.cols();
        double[] minima = new double[costs.rows()];
        Parallel.ranges(
                minima.length,
                1 + 20_000 / m,
                (from, to) -> {
                    double[] row = new double[m];
                    double[] scratch = new double[m];
                    for (int i = from; i < to; i++) {
                        costs.row(i, row);
                        minima[i] = softMinimum(row, w, g, epsilon, scratch);
                    }
                });
        return minima;
    }

    // Overwrites the row of costs.
    private static double softMinimum(
            double[] row, double[] w, double[] g, double epsilon, double[] scratch) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < row.length; j++) {
            row[j] = w[j] > 0 ? g[j] - row[j] : Double.NEGATIVE_INFINITY;
            greatest = Math.max(greatest, row[j]);
        }
        for (int j = 0; j < row.length; j++) {
            row[j] = (row[j] - greatest) / epsilon;
        }
        VectorExp.exp(row, 0, row.length, scratch);
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            sum += w[j] * row[j];
        }
        return -greatest - epsilon * Math.log(sum);
    }

    /**
     * Potentials of all sources from those of the ones with weight; the others get the transform,
     * the value that any small weight would have.
     */
    static double[] extend(
            TransportProblem problem,
            double[] f,
            int[] rows,
            double[] g,
            int[] cols,
            double epsilon,
            double rho) {
        double[] all = new double[problem.rows()];
        Arrays.fill(all, Double.NaN);
        for (int i = 0; i < rows.length; i++) {
            all[rows[i]] = f[i];
        }
        double[] b = problem.rawB();
        double[] fullG = new double[b.length];
        for (int j = 0; j < cols.length; j++) {
            fullG[cols[j]] = g[j];
        }
        double[] row = new double[b.length];
        double[] scratch = new double[b.length];
        for (int i = 0; i < all.length; i++) {
            if (Double.isNaN(all[i])) {
                problem.costs().row(i, row);
                all[i] =
                        ScalingState.lambda(rho, epsilon)
                                * softMinimum(row, b, fullG, epsilon, scratch);
            }
        }
        return all;
    }
}
