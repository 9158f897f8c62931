package org.ot4j.transport.lowrank;

import java.util.Arrays;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.internal.Team;
import org.ot4j.internal.Threads;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Solver;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.internal.Balance;
import org.ot4j.transport.internal.RawProblems;

/**
 * Transport by plans of low rank (Scetbon, Cuturi and Peyré 2021), the least cost of a plan
 *
 * <pre>P = Q diag(1/g) Rᵀ,   Q ≥ 0 with marginals a and g,   R ≥ 0 with marginals b and g,</pre>
 *
 * for r clusters of masses g: sources and targets belong to clusters, and a cluster's sources send
 * to all its targets. At squared Euclidean cost, which has rank d + 2, memory is O((n + m) r) and
 * so is the time of an iteration; other costs are read whole in each iteration. The rank takes the
 * place of the entropy of {@code Sinkhorn}: the cost of the plan is above the exact one by what the
 * clusters blur, and falls to it as r grows to the number of points.
 *
 * <pre>{@code
 * var result = LowRankSinkhorn.of(50).solve(TransportProblem.between(x, y));   // 50,000 points each
 * result.cost();                              // of a plan with exact marginals: never too low
 * result.plan().barycentricMap(y);            // without n m numbers
 * ((LowRankPlan) result.plan()).sourceClusters();
 * }</pre>
 *
 * <p>The problem is not convex. Clusters begin at the k-means of either side, coupled exactly
 * (Scetbon and Cuturi 2022 begin with k-means, too), from where mirror descent goes to a stationary
 * point: {@code converged} says that the linearised problem could not fall by more than the
 * tolerance, relative to the cost (or to a hundredth of that of rank one, if that is more), and
 * says nothing about other minima. Descent also ends, not converged, where the cost no longer
 * falls: of ranks near the number of points the last scalings often do not prove that a plan is
 * stationary. Costs are taken of points moved to mean 0, or above the least cost, so that neither
 * translations nor constants change anything.
 *
 * <p>The potentials are the derivatives of the value in the masses of sources and targets, with Σ
 * a_i f_i + Σ b_j g_j equal to the value up to the gap; they bound no other plan's cost. The result
 * does not depend on the number of threads, to the last digit.
 *
 * <p>POT's {@code ot.lowrank_sinkhorn(x, y, reg=0, rank=r)} is the same problem, from a random
 * start and with steps of a fixed size.
 */
public final class LowRankSinkhorn implements Solver {
    private final Options options;

    private LowRankSinkhorn(Options options) {
        this.options = options;
    }

    /** A builder; only {@link Builder#rank} has no default. */
    public static Builder builder() {
        return new Builder();
    }

    /** A solver with this number of clusters and default settings otherwise. */
    public static LowRankSinkhorn of(int rank) {
        return builder().rank(rank).build();
    }

    /** The settings of a solver. */
    record Options(
            int rank, double step, double tolerance, int maxIterations, long seed, int threads) {
        Options {
            Check.atLeast(rank, 1, "rank");
            Check.that(step >= 1 && step <= 100, "step", step, "from 1 to 100");
            Check.positive(tolerance, "tolerance");
            Check.atLeast(maxIterations, 1, "maxIterations");
            Check.atLeast(threads, 1, "threads");
        }
    }

    /** Configures a {@link LowRankSinkhorn}. */
    public static final class Builder {
        private int rank;
        private double step = 20;
        private double tolerance = 1e-2;
        private int maxIterations = 1_000;
        private long seed;
        private int threads = Threads.most();

        private Builder() {}

        /** The number of clusters, r: at least 1, and at most the number of points of a side. */
        public Builder rank(int rank) {
            this.rank = rank;
            return this;
        }

        /**
         * The step of mirror descent, from 1 to 100, in units of the inverse of the greatest
         * difference of slopes; 20 unless set. It shrinks where the cost would rise.
         */
        public Builder step(double step) {
            this.step = step;
            return this;
        }

        /**
         * Stops when the linearised problem at the plan could fall by no more than this part of the
         * cost; 1e-2 unless set.
         */
        public Builder tolerance(double tolerance) {
            this.tolerance = tolerance;
            return this;
        }

        /** Maximum number of steps; 1,000 unless set. After that, not converged. */
        public Builder maxIterations(int maxIterations) {
            this.maxIterations = maxIterations;
            return this;
        }

        /** The seed of the clusters' start; 0 unless set. */
        public Builder seed(long seed) {
            this.seed = seed;
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
         * @throws IllegalArgumentException if the rank is missing, or a setting out of range
         */
        public LowRankSinkhorn build() {
            return new LowRankSinkhorn(
                    new Options(rank, step, tolerance, maxIterations, seed, threads));
        }
    }

    /** The number of clusters. */
    public int rank() {
        return options.rank();
    }

    /**
     * Solves a problem. If the thread is interrupted, the plan so far is returned, not {@code
     * converged}.
     *
     * @throws IllegalArgumentException if masses differ, or if a side has fewer points than the
     *     rank
     */
    @Override
    public TransportResult solve(TransportProblem problem) {
        Check.notNull(problem, "problem");
        Balance.check(problem);
        int n = problem.rows();
        int m = problem.cols();
        int rank = options.rank();
        Check.that(
                rank <= Math.min(n, m),
                "rank",
                rank,
                "at most " + Math.min(n, m) + ", the rank of any plan of " + n + " x " + m);
        double[] a = unit(RawProblems.sourceWeights(problem));
        double[] b = unit(RawProblems.targetWeights(problem));
        double mass = Vectors.sum(RawProblems.sourceWeights(problem));
        ClusterCosts costs = costs(problem, a, b);
        try (var sources = new Team(Factor.parts(n), options.threads());
                var targets = new Team(Factor.parts(m), options.threads());
                var progress = Progress.start("low-rank transport", 0)) {
            var q = new Factor(a, rank, sources);
            var r = new Factor(b, rank, targets);
            var run = new LowRankRun(options, costs, q, r);
            run.run(progress);
            var plan =
                    new LowRankPlan(
                            scaled(q.toArray(), mass),
                            scaled(r.toArray(), mass),
                            scaled(run.masses(), mass));
            double cost = mass * (run.cost() + costs.constant());
            double[] f = run.sourceMultipliers();
            double[] g = run.targetMultipliers();
            Arrays.setAll(f, i -> f[i] + costs.ofSource(i));
            Arrays.setAll(g, j -> g[j] + costs.ofTarget(j));
            return new TransportResult(
                            cost,
                            cost,
                            plan,
                            f,
                            g,
                            run.iterations(),
                            Balance.error(problem, plan),
                            run.isConverged(),
                            null)
                    .of(problem);
        }
    }

    private ClusterCosts costs(TransportProblem problem, double[] a, double[] b) {
        boolean squared = problem.cost().filter(Cost.squaredEuclidean()::equals).isPresent();
        return squared
                ? new PointClusterCosts(
                        problem.source().orElseThrow(), problem.target().orElseThrow(), a, b)
                : new MatrixClusterCosts(problem.costs(), a, b, options.threads());
    }

    /** Masses that sum to 1. */
    private static double[] unit(double[] weights) {
        return scaled(weights, 1 / Vectors.sum(weights));
    }

    private static double[] scaled(double[] values, double factor) {
        return Arrays.stream(values).map(t -> t * factor).toArray();
    }
}
