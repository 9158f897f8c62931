package org.ot4j.transport.barycenter;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.Balance;
import org.ot4j.transport.internal.RawMeasures;
import org.ot4j.transport.internal.SeparableKernel;
import org.ot4j.transport.internal.SoftMinimum;

/**
 * The entropic barycenter on given support points: the weights a that minimise Σ_k λ_k OT_ε(a,
 * b_k), by iterative Bregman projections (Benamou et al. 2015): in plain numbers while these stay
 * in range, and then in the log domain. Its entropy is relative to the uniform weights on the
 * support, which blurs by √ε; {@link Builder#debiased} removes the blur (Janati et al. 2020,
 * Algorithm 1).
 */
public final class FixedSupportBarycenter {
    private final Options options;

    private FixedSupportBarycenter(Options options) {
        this.options = options;
    }

    /** A builder; only {@link Builder#epsilon} has no default. */
    public static Builder builder() {
        return new Builder();
    }

    /** The settings of a solver. */
    private record Options(
            double epsilon, Cost cost, boolean debiased, double tolerance, int maxIterations) {
        Options {
            Check.positive(epsilon, "epsilon");
            Check.notNull(cost, "cost");
            Check.notNegative(tolerance, "tolerance");
            Check.atLeast(maxIterations, 1, "maxIterations");
        }
    }

    /** Configures a {@link FixedSupportBarycenter}. */
    public static final class Builder {
        private double epsilon = Double.NaN;
        private Cost cost = Cost.squaredEuclidean();
        private boolean debiased;
        private double tolerance = 1e-7;
        private int maxIterations = 10_000;

        private Builder() {}

        /** The weight ε > 0 of the entropy, in units of cost. */
        public Builder epsilon(double epsilon) {
            this.epsilon = epsilon;
            return this;
        }

        /** The ground cost, symmetric; squared Euclidean unless set. */
        public Builder cost(Cost cost) {
            this.cost = cost;
            return this;
        }

        /** Whether to remove the entropic blur; false unless set. */
        public Builder debiased(boolean debiased) {
            this.debiased = debiased;
            return this;
        }

        /**
         * Stops when the plans' marginals on the support differ from the barycenter by less than
         * this, and a debiased barycenter moves by less, in Σ|·|; 1e-7 unless set.
         */
        public Builder tolerance(double tolerance) {
            this.tolerance = tolerance;
            return this;
        }

        /** Maximum number of iterations; 10,000 unless set. After that, not converged. */
        public Builder maxIterations(int maxIterations) {
            this.maxIterations = maxIterations;
            return this;
        }

        /**
         * The solver.
         *
         * @throws IllegalArgumentException if a setting is missing or out of range
         */
        public FixedSupportBarycenter build() {
            return new FixedSupportBarycenter(
                    new Options(epsilon, cost, debiased, tolerance, maxIterations));
        }
    }

    /**
     * A barycenter.
     *
     * @param measure the support with its weights
     * @param iterations number of iterations
     * @param error Σ|·| between the plans' marginals and the barycenter, averaged over the measures
     * @param converged whether the tolerance was reached
     */
    public record Result(Measure measure, int iterations, double error, boolean converged) {}

    /** The barycenter with equal λ_k of measures of mass 1, on the points of {@code support}. */
    public Result solve(Object support, List<?> measures) {
        Check.notNull(measures, "measures");
        var lambda = new double[measures.size()];
        Arrays.fill(lambda, 1.0 / lambda.length);
        return solve(support, measures, lambda);
    }

    /**
     * The barycenter of measures of mass 1.
     *
     * @param support the points that may get mass, of any kind; its weights are ignored
     * @param measures of any kinds: a {@link Measure}, a data set, rows {@code double[n][d]}, an
     *     NDArray, a table
     * @param lambda the weight of each measure; they sum to 1
     */
    public Result solve(Object support, List<?> measures, double[] lambda) {
        return solved(
                Measure.checked(support, "support"), FixedSupportBarycenter.all(measures), lambda);
    }

    private Result solved(Measure support, List<Measure> measures, double[] lambda) {
        check(measures, lambda);
        double epsilon = options.epsilon();
        boolean debiased = options.debiased();
        int n = support.size();
        var uniform = new double[n];
        Arrays.fill(uniform, 1.0 / n);
        int count = measures.size();
        var there = new CostMatrix[count];
        var back = new CostMatrix[count];
        for (int k = 0; k < count; k++) {
            int like = firstAt(measures, k);
            there[k] = like < k ? there[like] : costs(support, measures.get(k));
            back[k] = like < k ? back[like] : there[k].transposed();
        }
        CostMatrix self = debiased ? costs(support, support) : null;
        var scalings = KernelScalings.of(there, self, measures, lambda, epsilon).orElse(null);
        var f = new double[count][n];
        var phi = new double[count][];
        var logD = new double[n];
        var log = new double[n];
        double error = Double.POSITIVE_INFINITY;
        int iterations = 0;
        try (var progress = Progress.start("barycenter", 0)) {
            while (iterations < options.maxIterations()
                    && error > options.tolerance()
                    && !Progress.stopRequested()) {
                if (scalings != null) {
                    double next = scalings.iterate();
                    log = scalings.log();
                    if (Double.isNaN(next)) {
                        f = scalings.f();
                        logD = scalings.logD();
                        scalings = null;
                    } else {
                        error = next;
                        iterations++;
                        progress.update(iterations, () -> describe(next));
                    }
                    continue;
                }
                double[] mean = debiased ? logD.clone() : new double[n];
                for (int k = 0; k < count; k++) {
                    double[] g = SoftMinimum.rows(back[k], uniform, f[k], epsilon);
                    double[] b = RawMeasures.weights(measures.get(k));
                    phi[k] = SoftMinimum.rows(there[k], b, g, epsilon);
                    for (int i = 0; i < n; i++) {
                        mean[i] -= lambda[k] * phi[k][i] / epsilon;
                    }
                }
                error = 0;
                for (int k = 0; k < count; k++) {
                    for (int i = 0; i < n; i++) {
                        double marginal = Math.exp((f[k][i] - phi[k][i]) / epsilon) / n;
                        error += lambda[k] * Math.abs(marginal - Math.exp(mean[i]) / n);
                        f[k][i] = epsilon * mean[i] + phi[k][i];
                    }
                }
                log = mean;
                if (debiased) {
                    error = Math.max(error, updateBlur(self, uniform, logD, log));
                }
                iterations++;
                double now = error;
                progress.update(iterations, () -> describe(now));
            }
        }
        var weights = new double[n];
        for (int i = 0; i < n; i++) {
            weights[i] = Math.exp(log[i]) / n;
        }
        return new Result(
                support.withWeights(weights).normalized(),
                iterations,
                error,
                error <= options.tolerance());
    }

    private static String describe(double error) {
        return String.format(Locale.ROOT, "error %.1e", error);
    }

    /** The first measure with the same points as measure k. */
    private static int firstAt(List<Measure> measures, int k) {
        return IntStream.range(0, k)
                .filter(j -> samePoints(measures.get(j), measures.get(k)))
                .findFirst()
                .orElse(k);
    }

    private static boolean samePoints(Measure x, Measure y) {
        int[] grid = RawMeasures.grid(x);
        int[] other = RawMeasures.grid(y);
        if (grid != null || other != null) {
            return Arrays.equals(grid, other);
        }
        return x.dimension() == y.dimension()
                && Arrays.equals(RawMeasures.points(x), RawMeasures.points(y));
    }

    /** In memory, unless they have the structure of a grid, of which a solver makes more. */
    private CostMatrix costs(Measure x, Measure y) {
        CostMatrix costs = options.cost().between(x, y);
        return SeparableKernel.existsFor(costs) ? costs : costs.stored();
    }

    // d <- √(d a / K d): the scaling with which K blurs the barycenter onto itself.
    private double updateBlur(CostMatrix self, double[] uniform, double[] logD, double[] log) {
        double epsilon = options.epsilon();
        double[] f = Arrays.stream(logD).map(t -> epsilon * t).toArray();
        double[] blur = SoftMinimum.rows(self, uniform, f, epsilon);
        double moved = 0;
        for (int i = 0; i < logD.length; i++) {
            double next = (logD[i] + log[i] + blur[i] / epsilon) / 2;
            moved += Math.abs(next - logD[i]) * Math.exp(log[i]) / logD.length;
            logD[i] = next;
        }
        return moved;
    }

    static List<Measure> all(List<?> measures) {
        Check.notNull(measures, "measures");
        return IntStream.range(0, measures.size())
                .mapToObj(k -> Measure.checked(measures.get(k), "measures[" + k + "]"))
                .toList();
    }

    static void check(List<Measure> measures, double[] lambda) {
        Check.notNull(measures, "measures");
        Check.notNull(lambda, "lambda");
        Check.that(!measures.isEmpty(), "measures", measures, "at least one measure");
        Check.that(
                lambda.length == measures.size(),
                "lambda.length",
                lambda.length,
                measures.size() + ", one for each measure");
        double sum = 0;
        for (int k = 0; k < lambda.length; k++) {
            sum += Check.notNegative(lambda[k], "lambda[" + k + "]");
            double mass = Check.notNull(measures.get(k), "measures[" + k + "]").mass();
            Check.that(
                    Math.abs(mass - 1) <= Balance.TOLERANCE,
                    "mass of measures[" + k + "]",
                    mass,
                    "1: see Measure.normalized()");
        }
        Check.that(Math.abs(sum - 1) <= 1e-9, "sum of lambda", sum, "1");
    }
}
