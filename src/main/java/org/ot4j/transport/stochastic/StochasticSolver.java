package org.ot4j.transport.stochastic;

import java.util.Arrays;
import java.util.Random;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Solver;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.entropic.EntropicDual;
import org.ot4j.transport.entropic.Sinkhorn;
import org.ot4j.transport.internal.Balance;
import org.ot4j.transport.internal.RawProblems;
import org.ot4j.transport.internal.SoftMinimum;

/**
 * Entropic transport between discrete measures by averaged stochastic gradients (Genevay et al.
 * 2016), with vectors as potentials: on the semi-dual (C-VAE Eq. 10), where a step reads the costs
 * of a few sources, or on the dual (C-VAE Eq. 9), where it reads a small block. For problems too
 * large for one pass of {@link Sinkhorn}, which is much faster on all others.
 *
 * <p>At the end, one pass over the costs computes the transform of the potential of the targets,
 * which makes the sources' marginal exact, and measures the error of the other marginal.
 *
 * <pre>{@code
 * double[][] costs = {{0, 1}, {1, 0}};
 * double[] a = {0.5, 0.5}, b = {0.25, 0.75};
 * var result = StochasticSolver.builder().epsilon(1).seed(42).build()
 *     .solve(TransportProblem.of(costs, a, b));
 * }</pre>
 */
public final class StochasticSolver implements Solver {
    /** The objective to maximise. */
    public enum Objective {
        /** C-VAE Eq. 9, in both potentials. */
        DUAL,
        /** C-VAE Eq. 10, in the potential of the targets. */
        SEMI_DUAL
    }

    // A factor beyond this is cut in a step of the dual, whose gradients have no bound.
    private static final double GREATEST_RATIO = 10;

    private final Options options;

    private StochasticSolver(Options options) {
        this.options = options;
    }

    /** A builder; {@link Builder#epsilon} and {@link AscentBuilder#seed} have no default. */
    public static Builder builder() {
        return new Builder();
    }

    /** The settings of a solver. */
    private record Options(double epsilon, Objective objective, double tolerance, Ascent ascent) {
        Options {
            Check.positive(epsilon, "epsilon");
            Check.notNull(objective, "objective");
            Check.notNegative(tolerance, "tolerance");
        }
    }

    /** Configures a {@link StochasticSolver}. */
    public static final class Builder extends AscentBuilder<Builder> {
        private double epsilon = Double.NaN;
        private Objective objective = Objective.SEMI_DUAL;
        private double tolerance = 0.01;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** The weight ε > 0 of the entropy, in units of cost. */
        public Builder epsilon(double epsilon) {
            this.epsilon = epsilon;
            return this;
        }

        /** {@link Objective#SEMI_DUAL} unless set. */
        public Builder objective(Objective objective) {
            this.objective = objective;
            return this;
        }

        /**
         * Counts as converged if Σ|Pᵀ1 - b| is below this fraction of the mass; 0.01 unless set.
         */
        public Builder tolerance(double tolerance) {
            this.tolerance = tolerance;
            return this;
        }

        /**
         * The solver.
         *
         * @throws IllegalArgumentException if a setting is missing or out of range
         */
        public StochasticSolver build() {
            return new StochasticSolver(new Options(epsilon, objective, tolerance, ascent()));
        }
    }

    @Override
    public TransportResult solve(TransportProblem problem) {
        Check.notNull(problem, "problem");
        Balance.check(problem);
        var random = new Random(options.ascent().seed());
        var found =
                options.objective() == Objective.DUAL
                        ? dual(problem, random)
                        : semiDual(problem, random);
        return result(problem, found);
    }

    private SemiDualAscent.Found semiDual(TransportProblem problem, Random random) {
        var pick = new WeightedPick(RawProblems.sourceWeights(problem));
        return new SemiDualAscent(options.epsilon(), RawProblems.targetWeights(problem))
                .run(
                        (r, row) -> problem.costs().row(pick.next(r), row),
                        options.ascent(),
                        new double[problem.cols()],
                        random);
    }

    // Each potential moves where it was sampled, up where its marginal is short and down where not.
    private SemiDualAscent.Found dual(TransportProblem problem, Random random) {
        var pickA = new WeightedPick(RawProblems.sourceWeights(problem));
        var pickB = new WeightedPick(RawProblems.targetWeights(problem));
        double epsilon = options.epsilon();
        long steps = options.ascent().steps();
        int batchSize = options.ascent().batchSize();
        double rate = options.ascent().learningRate();
        var f = new double[problem.rows()];
        var g = new double[problem.cols()];
        var mean = new double[g.length];
        var cols = new int[batchSize];
        var sums = new double[batchSize];
        long averaged = 0;
        long k = 0;
        try (var progress = Progress.start("stochastic transport", steps)) {
            for (; k < steps && !Progress.stopRequested(); k++) {
                double step = rate * epsilon / Math.sqrt(1 + k * (double) batchSize / g.length);
                Arrays.setAll(cols, c -> pickB.next(random));
                Arrays.fill(sums, 0);
                var before = new double[batchSize];
                for (int c = 0; c < batchSize; c++) {
                    before[c] = g[cols[c]];
                }
                for (int s = 0; s < batchSize; s++) {
                    int i = pickA.next(random);
                    double sum = 0;
                    for (int c = 0; c < batchSize; c++) {
                        double density =
                                Math.exp(
                                        (f[i] + before[c] - problem.costs().at(i, cols[c]))
                                                / epsilon);
                        sum += density;
                        sums[c] += density;
                    }
                    f[i] += step * (1 - Math.min(GREATEST_RATIO, sum / batchSize));
                }
                for (int c = 0; c < batchSize; c++) {
                    g[cols[c]] += step * (1 - Math.min(GREATEST_RATIO, sums[c] / batchSize));
                }
                if (2 * (k + 1) > steps) {
                    averaged++;
                    for (int j = 0; j < g.length; j++) {
                        mean[j] += (g[j] - mean[j]) / averaged;
                    }
                }
                progress.update(k + 1);
            }
        }
        return new SemiDualAscent.Found(averaged > 0 ? mean : g, k, k < steps);
    }

    private TransportResult result(TransportProblem problem, SemiDualAscent.Found found) {
        double[] a = RawProblems.sourceWeights(problem);
        double[] b = RawProblems.targetWeights(problem);
        double[] g = found.g();
        double epsilon = options.epsilon();
        double[] f = SoftMinimum.rows(problem.costs(), b, g, epsilon);
        var plan = EntropicDual.plan(problem, f, g, epsilon);
        double[] sums = plan.colSums();
        double error = 0;
        for (int j = 0; j < b.length; j++) {
            error += Math.abs(sums[j] - b[j]);
        }
        double mass = Vectors.sum(a);
        double value =
                Vectors.dot(a, f) + Vectors.dot(b, g) - epsilon * mass * (1 - Vectors.sum(b));
        return new TransportResult(
                        value,
                        plan.cost(problem.costs()),
                        plan,
                        f,
                        g,
                        found.steps(),
                        error,
                        !found.stopped() && error < options.tolerance() * mass,
                        null)
                .of(problem);
    }
}
