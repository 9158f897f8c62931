package org.ot4j.transport.unbalanced;

import java.util.Arrays;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Penalty;
import org.ot4j.transport.Solver;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.exact.ExactSolver;

/**
 * Unbalanced transport without entropy: the least cost of a plan whose marginals need not be those
 * of its sides, but pay for the difference, min Σ P_ij c_ij + D(P1 | a) + D'(Pᵀ1 | b). Each side
 * has a {@link Penalty} of its own: exact, or relaxed by Kullback-Leibler, by total variation or by
 * the squared distance. With exact targets it is GPC Eq. 6.
 *
 * <pre>{@code
 * var solver = UnbalancedTransport.builder().sourceMarginal(Marginal.relaxed(2)).build();
 * var result = solver.solve(TransportProblem.between(x, y));
 * result.certificate();                 // dual ≤ least value ≤ result.value()
 * }</pre>
 *
 * <p>Where both sides are exact or relaxed by total variation this is a linear programme: the exact
 * solver finds it, with one point added on each side, which takes mass away or brings it at the
 * price ρ. Otherwise the central path is followed by Newton's method (Mehrotra's predictor and
 * corrector) until the duality gap is below the tolerance, in 15 to 40 iterations whatever ρ is,
 * and the exact solver makes a sparse plan between the marginals that it ends with. That takes
 * memory for five n × m matrices and, an iteration, time n m min(n, m): 0.15 s in all for 250
 * points a side, on one core. (The majorisation and minimisation of Chapel et al. 2021 takes time n
 * m an iteration, but many more of them, and the more the greater ρ.) For more points, {@link
 * org.ot4j.transport.entropic.Sinkhorn} solves the problem with an entropy.
 *
 * <p>The value of a result is that of its plan; cost is its part Σ P_ij c_ij. The certificate's
 * dual is Σ -D*(-f_i) + Σ -D'*(-g_j), a lower bound of the least value; its gap is relative to Σ
 * P_ij |c_ij| and the penalties, or to a thousandth of the plan's mass at the greatest cost if that
 * is more. A potential is the price of the plan's mass at a point, -D'(mass | weight).
 *
 * @equation GPC 6
 */
public final class UnbalancedTransport implements Solver {
    private final Options options;

    private UnbalancedTransport(Options options) {
        this.options = options;
    }

    /** A builder; both marginals are exact unless set. */
    public static Builder builder() {
        return new Builder();
    }

    /** A solver with the same penalty on both sides and default settings otherwise. */
    public static UnbalancedTransport of(Penalty both) {
        return builder().marginals(both).build();
    }

    /** The settings of a solver. */
    record Options(Penalty source, Penalty target, double tolerance, int maxIterations) {
        Options {
            Check.notNull(source, "sourceMarginal");
            Check.notNull(target, "targetMarginal");
            Check.positive(tolerance, "tolerance");
            Check.atLeast(maxIterations, 1, "maxIterations");
        }
    }

    /** Configures an {@link UnbalancedTransport}. */
    public static final class Builder {
        private Penalty source = Marginal.exact();
        private Penalty target = Marginal.exact();
        private double tolerance = 1e-9;
        private int maxIterations = 200;

        private Builder() {}

        /** Both marginals; {@link Marginal#exact} unless set. */
        public Builder marginals(Penalty both) {
            return sourceMarginal(both).targetMarginal(both);
        }

        /** The marginal of the sources; {@link Marginal#exact} unless set. */
        public Builder sourceMarginal(Penalty penalty) {
            source = penalty;
            return this;
        }

        /** The marginal of the targets; {@link Marginal#exact} unless set. */
        public Builder targetMarginal(Penalty penalty) {
            target = penalty;
            return this;
        }

        /** The duality gap to stop at, relative to the value; 1e-9 unless set. */
        public Builder tolerance(double tolerance) {
            this.tolerance = tolerance;
            return this;
        }

        /** Most iterations of Newton's method; 200 unless set. After that, not converged. */
        public Builder maxIterations(int maxIterations) {
            this.maxIterations = maxIterations;
            return this;
        }

        /**
         * The solver. With two exact marginals it is the {@link ExactSolver}.
         *
         * @throws IllegalArgumentException if a setting is out of range
         */
        public UnbalancedTransport build() {
            return new UnbalancedTransport(new Options(source, target, tolerance, maxIterations));
        }
    }

    /**
     * The optimum with its certificate.
     *
     * @throws IllegalArgumentException if both marginals are exact and the masses differ, or if
     *     costs are so far below 0 that plans under total variation have no least value
     */
    @Override
    public TransportResult solve(TransportProblem problem) {
        Check.notNull(problem, "problem");
        if (options.source().isExact() && options.target().isExact()) {
            return new ExactSolver().solve(problem);
        }
        double[] range = problem.costs().range();
        checkBounded(range[0]);
        double greatest = Math.max(Math.abs(range[0]), Math.abs(range[1]));
        double unit = greatest > 0 ? greatest : 1;
        TransportResult result =
                isLinear(options.source()) && isLinear(options.target())
                        ? new Dustbin(options.source(), options.target()).solve(problem, unit)
                        : onCentralPath(problem, unit);
        return result.of(problem);
    }

    private static boolean isLinear(Penalty penalty) {
        return penalty.isExact() || penalty instanceof Penalty.TotalVariation;
    }

    private void checkBounded(double least) {
        if (options.source() instanceof Penalty.TotalVariation
                && options.target() instanceof Penalty.TotalVariation) {
            double both = options.source().rho() + options.target().rho();
            Check.that(
                    least >= -both,
                    "least cost",
                    least,
                    "at least " + -both + ": below it, mass is added without end");
        }
    }

    /** The derivative of the value in the weight of each source: the slope of the dual. */
    @Override
    public double[] sourceGradient(TransportProblem problem, TransportResult result) {
        return slopes(options.source(), result.f());
    }

    /** The derivative of the value in the weight of each target: the slope of the dual. */
    @Override
    public double[] targetGradient(TransportProblem problem, TransportResult result) {
        return slopes(options.target(), result.g());
    }

    private static double[] slopes(Penalty penalty, double[] potential) {
        if (penalty instanceof Marginal marginal) {
            Arrays.setAll(potential, i -> marginal.dual(potential[i]));
        }
        return potential;
    }

    private TransportResult onCentralPath(TransportProblem problem, double unit) {
        var reduced = new Reduced(problem, options.source(), options.target(), unit);
        var path = reduced.path();
        var duality = new Duality(options.source(), options.target());
        try (var progress = Progress.start("unbalanced transport", 0)) {
            for (double gap = options.tolerance() / 4; ; gap /= 10) {
                boolean done = path.run(gap, options.maxIterations(), progress);
                var result =
                        duality.result(
                                problem,
                                reduced.plan(path),
                                reduced.targetPotentials(path),
                                unit,
                                path.iterations(),
                                options.tolerance());
                // The gap of the sparse plan, which counts, may be a little more.
                if (!done || result.converged()) {
                    return result;
                }
            }
        }
    }
}
