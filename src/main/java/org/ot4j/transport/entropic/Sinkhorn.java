package org.ot4j.transport.entropic;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.internal.Team;
import org.ot4j.internal.Threads;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Plan;
import org.ot4j.transport.Solver;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.Balance;
import org.ot4j.transport.internal.CoordinateCostMatrix;
import org.ot4j.transport.internal.RawProblems;

/**
 * Entropic optimal transport (C-VAE Eq. 7), min Σ P_ij c_ij + ε KL(P | a ⊗ b) over the plans with
 * marginals a and b, by Sinkhorn's algorithm; {@linkplain Builder#marginals relaxed marginals}
 * replace these constraints by penalties: unbalanced transport, + ρ KL(P1 | a) + ρ KL(Pᵀ1 | b). For
 * that without an entropy, as in GPC Eq. 6, see the solvers of {@code transport.unbalanced}.
 *
 * <p>Stable at any ε > 0 and with weights of 0: it iterates on a kernel into which the potentials
 * are absorbed, and in the log domain where that is not enough. Small ε are reached by ε-scaling;
 * slow problems are accelerated by over-relaxation and finally by Newton's method on the dual. In
 * libraries that write reg · Σ P log P, reg is this ε and the plan is the same, but the value
 * differs by a constant. The potentials are those of C-VAE Eq. 9, the plan P_ij = a_i b_j exp((f_i
 * + g_j - c_ij) / ε).
 *
 * <p>Between a measure and itself, as in the {@linkplain SinkhornDivergence debiased} loss, both
 * potentials are one, and some ten iterations find it at any ε.
 *
 * <p>With penalties, both potentials are shifted against each other optimally in each iteration, so
 * that ρ far above ε needs no more iterations than fixed marginals (Séjourné, Vialard and Peyré
 * 2022, Faster unbalanced optimal transport: translation invariant Sinkhorn). If costs exceed ρ so
 * far that less than 1e-100 of the mass is moved, the potentials are found in the log domain,
 * {@code converged} says that they have stopped moving, and the mass of the plan may be 0.
 *
 * <p>The result does not depend on the number of threads, to the last digit.
 *
 * <p>Between many points of at most 3 dimensions with fixed marginals it goes from coarse to fine
 * over cells of points, in memory O(n + m): see {@link Builder#multiscale}. The plan of such a
 * result sums, multiplies and maps by cells; {@link Plan#toDense} fails where n m numbers do not
 * fit.
 *
 * <p>Between {@linkplain org.ot4j.transport.Measure#onGrid grids}, such as pictures, at a cost that
 * is a sum over the axes, it goes axis by axis (Solomon et al. 2015, Convolutional Wasserstein
 * distances): an iteration between pictures of h × w pixels takes O(h w (h + w)) and no matrix.
 *
 * <p>Otherwise memory is 8 n m bytes, and O(n + m) with {@link Builder#online}. The value of a
 * result is the dual objective at its potentials, whose distance from the optimum is only of the
 * order of the squared error.
 *
 * @equation C-VAE 7
 */
public final class Sinkhorn implements Solver {
    /** How slow convergence is accelerated. */
    public enum Acceleration {
        /** Not at all: the textbook algorithm. */
        NONE,
        /** By over-relaxed updates, with a factor found adaptively. */
        RELAXATION,
        /** By over-relaxation first, then by Newton's method on the dual. */
        NEWTON
    }

    private static final int LEAST_PARALLEL = 20_000;
    private static final int ROWS_PER_PART = 32;
    private static final int MOST_PARTS = 64;
    private static final int PARTS_MEMORY = 4_000_000;

    // From so many pairs on, cells of points are faster.
    private static final long MULTISCALE_FROM = 1L << 24;

    private final Options options;

    private Sinkhorn(Options options) {
        this.options = options;
    }

    /** A builder; only {@link Builder#epsilon} has no default. */
    public static Builder builder() {
        return new Builder();
    }

    /** A solver with this ε and default settings otherwise. */
    public static Sinkhorn of(double epsilon) {
        return builder().epsilon(epsilon).build();
    }

    /** How the kernel exp(-c / ε) is kept. */
    enum Kernel {
        STORED,
        /** Computed in each pass and never stored. */
        ONLINE,
        /** Stored if it takes less than a quarter of the heap. */
        BY_SIZE,
        /** Of cells of points. */
        MULTISCALE,
        /** Of cells of points where that pays, and else by size. */
        BY_PROBLEM;

        boolean isStored(int n, int m) {
            return this == BY_SIZE || this == BY_PROBLEM
                    ? 8.0 * n * m <= Runtime.getRuntime().maxMemory() / 4.0
                    : this == STORED;
        }
    }

    /** The settings of a solver. */
    record Options(
            double epsilon,
            Marginal source,
            Marginal target,
            double tolerance,
            int maxIterations,
            Acceleration acceleration,
            boolean scaling,
            Kernel kernel,
            int threads) {
        Options {
            Check.positive(epsilon, "epsilon");
            Check.notNull(source, "sourceMarginal");
            Check.notNull(target, "targetMarginal");
            Check.notNegative(tolerance, "tolerance");
            Check.atLeast(maxIterations, 1, "maxIterations");
            Check.notNull(acceleration, "acceleration");
            Check.atLeast(threads, 1, "threads");
        }
    }

    /** Configures a {@link Sinkhorn}. */
    public static final class Builder {
        private double epsilon = Double.NaN;
        private Marginal source = Marginal.exact();
        private Marginal target = Marginal.exact();
        private double tolerance = 1e-9;
        private int maxIterations = 100_000;
        private Acceleration acceleration = Acceleration.NEWTON;
        private boolean scaling = true;
        private Kernel kernel = Kernel.BY_PROBLEM;
        private int threads = Threads.most();

        private Builder() {}

        /** The weight ε > 0 of the entropy, in units of cost. */
        public Builder epsilon(double epsilon) {
            this.epsilon = epsilon;
            return this;
        }

        /** Both marginals; {@link Marginal#exact} unless set. */
        public Builder marginals(Marginal both) {
            return sourceMarginal(both).targetMarginal(both);
        }

        /** The marginal of the sources; {@link Marginal#exact} unless set. */
        public Builder sourceMarginal(Marginal marginal) {
            this.source = marginal;
            return this;
        }

        /** The marginal of the targets; {@link Marginal#exact} unless set. */
        public Builder targetMarginal(Marginal marginal) {
            this.target = marginal;
            return this;
        }

        /**
         * Stops when Σ|marginal - its target| falls below this fraction of the sources' mass, or of
         * the plan's mass if that is much smaller or larger; 1e-9 unless set. With 0, all
         * iterations are used.
         */
        public Builder tolerance(double tolerance) {
            this.tolerance = tolerance;
            return this;
        }

        /**
         * Maximum number of passes over the kernel; 100,000 unless set. After that, not converged.
         */
        public Builder maxIterations(int maxIterations) {
            this.maxIterations = maxIterations;
            return this;
        }

        /** {@link Acceleration#NEWTON} unless set. */
        public Builder acceleration(Acceleration acceleration) {
            this.acceleration = acceleration;
            return this;
        }

        /** Whether a small ε is reached through larger ones; true unless set. */
        public Builder scaling(boolean scaling) {
            this.scaling = scaling;
            return this;
        }

        /**
         * Whether to compute the kernel in each pass and never store it; unless set, it is stored
         * if it takes less than a quarter of the heap.
         */
        public Builder online(boolean online) {
            this.kernel = online ? Kernel.ONLINE : Kernel.STORED;
            return this;
        }

        /**
         * Whether to go from coarse to fine over cells of neighbouring points; unless set, that is
         * done where it pays: for more than some thousand points of at most 3 dimensions. Pairs of
         * cells without mass are left out and smooth ones interpolated, so that an iteration takes
         * time and memory of the order n + m; what that adds to the error is measured, kept below
         * the tolerance, and counted in the error of the result. It needs fixed marginals and the
         * cost |x - y|^p or Σ|x_k - y_k|^p with p ≥ 1; with another problem {@link #solve} fails if
         * this is true.
         */
        public Builder multiscale(boolean multiscale) {
            this.kernel = multiscale ? Kernel.MULTISCALE : Kernel.BY_SIZE;
            return this;
        }

        /** Threads to use; all processors unless set. */
        public Builder threads(int threads) {
            this.threads = threads;
            return this;
        }

        /**
         * The solver.
         *
         * @throws IllegalArgumentException if a setting is missing or out of range
         */
        public Sinkhorn build() {
            return new Sinkhorn(
                    new Options(
                            epsilon,
                            source,
                            target,
                            tolerance,
                            maxIterations,
                            acceleration,
                            scaling,
                            kernel,
                            threads));
        }
    }

    /** The regularisation ε, in units of the cost. */
    public double epsilon() {
        return options.epsilon();
    }

    Options options() {
        return options;
    }

    @Override
    public double[] sourceGradient(TransportProblem problem, TransportResult result) {
        return weightGradient(
                result.f(), options.source(), Vectors.sum(RawProblems.targetWeights(problem)));
    }

    @Override
    public double[] targetGradient(TransportProblem problem, TransportResult result) {
        return weightGradient(
                result.g(), options.target(), Vectors.sum(RawProblems.sourceWeights(problem)));
    }

    /** The derivative of the value in the weights of a side, from that side's potential. */
    private double[] weightGradient(double[] potential, Marginal marginal, double massOfOther) {
        var gradient = new double[potential.length];
        for (int i = 0; i < gradient.length; i++) {
            double f = potential[i];
            gradient[i] = marginal.dual(f) - options.epsilon() * (marginal.mass(f) - massOfOther);
        }
        return gradient;
    }

    @Override
    public TransportResult solve(TransportProblem problem) {
        return solve(problem, null, options.threads());
    }

    /**
     * Solves a problem starting from a potential of the sources [n], such as that of a similar
     * problem. If nine tenths of the mass are right with it at once, there is no ε-scaling.
     *
     * @throws IllegalArgumentException if the start has another length or is not finite
     */
    public TransportResult solve(TransportProblem problem, double[] start) {
        Check.finite(start, "start");
        Check.that(
                start.length == problem.rows(), "start.length", start.length, problem.rows() + "");
        return solve(problem, start, options.threads());
    }

    /** Solves many problems, each on one thread, in the given order. */
    public List<TransportResult> solveAll(List<TransportProblem> problems) {
        Check.notNull(problems, "problems");
        var results = new TransportResult[problems.size()];
        try (var team = new Team(Math.max(1, results.length), options.threads())) {
            team.run(
                    part ->
                            IntStream.range(
                                            team.from(part, results.length),
                                            team.from(part + 1, results.length))
                                    .forEach(k -> results[k] = solve(problems.get(k), null, 1)));
        }
        return List.of(results);
    }

    private TransportResult solve(TransportProblem problem, double[] start, int threads) {
        Check.notNull(problem, "problem");
        boolean balanced = options.source().isExact() && options.target().isExact();
        if (balanced) {
            Balance.check(problem);
        }
        double[] a = RawProblems.sourceWeights(problem);
        double[] b = RawProblems.targetWeights(problem);
        GridKernel grid =
                options.kernel() == Kernel.MULTISCALE
                        ? null
                        : GridKernel.of(problem.costs(), a, b, threads);
        // On grids points without weight stay, as 0.
        int[] rows = grid != null ? all(a) : support(a);
        int[] cols = grid != null ? all(b) : support(b);
        boolean all = rows.length == a.length && cols.length == b.length;
        CostMatrix costs = all ? problem.costs() : problem.costs().select(rows, cols);
        double[] f = start == null ? null : gather(start, rows);
        double[] targets = b.clone();
        if (balanced) {
            rescale(targets, Vectors.sum(a) / Vectors.sum(b));
        }
        a = gather(a, rows);
        b = gather(targets, cols);
        try (var team = new Team(parts(a.length, b.length), threads);
                var progress = Progress.start("Sinkhorn", 0)) {
            if (grid == null && isMultiscale(costs, balanced)) {
                var multiscale =
                        new MultiscaleSinkhorn(
                                options, (CoordinateCostMatrix) costs, a, b, team, threads);
                return result(problem, multiscale, multiscale.run(f, progress), rows, cols);
            }
            ScalingKernel kernel;
            double greatest;
            if (grid != null) {
                kernel = grid;
                greatest = grid.greatestCost();
            } else {
                boolean storing = options.kernel().isStored(a.length, b.length);
                var stored =
                        new GibbsKernel(
                                storing ? CoordinateCostMatrix.kept(costs, threads) : costs,
                                a,
                                b,
                                storing,
                                team);
                kernel = stored;
                greatest = options.scaling() ? stored.greatestCostOfSome() : 0;
            }
            var state =
                    new ScalingState(
                            kernel,
                            a,
                            b,
                            options.source(),
                            options.target(),
                            self(options, costs, a, b));
            boolean converged = new SinkhornRun(options, state, progress).solve(f, greatest);
            return result(problem, state, rows, cols, targets, converged);
        }
    }

    /** See {@link SelfTransport#start}; null also for the textbook algorithm. */
    static double[] self(Options options, CostMatrix costs, double[] a, double[] b) {
        return options.acceleration() != Acceleration.NONE
                        && options.source().equals(options.target())
                ? SelfTransport.start(costs, a, b)
                : null;
    }

    private boolean isMultiscale(CostMatrix costs, boolean balanced) {
        boolean applies = balanced && MultiscaleSinkhorn.applies(costs);
        if (options.kernel() == Kernel.MULTISCALE && !applies) {
            throw Check.error(
                    "multiscale",
                    true,
                    "a problem with fixed marginals between points of at most 3 dimensions, with"
                            + " the cost |x - y|^p or Σ|x_k - y_k|^p, p at least 1");
        }
        return options.kernel() == Kernel.MULTISCALE
                || (options.kernel() == Kernel.BY_PROBLEM
                        && applies
                        && (long) costs.rows() * costs.cols() >= MULTISCALE_FROM);
    }

    /**
     * Into how many parts the rows are cut. Sums over rows are added up part by part, so that it is
     * the sizes alone, and not the number of threads, that decide the last digit.
     */
    private static int parts(int n, int m) {
        if ((long) n * m < LEAST_PARALLEL) {
            return 1;
        }
        int most = Math.min(MOST_PARTS, Math.max(8, PARTS_MEMORY / m));
        return Math.max(1, Math.min(most, n / ROWS_PER_PART));
    }

    private TransportResult result(
            TransportProblem problem,
            ScalingState state,
            int[] rows,
            int[] cols,
            double[] targets,
            boolean converged) {
        double[] a = state.a;
        double[] b = state.b;
        var x = new double[a.length];
        var y = new double[b.length];
        Arrays.setAll(x, i -> a[i] * state.u[i]);
        Arrays.setAll(y, j -> b[j] * state.v[j]);
        double cost = state.kernel.linearCost(x, y);
        double epsilon = options.epsilon();
        double value = state.dual() + epsilon * Vectors.sum(a) * Vectors.sum(b);
        double[] f = state.f();
        double[] g = state.g();
        double[][] all = extended(problem, f, rows, g, cols);
        f = all[0];
        g = all[1];
        return new TransportResult(
                        value,
                        cost,
                        new EntropicPlan(
                                RawProblems.sourceWeights(problem),
                                targets,
                                problem.costs(),
                                unshifted(f, state.unshiftedF(), rows, -state.shift()),
                                unshifted(g, state.unshiftedG(), cols, state.shift()),
                                epsilon),
                        f,
                        g,
                        state.iterations,
                        state.residual,
                        converged,
                        null)
                .of(problem);
    }

    private TransportResult result(
            TransportProblem problem,
            MultiscaleSinkhorn solved,
            MultiscaleSinkhorn.Outcome outcome,
            int[] rows,
            int[] cols) {
        ScalingState state = solved.state();
        double value =
                state.dual() + options.epsilon() * Vectors.sum(state.a) * Vectors.sum(state.b);
        double cost = solved.cost();
        double[][] all = extended(problem, solved.f(), rows, solved.g(), cols);
        return new TransportResult(
                        value,
                        cost,
                        solved.plan(problem.costs(), rows, cols, cost),
                        all[0],
                        all[1],
                        state.iterations,
                        outcome.error(),
                        outcome.converged(),
                        null)
                .of(problem);
    }

    /** Potentials of all sources and all targets, from those of the ones with weight. */
    private double[][] extended(
            TransportProblem problem, double[] f, int[] rows, double[] g, int[] cols) {
        if (rows.length == problem.rows() && cols.length == problem.cols()) {
            return new double[][] {f, g};
        }
        double epsilon = options.epsilon();
        double[] allF = EntropicDual.extend(problem, f, rows, g, cols, epsilon, options.source());
        double[] allG =
                EntropicDual.extend(
                        problem.transposed(),
                        g,
                        cols,
                        gather(allF, rows),
                        rows,
                        epsilon,
                        options.target());
        return new double[][] {allF, allG};
    }

    // The plan is computed without the shift that the potentials have, whose rounding it has not.
    private static double[] unshifted(double[] all, double[] own, int[] at, double by) {
        if (by == 0) {
            return all;
        }
        double[] unshifted = Arrays.stream(all).map(t -> t + by).toArray();
        for (int i = 0; i < at.length; i++) {
            unshifted[at[i]] = own[i];
        }
        return unshifted;
    }

    private static int[] all(double[] weights) {
        return IntStream.range(0, weights.length).toArray();
    }

    private static int[] support(double[] weights) {
        return IntStream.range(0, weights.length).filter(i -> weights[i] > 0).toArray();
    }

    private static double[] gather(double[] all, int[] at) {
        return Arrays.stream(at).mapToDouble(i -> all[i]).toArray();
    }

    private static void rescale(double[] weights, double factor) {
        for (int j = 0; j < weights.length; j++) {
            weights[j] *= factor;
        }
    }
}
