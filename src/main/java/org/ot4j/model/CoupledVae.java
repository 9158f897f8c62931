package org.ot4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ot4j.base.Check;
import org.ot4j.base.Scalars;
import org.ot4j.data.DataSource;
import org.ot4j.distribution.GaussianLikelihood;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;
import org.ot4j.training.Training;
import org.ot4j.transport.CostMatrix;
import org.ot4j.transport.Sinkhorn;
import org.ot4j.transport.TransportProblem;

/**
 * Coupled variational auto-encoder (Hao and Shafto 2023, 003), trained by its dual strategy
 * (Algorithm 2): the data and the prior are the marginals of an entropic transport problem whose
 * cost is the decoder's, c(x, z) = -log p(x | z), and the decoder minimises its semi-dual value
 * (003 Eq. 18),
 *
 * <pre>min_θ max_u E_{p(z)} [ Σ_i u_i / n - ε log Σ_i exp((u_i - c(x_i, z)) / ε) / n ].</pre>
 *
 * There is no encoder network: the posterior q(z | x_i) is the plan's, p(z) exp((u_i + v(z) -
 * c(x_i, z)) / ε) (003 Eq. 20, without its factor e^-1, which belongs to another normalisation),
 * and since the plan's second marginal is the prior, the prior has no holes.
 *
 * <p>The inner maximum over u is taken by Sinkhorn's algorithm (block ascent on the same objective)
 * on each batch of codes, from the potentials of the batch before. Codes are drawn {@linkplain
 * Prior#sampleEvenly evenly}, because what varies from batch to batch blurs the places where the
 * decoder goes from one part of the data to the next. Three more things help:
 *
 * <ul>
 *   <li>{@link Builder#anneal}: ε falls from a large value, so that the coupling finds its order at
 *       large before its details;
 *   <li>{@link Builder#coarseToFine}: while ε is large, data points closer to each other than the
 *       coupling can tell apart count as one;
 *   <li>{@link Training#settleBatchNorm}: the noise of batch statistics would blur the decoder,
 *       too.
 * </ul>
 */
public final class CoupledVae extends LatentModel {
    private static final int REFERENCE_CODES = 2048;

    private final Builder options;
    private DataSource data;
    private float[] points;
    private Weights potentials;
    private Atoms atoms;
    private double side = Double.NaN;
    private float[] codes;
    private CoupledPosterior posterior;

    private CoupledVae(Builder options) {
        super("C-VAE", options.prior, options.decoder, options.likelihood);
        this.options = options;
    }

    /** Starts with ε = 1, no annealing, and nothing else chosen. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Training train(DataSource samples) {
        Check.notNull(samples, "data");
        if (points != null) {
            Check.that(
                    samples.fingerprint().equals(data.fingerprint()),
                    "data",
                    samples.name(),
                    "the data that this model has potentials for, " + data.name());
        }
        data = samples;
        return super.train(samples);
    }

    @Override
    void build(Shape shape, SplittableRandom random) {
        try (NDManager scope = Tensors.newManager()) {
            NDArray all = data.batch(scope, rows(data));
            points = new float[Math.toIntExact(all.size())];
            Tensors.read(all, points);
        }
        potentials = Weights.free("potentials", new Shape(data.size()), new float[data.size()]);
    }

    @Override
    public List<Player> players() {
        var weights =
                Stream.concat(Stream.of(decoder().weights()), observation().weights().stream())
                        .toList();
        return List.of(
                Player.move("potentials", this::solve, potentials),
                Player.minimise("decoder", this::semiDual, weights));
    }

    /** The inner maximum: potentials for this step's codes, from where they were. */
    private Terms solve(Step step) {
        posterior = null;
        NDArray z = prior().sampleEvenly(step.manager(), step.size(), step.random());
        codes = new float[Math.toIntExact(z.size())];
        Tensors.read(z, codes);
        double epsilon = epsilon(step.progress());
        Atoms now = atoms(epsilon);
        NDArray cost = observation().pairwise(array(step.manager(), now), decoder().forward(z));
        var uniform = new double[step.size()];
        Arrays.fill(uniform, 1.0 / step.size());
        var solution =
                Sinkhorn.builder()
                        .epsilon(epsilon)
                        .tolerance(options.tolerance)
                        .maxIterations(options.iterations)
                        .scaling(false)
                        .build()
                        .solve(
                                TransportProblem.of(CostMatrix.of(cost), now.weights(), uniform),
                                now.gather(potentials.values()));
        potentials.set(now.scatter(centred(solution.f(), now.weights())));
        return Terms.of("marginal error", step.manager().create((float) solution.error()));
    }

    /** 003 Eq. 18 at the codes and potentials of this step, as a function of the decoder. */
    private Terms semiDual(Step step) {
        double epsilon = epsilon(step.progress());
        Atoms now = atoms(epsilon);
        NDManager manager = step.manager();
        NDArray z = Tensors.of(manager, codes, step.size(), prior().dimension());
        NDArray cost = observation().pairwise(array(manager, now), decoder().forward(z));
        double[] u = now.gather(potentials.values());
        var offsets = new double[now.size()];
        double mean = 0;
        for (int i = 0; i < offsets.length; i++) {
            mean += now.weights()[i] * u[i];
            offsets[i] = u[i] / epsilon + Math.log(now.weights()[i]);
        }
        NDArray exponents =
                Tensors.of(manager, offsets, offsets.length, 1).sub(Scalars.div(cost, epsilon));
        NDArray transform = Scalars.mul(logSumExp(exponents).mean(), -epsilon);
        return Terms.of("transport cost", transform.add(mean));
    }

    /** Over the first axis, [n, m] to [m]. */
    static NDArray logSumExp(NDArray exponents) {
        NDArray greatest = exponents.max(new int[] {0}, true).stopGradient();
        return exponents.sub(greatest).exp().sum(new int[] {0}, true).log().add(greatest);
    }

    private static double[] centred(double[] u, double[] weights) {
        double mean = 0;
        for (int i = 0; i < u.length; i++) {
            mean += weights[i] * u[i];
        }
        var centred = new double[u.length];
        for (int i = 0; i < u.length; i++) {
            centred[i] = u[i] - mean;
        }
        return centred;
    }

    private double epsilon(double progress) {
        return progress >= options.annealUntil
                ? options.epsilon
                : options.annealFrom
                        * Math.pow(
                                options.epsilon / options.annealFrom,
                                progress / options.annealUntil);
    }

    /** The data at the resolution that the coupling has at this ε; cells halve as it falls. */
    private Atoms atoms(double epsilon) {
        double wanted = 0;
        if (options.cells > 0) {
            double sigma = ((GaussianLikelihood) options.likelihood).sigma();
            double resolution = options.cells * sigma * Math.sqrt(epsilon);
            wanted = Math.pow(2, Math.floor(Math.log(resolution) / Math.log(2)));
        }
        if (wanted != side) {
            side = wanted;
            atoms = new Atoms(points, data.size(), data.sampleShape(), side);
        }
        return atoms;
    }

    private static NDArray array(NDManager manager, Atoms atoms) {
        return Tensors.of(manager, atoms.points(), atoms.shape());
    }

    /**
     * q(z | x) at the final ε, on evenly drawn codes; computed when first asked for after training.
     */
    public CoupledPosterior posterior() {
        requirePrepared();
        if (posterior == null) {
            posterior =
                    CoupledPosterior.of(
                            this,
                            points,
                            data,
                            potentials.values(),
                            options.epsilon,
                            REFERENCE_CODES);
        }
        return posterior;
    }

    @Override
    public NDArray encode(NDArray x) {
        return posterior().mean(x);
    }

    @Override
    public NDArray encode(NDArray x, long seed) {
        return posterior().sample(x, seed);
    }

    /**
     * Decodes, for each sample, the code under which it is most likely. The posterior's mean lies
     * between its modes, and its draws include the few codes that lead between two parts of the
     * data, since every code of the prior belongs to some sample.
     */
    @Override
    public NDArray reconstruct(NDArray x) {
        return decode(posterior().likeliest(x));
    }

    /** The potentials u_i of the data, [n]: 003 Eq. 18. */
    public double[] potentials() {
        requirePrepared();
        float[] values = potentials.values();
        var copy = new double[values.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = values[i];
        }
        return copy;
    }

    @Override
    public List<Network> networks() {
        return List.of(decoder());
    }

    @Override
    public void close() {
        if (potentials != null) {
            potentials.close();
        }
        super.close();
    }

    /** Collects the parts of a {@link CoupledVae}. */
    public static final class Builder {
        private Prior prior;
        private NetworkSpec decoder;
        private Likelihood likelihood;
        private double epsilon = 1;
        private double annealFrom = Double.NaN;
        private double annealUntil;
        private double cells;
        private double tolerance = 0.02;
        private int iterations = 100;

        private Builder() {}

        /** p(z): anything that can be sampled. */
        public Builder prior(Prior distribution) {
            prior = distribution;
            return this;
        }

        /** Hidden layers of the network from z to the parameters of p(x | z). */
        public Builder decoder(NetworkSpec spec) {
            decoder = spec;
            return this;
        }

        /** p(x | z); its negative logarithm is the cost of transport. */
        public Builder likelihood(Likelihood distribution) {
            likelihood = distribution;
            return this;
        }

        /**
         * Weight ε &gt; 0 of the entropy; 1, the value at which the bound is the VAE's, unless set.
         */
        public Builder epsilon(double weight) {
            epsilon = weight;
            return this;
        }

        /**
         * Lets ε fall geometrically from a larger value to its own.
         *
         * @param from ε at the start; where the Gaussian's σ² times it is the variance of the data,
         *     the coupling starts with no detail at all
         * @param until fraction of the run after which ε has its own value, in (0, 1)
         */
        public Builder anneal(double from, double until) {
            annealFrom = from;
            annealUntil = until;
            return this;
        }

        /**
         * Lets data points in the same cell of a grid count as one, with cells of side {@code
         * fraction} · σ √ε, the coupling's own resolution, rounded down to a power of 2. For a
         * Gaussian likelihood with fixed σ.
         */
        public Builder coarseToFine(double fraction) {
            cells = fraction;
            return this;
        }

        /** Ends the inner solve at this L1 error of the marginals, or after so many iterations. */
        public Builder inner(double error, int maxIterations) {
            tolerance = error;
            iterations = maxIterations;
            return this;
        }

        /** The model; an {@link IllegalArgumentException} names what is missing or wrong. */
        public CoupledVae build() {
            Check.positive(epsilon, "epsilon");
            if (Double.isNaN(annealFrom)) {
                annealFrom = epsilon;
            } else {
                Check.that(
                        annealFrom >= epsilon && Double.isFinite(annealFrom),
                        "anneal.from",
                        annealFrom,
                        "at least epsilon = " + epsilon);
                Check.that(
                        annealUntil > 0 && annealUntil < 1,
                        "anneal.until",
                        annealUntil,
                        "a fraction of the run in (0, 1)");
            }
            Check.notNegative(cells, "coarseToFine");
            Check.that(
                    cells == 0
                            || likelihood instanceof GaussianLikelihood gaussian
                                    && gaussian.variance() == GaussianLikelihood.Variance.FIXED,
                    "coarseToFine",
                    likelihood == null ? null : likelihood.name(),
                    "a Gaussian likelihood with fixed σ, whose resolution is known");
            Check.positive(tolerance, "inner.error");
            Check.atLeast(iterations, 1, "inner.maxIterations");
            return new CoupledVae(this);
        }
    }
}
