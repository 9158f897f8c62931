package org.ot4j.transport.entropic;

import java.util.Arrays;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Plan;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.internal.RawProblems;
import org.ot4j.transport.internal.SoftMinimum;

/** The dual side of entropic transport: transforms, value, semi-dual and plan of potentials. */
public final class EntropicDual {
    private EntropicDual() {}

    /**
     * The c,ε-transform of a potential of the sources (C-VAE Eq. 11): g_j = -ε log Σ_i a_i exp((f_i
     * - c_ij) / ε), of shape [m]. This is the best potential of the targets for f.
     *
     * @param f finite, [n]
     * @param epsilon above 0
     * @equation C-VAE 11
     */
    public static double[] transform(TransportProblem problem, double[] f, double epsilon) {
        Check.notNull(problem, "problem");
        checkPotential(f, problem.rows(), "f");
        Check.positive(epsilon, "epsilon");
        return SoftMinimum.rows(
                problem.costs().transposed(), RawProblems.sourceWeights(problem), f, epsilon);
    }

    /**
     * The c,ε-transform of a potential of the targets: f_i = -ε log Σ_j b_j exp((g_j - c_ij) / ε),
     * of shape [n].
     */
    public static double[] transformTargets(TransportProblem problem, double[] g, double epsilon) {
        Check.notNull(problem, "problem");
        checkPotential(g, problem.cols(), "g");
        Check.positive(epsilon, "epsilon");
        return SoftMinimum.rows(problem.costs(), RawProblems.targetWeights(problem), g, epsilon);
    }

    /**
     * The dual objective (C-VAE Eq. 9): Σ a_i f_i + Σ b_j g_j - ε Σ_ij (exp((f_i + g_j - c_ij) / ε)
     * - 1) a_i b_j. Never above the minimum of the primal; equal to it at the optimum.
     *
     * @equation C-VAE 9
     */
    public static double value(TransportProblem problem, double[] f, double[] g, double epsilon) {
        double mass = plan(problem, f, g, epsilon).mass();
        double[] a = RawProblems.sourceWeights(problem);
        double[] b = RawProblems.targetWeights(problem);
        return Vectors.dot(a, f)
                + Vectors.dot(b, g)
                - epsilon * (mass - Vectors.sum(a) * Vectors.sum(b));
    }

    /**
     * The semi-dual objective (C-VAE Eq. 10) of a potential of the sources: its {@link #value}
     * together with its {@link #transform}.
     *
     * @equation C-VAE 10
     */
    public static double semiDual(TransportProblem problem, double[] f, double epsilon) {
        double[] g = transform(problem, f, epsilon);
        return Vectors.dot(RawProblems.sourceWeights(problem), f)
                + Vectors.dot(RawProblems.targetWeights(problem), g)
                - epsilon
                        * Vectors.sum(RawProblems.targetWeights(problem))
                        * (1 - Vectors.sum(RawProblems.sourceWeights(problem)));
    }

    /**
     * The plan of a pair of potentials, P_ij = a_i b_j exp((f_i + g_j - c_ij) / ε). It lacks a
     * factor 1/e that C-VAE prints, which belongs to another normalisation of the dual: with these
     * potentials it has the right marginals at the optimum.
     *
     * @equation C-VAE 12
     */
    public static Plan plan(TransportProblem problem, double[] f, double[] g, double epsilon) {
        Check.notNull(problem, "problem");
        checkPotential(f, problem.rows(), "f");
        checkPotential(g, problem.cols(), "g");
        Check.positive(epsilon, "epsilon");
        return new EntropicPlan(
                RawProblems.sourceWeights(problem),
                RawProblems.targetWeights(problem),
                problem.costs(),
                f.clone(),
                g.clone(),
                epsilon);
    }

    private static void checkPotential(double[] potential, int length, String name) {
        Check.finite(potential, name);
        Check.that(potential.length == length, name + ".length", potential.length, "" + length);
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
            Marginal marginal) {
        var all = new double[problem.rows()];
        Arrays.fill(all, Double.NaN);
        for (int i = 0; i < rows.length; i++) {
            all[rows[i]] = f[i];
        }
        double[] b = RawProblems.targetWeights(problem);
        var fullG = new double[b.length];
        for (int j = 0; j < cols.length; j++) {
            fullG[cols[j]] = g[j];
        }
        var row = new double[b.length];
        var scratch = new double[b.length];
        for (int i = 0; i < all.length; i++) {
            if (Double.isNaN(all[i])) {
                problem.costs().row(i, row);
                all[i] =
                        marginal.damping(epsilon) * SoftMinimum.of(row, b, fullG, epsilon, scratch);
            }
        }
        return all;
    }
}
