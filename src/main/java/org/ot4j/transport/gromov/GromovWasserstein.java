package org.ot4j.transport.gromov;

import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Plan;
import org.ot4j.transport.Solver;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.entropic.Sinkhorn;
import org.ot4j.transport.exact.NetworkSimplex;

/**
 * Gromov–Wasserstein transport, which matches points by the distances within each of two sets, and
 * the fused one, which also compares features; see {@link GromovProblem} for what is minimised.
 *
 * <p>Unless {@link Builder#epsilon} is set, by conditional gradients: the objective is linearised
 * at the plan, {@link NetworkSimplex} solves that exactly, and the step between the two plans is
 * the best one, in closed form (Vayer et al. 2019, Optimal transport for structured data, Algorithm
 * 1). With entropy, Sinkhorn solves the linearised problem (Peyré, Cuturi and Solomon 2016, Eq. 8);
 * {@linkplain Builder#proximal proximal} steps use the entropy only to stay near the last plan, and
 * their value has none (Xu et al. 2019).
 *
 * <p>The objective is not convex: the answer is a stationary point near the start. From the {@link
 * Start#PROFILES} a set is matched to its image under an isometry, if no two of its points see the
 * others at the same distances.
 *
 * <p>Memory is O(n² + m² + n m), time O(n² m) for each iteration.
 */
public final class GromovWasserstein {
    /** From which plan to start. */
    public enum Start {
        /** a ⊗ b, which knows nothing. */
        PRODUCT,
        /**
         * The plan that matches points by the distribution of their distances to all others, each
         * set's own: the third lower bound of Mémoli 2011, at quantiles.
         */
        PROFILES,
        /** The better of the answers from both. */
        BEST
    }

    private static final int MOST_INNER = 10_000;

    private final Options options;

    private GromovWasserstein(Options options) {
        this.options = options;
    }

    /** A builder with default settings: without entropy. */
    public static Builder builder() {
        return new Builder();
    }

    /** A solver with the entropy ε KL(P | a ⊗ b). */
    public static GromovWasserstein of(double epsilon) {
        return builder().epsilon(epsilon).build();
    }

    /** The settings; an ε of 0 is none. */
    record Options(
            double epsilon,
            boolean proximal,
            Start start,
            Plan from,
            double tolerance,
            int maxIterations) {
        Options {
            Check.notNull(start, "start");
            Check.positive(tolerance, "tolerance");
            Check.atLeast(maxIterations, 1, "maxIterations");
            Check.that(!proximal || epsilon > 0, "epsilon", epsilon, "above 0 for proximal steps");
        }
    }

    /** Settings of a {@link GromovWasserstein}. */
    public static final class Builder {
        private double epsilon;
        private boolean proximal;
        private Start start = Start.BEST;
        private Plan from;
        private double tolerance = 1e-9;
        private int maxIterations = 1_000;

        private Builder() {}

        /** The weight ε > 0 of an entropy, in units of the objective; none unless set. */
        public Builder epsilon(double epsilon) {
            this.epsilon = Check.positive(epsilon, "epsilon");
            return this;
        }

        /**
         * Whether the entropy is that of each step relative to the plan before, so that the answer
         * has none; needs {@link #epsilon}, the inverse of the step's size.
         */
        public Builder proximal(boolean proximal) {
            this.proximal = proximal;
            return this;
        }

        /** Where to start; {@link Start#BEST} unless set. */
        public Builder start(Start start) {
            this.start = start;
            this.from = null;
            return this;
        }

        /** A plan to start from, with the marginals of the problem; [n, m]. */
        public Builder start(Plan plan) {
            this.from = Check.notNull(plan, "plan");
            return this;
        }

        /** Stops when the {@link GromovResult#gap} is no greater than this; 1e-9 unless set. */
        public Builder tolerance(double tolerance) {
            this.tolerance = tolerance;
            return this;
        }

        /** Maximum number of linear problems; 1,000 unless set. After that, not converged. */
        public Builder maxIterations(int maxIterations) {
            this.maxIterations = maxIterations;
            return this;
        }

        /**
         * The solver.
         *
         * @throws IllegalArgumentException if a setting is out of range
         */
        public GromovWasserstein build() {
            return new GromovWasserstein(
                    new Options(epsilon, proximal, start, from, tolerance, maxIterations));
        }
    }

    /**
     * Solves a problem. If the thread is interrupted, the best plan so far is returned, not {@code
     * converged}.
     *
     * @throws IllegalArgumentException if the plan to start from has not the problem's marginals
     */
    public GromovResult solve(GromovProblem problem) {
        Check.notNull(problem, "problem");
        var objective = new GromovObjective(problem);
        if (options.from != null) {
            return from(objective, objective.checked(options.from));
        }
        return switch (options.start) {
            case PRODUCT -> from(objective, objective.product());
            case PROFILES -> from(objective, profiles(problem));
            case BEST -> {
                GromovResult one = from(objective, profiles(problem));
                if (one.value() <= options.tolerance * objective.scale() * objective.unit()) {
                    yield one;
                }
                GromovResult two = from(objective, objective.product());
                yield two.value() < one.value() ? two : one;
            }
        };
    }

    private static double[] profiles(GromovProblem problem) {
        Plan plan =
                NetworkSimplex.builder()
                        .build()
                        .solve(
                                TransportProblem.of(
                                        Profiles.costs(problem), problem.a(), problem.b()))
                        .plan();
        return GromovObjective.entries(plan);
    }

    private GromovResult from(GromovObjective objective, double[] start) {
        try (var progress = Progress.start("Gromov transport", 0)) {
            return options.epsilon > 0
                    ? entropic(objective, start, progress)
                    : conditional(objective, start, progress);
        }
    }

    private GromovResult conditional(GromovObjective objective, double[] plan, Progress progress) {
        Solver solver = NetworkSimplex.builder().build();
        double[] image = objective.image(plan);
        double gap = Double.POSITIVE_INFINITY;
        int iterations = 0;
        boolean converged = false;
        while (iterations < options.maxIterations && !Progress.stopRequested()) {
            double[] slope = objective.slope(image);
            Plan best = solver.solve(objective.linear(slope)).plan();
            iterations++;
            double[] vertex = GromovObjective.entries(best);
            double gain = Vectors.product(slope, plan) - Vectors.product(slope, vertex);
            gap = Math.max(0, gain) / objective.scale();
            double shown = gap;
            progress.update(iterations, () -> "gap " + shown);
            converged = gap <= options.tolerance;
            if (converged) {
                break;
            }
            double[] imageOfVertex = objective.image(best);
            // Along P + t (S - P) the objective is F - gain t + curvature t².
            double curvature = objective.curvature(image, plan, imageOfVertex, vertex);
            double t = curvature > 0 ? Math.min(1, gain / (2 * curvature)) : 1;
            if (t == 1) {
                plan = vertex;
                image = imageOfVertex;
            } else {
                step(plan, vertex, t);
                step(image, imageOfVertex, t);
            }
        }
        return objective.result(plan, 0, iterations, gap, converged);
    }

    private GromovResult entropic(GromovObjective objective, double[] plan, Progress progress) {
        double epsilon = options.epsilon / objective.unit();
        var solver = Sinkhorn.builder().epsilon(epsilon).maxIterations(MOST_INNER).build();
        double mass = objective.mass();
        // The sum of all slopes: P = a ⊗ b exp((f + g - sum) / ε) after proximal steps.
        double[] sum = null;
        // Sinkhorn starts where the step before ended.
        var potential = new double[objective.rows()];
        double gap = Double.POSITIVE_INFINITY;
        int iterations = 0;
        boolean converged = false;
        while (iterations < options.maxIterations && !converged && !Progress.stopRequested()) {
            double[] slope = objective.slope(objective.image(plan));
            if (options.proximal) {
                if (sum == null) {
                    sum = objective.potentialOf(plan, epsilon);
                }
                for (int k = 0; k < sum.length; k++) {
                    sum[k] += slope[k];
                }
                GromovObjective.reduce(sum, objective.cols());
                slope = sum;
            }
            var solved = solver.solve(objective.linear(slope), potential);
            potential = solved.f();
            double[] next = GromovObjective.entries(solved.plan());
            iterations++;
            gap = 0;
            for (int k = 0; k < plan.length; k++) {
                gap += Math.abs(next[k] - plan[k]) / mass;
            }
            plan = next;
            double shown = gap;
            progress.update(iterations, () -> "moved " + shown);
            converged = gap <= options.tolerance && solved.converged();
        }
        return objective.result(
                plan, options.proximal ? 0 : options.epsilon, iterations, gap, converged);
    }

    private static void step(double[] from, double[] to, double t) {
        for (int k = 0; k < from.length; k++) {
            from[k] += t * (to[k] - from[k]);
        }
    }
}
