package org.ot4j.transport.stochastic;

import java.util.Arrays;
import java.util.Random;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Measure;
import org.ot4j.transport.TransportMap;
import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.internal.Balance;
import org.ot4j.transport.internal.PointCosts;
import org.ot4j.transport.internal.RawMeasures;
import org.ot4j.transport.internal.ReducedCosts;

/**
 * Semi-discrete transport: from a distribution known by its samples to finitely many targets, by
 * stochastic ascent on the semi-dual (C-VAE Eq. 10; Genevay et al. 2016). With ε = 0 it is W_c
 * itself, and the potential cuts space into Laguerre cells, each with the mass of its target.
 *
 * <pre>{@code
 * var cells = SemiDiscrete.builder().steps(20_000).seed(1).build()
 *         .solve(PointSampler.uniform(2), Measure.of(sites));
 * int site = cells.cell(0.2, 0.7);
 * }</pre>
 */
public final class SemiDiscrete {
    private final Options options;

    private SemiDiscrete(Options options) {
        this.options = options;
    }

    /** A builder; only {@link AscentBuilder#seed} has no default. */
    public static Builder builder() {
        return new Builder();
    }

    /** The settings of a solver. */
    private record Options(double epsilon, Cost cost, Ascent ascent) {
        Options {
            Check.notNegative(epsilon, "epsilon");
            Check.notNull(cost, "cost");
        }
    }

    /** Configures a {@link SemiDiscrete}. */
    public static final class Builder extends AscentBuilder<Builder> {
        private double epsilon;
        private Cost cost = Cost.squaredEuclidean();

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** The weight of the entropy, in units of cost; 0 unless set. */
        public Builder epsilon(double epsilon) {
            this.epsilon = epsilon;
            return this;
        }

        /** The ground cost; squared Euclidean unless set. */
        public Builder cost(Cost cost) {
            this.cost = cost;
            return this;
        }

        /**
         * The solver.
         *
         * @throws IllegalArgumentException if a setting is missing or out of range
         */
        public SemiDiscrete build() {
            return new SemiDiscrete(new Options(epsilon, cost, ascent()));
        }
    }

    /**
     * Solves the problem from the sampled distribution, of mass 1, to targets whose weights sum to
     * 1.
     */
    public Cells solve(PointSampler source, Measure target) {
        Check.notNull(target, "target");
        return solve(source, target, new double[target.size()]);
    }

    /**
     * Solves the problem from a potential of the targets that is nearly right, such as that of some
     * points of the source. With a good start, and a {@code learningRate} of a few over the number
     * of targets, cells soon have their masses.
     *
     * @param start [m], finite
     */
    public Cells solve(PointSampler source, Measure target, double[] start) {
        Check.notNull(source, "source");
        Check.notNull(target, "target");
        Check.finite(start, "start");
        Check.that(
                start.length == target.size(),
                "start.length",
                start.length,
                target.size() + ", one for each target");
        Check.that(
                Math.abs(target.mass() - 1) <= Balance.TOLERANCE,
                "mass of the targets",
                target.mass(),
                "1, the mass of a distribution that is sampled");
        var random = new Random(options.ascent().seed());
        double[] first = source.sample(random);
        Check.that(
                first.length == target.dimension(),
                "length of a sample",
                first.length,
                target.dimension() + ", the dimension of the targets");
        var costs = new PointCosts(options.cost(), target);
        var ascent = new SemiDualAscent(options.epsilon(), RawMeasures.weights(target));
        var found =
                ascent.run(
                        (r, row) -> costs.from(source.sample(r), row),
                        options.ascent(),
                        start,
                        random);
        return new Cells(options.epsilon(), source, target, costs, found);
    }

    /** The solution: a potential of the targets, and its cells. */
    public static final class Cells {
        private final double epsilon;
        private final PointSampler source;
        private final Measure target;
        private final PointCosts costs;
        private final SemiDualAscent.Found found;

        // Between few targets, or with entropy, there is none.
        private final ReducedCosts search;

        private Cells(
                double epsilon,
                PointSampler source,
                Measure target,
                PointCosts costs,
                SemiDualAscent.Found found) {
            this.epsilon = epsilon;
            this.source = source;
            this.target = target;
            this.costs = costs;
            this.found = found;
            this.search = search(epsilon, costs, target, found.g());
        }

        private static ReducedCosts search(
                double epsilon, PointCosts costs, Measure target, double[] g) {
            boolean pays =
                    epsilon == 0
                            && ReducedCosts.pay(costs.cost(), target)
                            && Arrays.stream(RawMeasures.weights(target)).allMatch(w -> w > 0);
            return pays ? ReducedCosts.of((CoordinateCost) costs.cost(), target, g) : null;
        }

        /** Whether each point goes to one target. */
        boolean isHard() {
            return epsilon == 0;
        }

        /** The potential of the targets: [m]. */
        public double[] g() {
            return found.g().clone();
        }

        /** Steps taken: fewer than requested if the thread was interrupted. */
        public long steps() {
            return found.steps();
        }

        /** The targets. */
        public Measure target() {
            return target;
        }

        /** The Laguerre cell of a point: the target j with the smallest c(x, y_j) - g_j. */
        public int cell(double... x) {
            if (search != null) {
                var least = new ReducedCosts.Least(search);
                if (Double.isFinite(least.of(checked(x), 0))) {
                    return least.nearest();
                }
            }
            return SemiDualAscent.nearest(costs.from(x), found.g(), RawMeasures.weights(target));
        }

        /**
         * The map that takes a point to the target whose cell it is in, or with entropy to the mean
         * of its share of the targets. Its inverse takes a target to the mean of its cell, by fresh
         * samples, a hundred for each target, and any other point as the nearest target.
         *
         * @param seed of the samples for the inverse
         */
        public TransportMap map(long seed) {
            return new CellMap(this, source, seed);
        }

        /** The potential of the source at a point: the c,ε-transform of g (C-VAE Eq. 11). */
        public double f(double... x) {
            return assign(x, new double[target.size()]);
        }

        /** How a point's mass is distributed among the targets, [m]; its sum is 1. */
        public double[] share(double... x) {
            var share = new double[target.size()];
            assign(x, share);
            return share;
        }

        private double[] checked(double[] x) {
            Check.that(
                    x.length == target.dimension(),
                    "length of a point",
                    x.length,
                    target.dimension() + ", the dimension of the targets");
            return x;
        }

        private double assign(double[] x, double[] share) {
            if (search != null) {
                var least = new ReducedCosts.Least(search);
                double value = least.of(checked(x), 0);
                if (Double.isFinite(value)) {
                    share[least.nearest()] += 1;
                    return value;
                }
            }
            return new SemiDualAscent(epsilon, RawMeasures.weights(target))
                    .assign(costs.from(x), found.g(), share);
        }

        /**
         * The mass that each target gets, by Monte Carlo with fresh samples: [m]. At the optimum
         * the weights of the targets; the standard error of entry j is √(b_j (1 - b_j) / samples).
         */
        public double[] areas(int samples, long seed) {
            Check.atLeast(samples, 1, "samples");
            var random = new Random(seed);
            var areas = new double[target.size()];
            for (int s = 0; s < samples; s++) {
                assign(source.sample(random), areas);
            }
            return Arrays.stream(areas).map(t -> t / samples).toArray();
        }

        /** The semi-dual objective by Monte Carlo with fresh samples, and its standard error. */
        public Estimate value(int samples, long seed) {
            Check.atLeast(samples, 2, "samples");
            var random = new Random(seed);
            var share = new double[target.size()];
            double sum = 0;
            double squares = 0;
            for (int s = 0; s < samples; s++) {
                double f = assign(source.sample(random), share);
                sum += f;
                squares += f * f;
            }
            double mean = sum / samples;
            double variance = Math.max(0, squares / samples - mean * mean);
            return new Estimate(
                    mean + Vectors.dot(RawMeasures.weights(target), found.g()),
                    Math.sqrt(variance / (samples - 1)));
        }
    }

    /** A Monte Carlo estimate and its standard error. */
    public record Estimate(double value, double standardError) {}
}
