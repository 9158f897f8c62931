package org.ot4j.transport.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.internal.RawMeasures;

/**
 * The Wasserstein gradient flow of an energy of the density, ∂u/∂t = div(u ∇ δF/δu), on points that
 * stay where they are: the implicit scheme of Jordan, Kinderlehrer and Otto (1998),
 *
 * <pre>ρ_(k+1) = argmin over ρ of W_ε(ρ, ρ_k) / (2τ) + F(ρ),</pre>
 *
 * with the entropic W_ε, the least ⟨P, c⟩ + ε KL(P | v ⊗ ρ_k), for the squared distance W₂² (Peyré
 * 2015). Each step is solved by scalings in the log domain, which alternate between a proximal
 * operator of F and the marginal ρ_k (Peyré 2015, Section 3; Chizat et al. 2018, Algorithm 1). No
 * step is too long to be stable. On grids ({@link Measure#onGrid}) the kernel is a product over the
 * axes, and an iteration between h × w pixels takes O(h w (h + w)).
 *
 * <pre>{@code
 * var start = Measure.onGrid(picture).normalized();
 * var flow = JkoFlow.builder().energy(Energy.power(2)).epsilon(1e-3).debiased(true).build();
 * var path = flow.from(start).rate(1e-3).steps(20);
 * path.pictures();                            // the density at times 0, 0.001, ..., 0.02
 * path.energies();
 * }</pre>
 *
 * <p>W_ε is blurred: the flow of no energy at all is the heat equation ∂u/∂t = ε/(4τ) Δu, so that ε
 * must be small beside τ times what F diffuses. {@link Builder#debiased} takes this away: a step is
 * then of the Sinkhorn divergence, W_ε(ρ, ρ_k) - W_ε(ρ, ρ)/2 (Janati et al. 2020, whose scaling is
 * one more potential here), by which the energy never rises. Where the energy diffuses nothing, a
 * debiased step is ill-posed and slow, and with a bound it may take more iterations than it has:
 * see {@code converged}. What points that stay cannot show is motion by much less than the distance
 * of neighbours; take ε at least its square.
 *
 * <p>For points that move themselves, by any differentiable loss, see {@code
 * org.ot4j.divergence.GradientFlow}.
 */
public final class JkoFlow {
    private final Options options;

    private JkoFlow(Options options) {
        this.options = options;
    }

    /** A builder; {@link Builder#energy} and {@link Builder#epsilon} have no defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A flow at squared Euclidean cost, not debiased.
     *
     * @param epsilon the weight ε > 0 of the entropy of plans, in units of cost
     */
    public static JkoFlow of(Energy energy, double epsilon) {
        return builder().energy(energy).epsilon(epsilon).build();
    }

    /** The settings of a flow. */
    record Options(
            Energy energy,
            double epsilon,
            Cost cost,
            boolean debiased,
            double tolerance,
            int maxIterations) {
        Options {
            Check.notNull(energy, "energy");
            Check.positive(epsilon, "epsilon");
            Check.notNull(cost, "cost");
            Check.positive(tolerance, "tolerance");
            Check.atLeast(maxIterations, 1, "maxIterations");
        }
    }

    /** Configures a {@link JkoFlow}. */
    public static final class Builder {
        private Energy energy;
        private double epsilon = Double.NaN;
        private Cost cost = Cost.squaredEuclidean();
        private boolean debiased;
        private double tolerance = 1e-6;
        private int maxIterations = 10_000;

        private Builder() {}

        /** The energy whose flow it is. */
        public Builder energy(Energy energy) {
            this.energy = energy;
            return this;
        }

        /** The weight ε > 0 of the entropy of plans, in units of cost. */
        public Builder epsilon(double epsilon) {
            this.epsilon = epsilon;
            return this;
        }

        /**
         * The ground cost, symmetric, of which a step pays c / (2τ); squared Euclidean unless set.
         */
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
         * A step ends when the plan's marginal differs from the density by no more than this part
         * of the mass, in Σ|·|, and a debiased density moves by no more; above 0, 1e-6 unless set.
         */
        public Builder tolerance(double tolerance) {
            this.tolerance = tolerance;
            return this;
        }

        /** Maximum number of iterations of a step; 10,000 unless set. After that, not converged. */
        public Builder maxIterations(int maxIterations) {
            this.maxIterations = maxIterations;
            return this;
        }

        /**
         * The flow.
         *
         * @throws IllegalArgumentException if a setting is missing or out of range
         */
        public JkoFlow build() {
            return new JkoFlow(
                    new Options(energy, epsilon, cost, debiased, tolerance, maxIterations));
        }
    }

    /**
     * From where to flow.
     *
     * @param x points of any kind that stay where they are, with the masses at time 0; a measure on
     *     a grid is fastest, and masses may be 0
     */
    public Start from(Object x) {
        Measure start = Measure.checked(x, "x");
        return new Start(options, start, cells(start), Double.NaN);
    }

    /** A cell of the grid for each point, or 1/n. */
    private static double[] cells(Measure start) {
        var volumes = new double[start.size()];
        int[] shape = RawMeasures.grid(start);
        if (shape == null) {
            Arrays.fill(volumes, 1.0 / volumes.length);
            return volumes;
        }
        long axes = Arrays.stream(shape).filter(points -> points > 1).count();
        Arrays.fill(volumes, Math.pow(RawMeasures.gridStep(shape), axes));
        return volumes;
    }

    /** A flow that has yet to be followed. */
    public static final class Start {
        private final Options options;
        private final Measure measure;
        private final double[] volumes;
        private final double tau;

        private Start(Options options, Measure measure, double[] volumes, double tau) {
            this.options = options;
            this.measure = measure;
            this.volumes = volumes;
            this.tau = tau;
        }

        /** The time τ of a step, above 0; it has no default. */
        public Start rate(double tau) {
            return new Start(options, measure, volumes, Check.positive(tau, "rate"));
        }

        /**
         * The volumes v_i that points stand for, by which masses are densities. Unless set: on a
         * grid, s^d for a distance s of neighbours along d axes (of more than one point); of other
         * points, 1/n.
         *
         * @param v [n], at least 0 and not all 0; a point of volume 0 is a wall that no mass enters
         */
        public Start volumes(double... v) {
            Check.notNull(v, "v");
            int n = measure.size();
            Check.that(v.length == n, "v.length", v.length, n + ", one for each point");
            for (int i = 0; i < n; i++) {
                Check.notNegative(v[i], "v[" + i + "]");
            }
            Check.that(Vectors.sum(v) > 0, "sum of v", 0.0, "above 0");
            return new Start(options, measure, v.clone(), tau);
        }

        /**
         * Follows the flow. If the thread is interrupted, the path ends early.
         *
         * @param steps at least 1
         * @throws IllegalArgumentException if no {@link #rate} was given, if a potential is not
         *     finite, or if a bound leaves no room for the mass
         */
        public Path steps(int steps) {
            Check.atLeast(steps, 1, "steps");
            Check.positive(tau, "rate");
            double bound = options.energy().bound();
            double even = measure.mass() / Vectors.sum(volumes);
            Check.that(
                    bound > even,
                    "bound of the density",
                    bound,
                    "more than " + even + ", the density of the mass where it lies evenly");
            return follow(steps);
        }

        private Path follow(int steps) {
            double[] potentials = options.energy().potentials(measure.points());
            var step = new JkoStep(options, measure, volumes, potentials, tau);
            List<Measure> measures = new ArrayList<>(List.of(measure));
            var energies = new double[steps + 1];
            var iterations = new int[steps];
            var errors = new double[steps];
            energies[0] = options.energy().of(measure.weights(), volumes, potentials, 0);
            boolean converged = true;
            int done = 0;
            try (var progress = Progress.start("JKO flow", steps)) {
                while (done < steps && step.take(measures.get(done).weights())) {
                    double[] masses = step.masses();
                    measures.add(measure.withWeights(masses));
                    iterations[done] = step.iterations();
                    errors[done] = step.error();
                    converged &= step.error() <= options.tolerance();
                    double now = options.energy().of(masses, volumes, potentials, 1e-12);
                    energies[++done] = now;
                    progress.update(done, () -> String.format(Locale.ROOT, "energy %.6g", now));
                }
            }
            return new Path(
                    List.copyOf(measures),
                    volumes,
                    Arrays.copyOf(energies, done + 1),
                    Arrays.copyOf(iterations, done),
                    Arrays.copyOf(errors, done),
                    converged);
        }
    }

    /**
     * Where the mass has been.
     *
     * @param measures the masses before the first step and after each, steps + 1
     * @param volumes the volume of each point, [n]
     * @param energies F there, [steps + 1]; the first is ∞ if the start is denser than a bound
     * @param iterations how many each step took, [steps]
     * @param errors Σ|·| between the plan's marginal and the density, as a part of the mass,
     *     [steps]
     * @param converged whether all steps reached the tolerance
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Path(
            List<Measure> measures,
            double[] volumes,
            double[] energies,
            int[] iterations,
            double[] errors,
            boolean converged) {
        /** The masses at the end. */
        public Measure end() {
            return measures.get(measures.size() - 1);
        }

        /** The density u = mass / volume at each time and point: [steps + 1, n]. */
        public double[][] densities() {
            return measures.stream().map(this::density).toArray(double[][]::new);
        }

        /**
         * The density at each time as a picture: [steps + 1, h, w].
         *
         * @throws IllegalStateException if the points are not the pixels of a picture
         */
        public double[][][] pictures() {
            int[] shape = RawMeasures.grid(measures.get(0));
            if (shape == null || shape.length != 2) {
                throw new IllegalStateException(
                        "a flow of the pixels of a picture has pictures: see Measure.onGrid");
            }
            var pictures = new double[measures.size()][shape[0]][];
            for (int k = 0; k < pictures.length; k++) {
                double[] u = density(measures.get(k));
                for (int i = 0; i < shape[0]; i++) {
                    pictures[k][i] = Arrays.copyOfRange(u, i * shape[1], (i + 1) * shape[1]);
                }
            }
            return pictures;
        }

        private double[] density(Measure measure) {
            double[] u = measure.weights();
            Arrays.setAll(u, i -> u[i] == 0 ? 0 : u[i] / volumes[i]);
            return u;
        }
    }
}
