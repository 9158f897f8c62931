package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.distribution.Categorical;
import org.ot4j.distribution.GaussianLikelihood;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.model.LatentModel;
import org.ot4j.model.internal.Chunks;
import org.ot4j.model.internal.ImportanceWeights;
import org.ot4j.model.internal.ModelFiles;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Recipe;
import org.ot4j.network.Tensors;
import org.ot4j.network.Turns;
import org.ot4j.network.Weights;
import org.ot4j.tensor.LogSumExp;
import org.ot4j.training.Game;
import org.ot4j.training.GameRecipe;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Training;
import org.ot4j.transport.Marginal;

/**
 * Coupled variational auto-encoder (Hao and Shafto 2023, C-VAE): the data and the prior are the
 * marginals of an entropic transport problem whose cost is the decoder's, c(x, z) = -log p(x | z)
 * (C-VAE Eq. 13), and the decoder minimises its value. On the semi-dual that is (C-VAE Eq. 18)
 *
 * <pre>min_θ max_u E_{p(z)} [ Σ_i u_i / n - ε log Σ_i exp((u_i - c(x_i, z)) / ε) / n ],</pre>
 *
 * and on the dual, where v is a variable of its own, Eq. 16. There is no encoder network: the
 * posterior q(z | x_i) is the plan's, p(z) exp((u_i + v(z) - c(x_i, z)) / ε) (C-VAE Eq. 20, without
 * its factor e^-1, which belongs to another normalisation), and since the plan's second marginal is
 * the prior, the prior has no holes.
 *
 * <ul>
 *   <li>{@link Builder#strategy}: the decoder minimises the dual value (Algorithm 2, {@link
 *       Strategy#DUAL}, as in all experiments of the paper) or the expected cost under the
 *       posterior, by importance weights of codes from the prior (Algorithm 1, {@link
 *       Strategy#PRIMAL});
 *   <li>{@link Builder#inner}: the inner maximum by Sinkhorn's algorithm, or {@link
 *       Builder#ascend}: by stochastic ascent on a vector or network of potentials, on the {@link
 *       Builder#formulation} semi-dual or dual;
 *   <li>{@link Builder#marginals}: exact, or relaxed by penalties (Eq. 14);
 *   <li>any {@link Prior}; a categorical one is finite, and all its codes take part in each step.
 * </ul>
 *
 * <p>Codes are drawn {@linkplain Prior#sampleEvenly evenly}, because variation between batches
 * blurs the places where the decoder passes from one part of the data to the next. Some more
 * techniques help, which are ours and not the paper's:
 *
 * <ul>
 *   <li>{@link Builder#linearStart}: the decoder starts as a linear map, since the objective does
 *       not mind folds in the latent space;
 *   <li>{@link Builder#anneal}: ε falls from a large value, so that the coupling finds its order at
 *       large before its details;
 *   <li>{@link Builder#coarseToFine}: while ε is large, data points closer to each other than the
 *       coupling can tell apart count as one;
 *   <li>{@link Builder#teacher}: the coupling comes from a moving average of the decoder, so that
 *       the decoder's targets stay still;
 *   <li>{@link Builder#stratifiedCodes}: the decoder learns from codes that decode to places
 *       without data; or {@link Builder#hardCodes}, which learns most from these, and whose
 *       objective is not Eq. 18 any more;
 *   <li>{@code Optimizer.adam(0.9, 0.95)}: with the usual 0.999, gradients from before a transition
 *       became steep hold back later steps;
 *   <li>{@link Training#settleBatchNorm}: the noise of batch statistics would also blur the
 *       decoder.
 * </ul>
 *
 * <p>The plan is computed in blocks of data, so memory does not grow with data × codes. A
 * checkpoint contains the data, because they are part of this model.
 */
public final class CoupledVae extends LatentModel {
    /** What the decoder minimises while the potentials are fixed. */
    public enum Strategy {
        /** E c(x, z) under the posterior, by importance weights: C-VAE Algorithm 1. */
        PRIMAL,
        /** The dual value itself: C-VAE Algorithm 2. */
        DUAL
    }

    /** Which potentials are variables. */
    public enum Formulation {
        /** u; v is its c,ε-transform: C-VAE Eq. 17. */
        SEMI_DUAL,
        /** u and v: C-VAE Eq. 16. */
        DUAL
    }

    /** Codes of the posterior. */
    private static final int CODES = 2048;

    /** The number of samples and codes whose costs are checked before training. */
    private static final int CHECKED = 16;

    private final Parts parts;
    private int samples;
    private Weights points;
    private InnerMaximum inner;
    private List<Player> players;
    private volatile CoupledPosterior posterior;

    /**
     * @param samples number of data, 0 before they are known
     */
    private CoupledVae(Parts parts, int samples) {
        super("C-VAE", parts.prior(), parts.decoder(), parts.likelihood());
        this.parts = parts;
        this.samples = samples;
    }

    /** Starts with ε = 1, no annealing, the dual strategy and Sinkhorn inside. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads a model that {@link #save(Path)} wrote. */
    public static CoupledVae load(String file) {
        return load(Path.of(Check.notNull(file, "file")));
    }

    /**
     * Reads a model that {@link #save(Path)} wrote.
     *
     * @throws IllegalArgumentException if the file is damaged or holds another kind of model, which
     *     the message names
     */
    public static CoupledVae load(Path file) {
        return ModelFiles.load(file, CoupledVae.class);
    }

    @Override
    public Training<CoupledVae> train(DataSource data) {
        checkOwn(Check.notNull(data, "data"));
        return Training.of(this, data);
    }

    @Override
    public Training<CoupledVae> train(Object data) {
        return train(DataSet.checked(data, "data"));
    }

    /**
     * Builds the decoder and the potentials for the data, which become part of the model.
     *
     * @throws IllegalArgumentException if the model has potentials for other data
     */
    @Override
    public void prepare(DataSource data, long seed) {
        checkOwn(data);
        super.prepare(data, seed);
    }

    private void checkOwn(DataSource data) {
        Check.that(
                points == null
                        || (data.size() == samples && Arrays.equals(values(data), points.values())),
                "data",
                data.name(),
                "the data that this model has potentials for");
    }

    private static float[] values(DataSource data) {
        try (NDManager scope = Tensors.newManager()) {
            NDArray all = data.batch(scope, Chunks.rows(data));
            var values = new float[Math.toIntExact(all.size())];
            Tensors.read(all, values);
            return values;
        }
    }

    @Override
    protected void build(DataSource data, SplittableRandom random) {
        checkCost(data);
        samples = data.size();
        build(data.sampleShape(), values(data), random);
    }

    /** For a file, which brings the data with the weights. */
    @Override
    protected void build(Shape shape, SplittableRandom random) {
        if (samples == 0) {
            throw new IllegalStateException(
                    name() + " needs a potential for each sample: call prepare(data, seed) first");
        }
        build(shape, new float[Math.toIntExact(samples * shape.size())], random);
    }

    private void build(Shape shape, float[] data, SplittableRandom random) {
        points = Weights.free("data", new Shape(samples).addAll(shape), data);
        var round = new Handed<Round>("coupling");
        var codes = new Handed<Function<Step, Codes>>("potentials");
        var table = new InnerMaximum.Table(prior(), round, codes);
        inner =
                parts.inner()
                        .choose(
                                sinkhorn ->
                                        InnerMaximum.of(sinkhorn, parts.choice(), samples, table),
                                ascent ->
                                        InnerMaximum.of(
                                                ascent,
                                                parts.formulation() == Formulation.DUAL,
                                                samples,
                                                shape,
                                                random,
                                                table));
        Player curriculum =
                new Curriculum(
                                parts.curriculum(),
                                parts.coupling(),
                                prior(),
                                points,
                                observation(),
                                reference(),
                                round)
                        .player(() -> posterior = null);
        var decoder = new DecoderPlayer(decoder(), observation(), inner.dual(), round, codes);
        players =
                parts.strategy() == Strategy.PRIMAL
                        ? new PrimalStrategy(curriculum, inner.player(), decoder).players()
                        : new DualStrategy(curriculum, inner.player(), decoder, inner.dual())
                                .players();
    }

    private Reference reference() {
        return parts.teacher() > 0
                ? Teacher.of(
                        decoder(),
                        parts.decoder()
                                .build(
                                        "teacher",
                                        decoder().inputShape(),
                                        decoder().outputShape(),
                                        0),
                        parts.teacher())
                : Reference.itself(decoder());
    }

    /** Rejects a likelihood whose cost is not a number, before any training. */
    private void checkCost(DataSource data) {
        try (NDManager scope = Tensors.newManager()) {
            var some = new int[Math.min(CHECKED, data.size())];
            Arrays.setAll(some, i -> i);
            NDArray output =
                    decoder().forward(prior().sample(scope, CHECKED, new SplittableRandom(0)));
            NDArray costs = observation().pairwise(data.batch(scope, some), output);
            Check.that(
                    costs.getShape().equals(new Shape(some.length, CHECKED)),
                    "shape of the cost",
                    costs.getShape(),
                    new Shape(some.length, CHECKED).toString());
            Check.finite(Tensors.doubles(costs), "cost");
        }
    }

    @Override
    public List<Player> players() {
        requirePrepared();
        return players;
    }

    /**
     * q(z | x) at the final ε, on evenly drawn codes, or on all codes of a finite prior; computed
     * on the first call after training.
     */
    public CoupledPosterior posterior() {
        return reading(
                () -> {
                    // Two threads may both compute it; they find the same.
                    CoupledPosterior known = posterior;
                    if (known == null) {
                        Atoms all = Atoms.of(points, 0);
                        known =
                                new CoupledPosterior(
                                        this::reading,
                                        prior(),
                                        decoder(),
                                        observation(),
                                        parts.coupling(),
                                        all,
                                        inner.dual().u(all),
                                        CODES);
                        if (!Turns.amidStep()) {
                            posterior = known;
                        }
                    }
                    return known;
                });
    }

    @Override
    protected NDArray encoded(NDArray x) {
        return reading(() -> posterior().means(x));
    }

    @Override
    protected NDArray encoded(NDArray x, long seed) {
        return reading(() -> posterior().draws(x, seed));
    }

    /**
     * Importance weighting with codes near those of {@link #posterior}; the sum over all codes of a
     * finite prior.
     */
    @Override
    protected double[] logLikelihoods(NDArray x, int k, RandomGenerator random) {
        if (prior() instanceof Categorical finite) {
            NDManager scope = x.getManager();
            NDArray z = finite.codes(scope);
            NDArray log =
                    finite.logDensity(z)
                            .reshape(1, -1)
                            .sub(observation().pairwise(x, decoder().forward(z)));
            return Tensors.doubles(LogSumExp.over(log, 1));
        }
        var proposal =
                new PosteriorProposal(
                        prior(),
                        posterior(),
                        (rows, z) -> observation().pairwise(rows, decoder().forward(z)));
        return ImportanceWeights.logMeans(
                x,
                k,
                (some, draws) -> {
                    var drawn = proposal.draw(some, draws, random);
                    NDArray output = decoder().forward(drawn.z());
                    return observation()
                            .logDensity(some.repeat(0, draws), output)
                            .add(drawn.logRatio());
                });
    }

    /**
     * Decodes, for each sample, the code under which it is most likely. The posterior's mean lies
     * between its modes, and its draws include the few codes between two parts of the data, because
     * every code of the prior belongs to some sample.
     */
    @Override
    protected NDArray reconstructed(NDArray x) {
        return reading(
                () -> {
                    try (NDArray z = posterior().best(x)) {
                        return decoded(z);
                    }
                });
    }

    /** The potentials u_i of the data, [n]: C-VAE Eq. 18. */
    public double[] potentials() {
        return reading(() -> inner.dual().u(Atoms.of(points, 0)));
    }

    @Override
    public List<Network> networks() {
        return Stream.concat(Stream.of(decoder()), inner.dual().networks().stream()).toList();
    }

    @Override
    public GameRecipe recipe() {
        return new Sized(parts, samples);
    }

    /** The parts of a C-VAE, in the form stored in files. */
    record Parts(
            Prior prior,
            NetworkSpec decoder,
            Likelihood likelihood,
            Strategy strategy,
            Formulation formulation,
            InnerSolver inner,
            double epsilon,
            double annealFrom,
            double annealUntil,
            double linearUntil,
            double cells,
            double teacher,
            double hard,
            Double dataRho,
            Double priorRho,
            @Recipe.Added Double stratified)
            implements Recipe {
        /** Checks that the parts fit together. */
        Parts {
            Check.notNull(prior, "prior");
            Check.notNull(strategy, "strategy");
            Check.notNull(formulation, "formulation");
            Check.notNull(inner, "inner");
            inner.check(formulation == Formulation.DUAL, prior);
            Curriculum.Options.check(epsilon, annealUntil, linearUntil, prior);
            checkCells(cells, likelihood, inner);
            Check.that(teacher >= 0 && teacher < 1, "teacher", teacher, "a decay in [0, 1)");
            HardCodes.of(hard, stratified).check(prior, inner);
            coupling(epsilon, dataRho, priorRho);
        }

        private static void checkCells(double cells, Likelihood likelihood, InnerSolver inner) {
            Check.notNegative(cells, "coarseToFine");
            Check.that(
                    cells == 0
                            || (likelihood instanceof GaussianLikelihood gaussian
                                    && gaussian.variance() == GaussianLikelihood.Variance.FIXED),
                    "coarseToFine",
                    likelihood == null ? null : likelihood.name(),
                    "a Gaussian likelihood with fixed σ, whose resolution is known");
            Check.that(
                    cells == 0 || inner instanceof InnerSolver.BySinkhorn,
                    "coarseToFine",
                    cells,
                    "potentials by Sinkhorn's algorithm");
        }

        /** The problem at the final ε. */
        Coupling coupling() {
            return coupling(epsilon, dataRho, priorRho);
        }

        private static Coupling coupling(double epsilon, Double dataRho, Double priorRho) {
            return new Coupling(epsilon, marginal(dataRho), marginal(priorRho));
        }

        private static Marginal marginal(Double rho) {
            return rho == null ? Marginal.exact() : Marginal.relaxed(rho);
        }

        HardCodes choice() {
            return HardCodes.of(hard, stratified);
        }

        Curriculum.Options curriculum() {
            double sigma = likelihood instanceof GaussianLikelihood gaussian ? gaussian.sigma() : 0;
            return new Curriculum.Options(
                    epsilon, annealFrom, annealUntil, linearUntil, cells * sigma);
        }
    }

    /** With the number of data, for which there are potentials. */
    record Sized(Parts recipe, int samples) implements GameRecipe {
        @Override
        public Game create() {
            return new CoupledVae(recipe, samples);
        }
    }

    /** Collects the parts of a {@link CoupledVae}. */
    public static final class Builder {
        private Prior prior;
        private NetworkSpec decoder;
        private Likelihood likelihood;
        private Strategy strategy = Strategy.DUAL;
        private Formulation formulation = Formulation.SEMI_DUAL;
        private InnerSolver inner = new InnerSolver.BySinkhorn(0.02, 100, 1);
        private double epsilon = 1;
        private Double annealFrom;
        private double annealUntil;
        private double linearUntil;
        private double cells;
        private double teacher;
        private double hard;
        private Double stratified;
        private Marginal ofData = Marginal.exact();
        private Marginal ofPrior = Marginal.exact();

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

        /** What the decoder minimises; {@link Strategy#DUAL} unless set. */
        public Builder strategy(Strategy choice) {
            strategy = choice;
            return this;
        }

        /**
         * Which potentials are variables; {@link Formulation#SEMI_DUAL} unless set. The dual is for
         * {@link #ascend}: Sinkhorn's algorithm solves the maximum over v exactly in any case.
         */
        public Builder formulation(Formulation choice) {
            formulation = choice;
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
         * Decreases ε geometrically from a larger value to its final one.
         *
         * @param from ε at the start; if σ² of the Gaussian times it is the variance of the data,
         *     the coupling starts without any detail
         * @param until fraction of the run after which ε has its final value, in (0, 1)
         */
        public Builder anneal(double from, double until) {
            annealFrom = from;
            annealUntil = until;
            return this;
        }

        /**
         * Lets the decoder learn the linear map onto the data's first principal axes for this
         * fraction of the run, before the annealing begins. The objective does not penalise folds
         * in the arrangement of the data in the latent space, and a random network has many; with
         * this start the data are arranged as along their first axes, with the shortest boundaries.
         */
        public Builder linearStart(double until) {
            linearUntil = until;
            return this;
        }

        /**
         * Lets data points in the same cell of a grid count as one, with cells of side {@code
         * fraction} · σ √ε, the coupling's own resolution, rounded down to a power of 2. For a
         * Gaussian likelihood with fixed σ and {@link #inner}.
         */
        public Builder coarseToFine(double fraction) {
            cells = fraction;
            return this;
        }

        /**
         * The plan's marginals; exact unless set.
         *
         * @param ofData of the data; if relaxed, outliers can be left out
         * @param ofPrior of the prior; if relaxed by ς, this is C-VAE Eq. 14
         */
        public Builder marginals(Marginal ofData, Marginal ofPrior) {
            this.ofData = ofData;
            this.ofPrior = ofPrior;
            return this;
        }

        /**
         * Solves the inner maximum by Sinkhorn's algorithm on each batch of codes, starting from
         * the previous solution: the default, with 0.02 and 100.
         *
         * @param error L1 error of the marginals at which it stops
         * @param maxIterations the number of iterations after which it stops in any case
         */
        public Builder inner(double error, int maxIterations) {
            return inner(error, maxIterations, 1);
        }

        /**
         * Like {@link #inner(double, int)}, on several batches of codes, the first of which the
         * decoder learns from. With few codes for each part of the data the coupling is distorted,
         * and its boundaries blur; decoding a code costs a third of learning from it.
         */
        public Builder inner(double error, int maxIterations, int batches) {
            inner = new InnerSolver.BySinkhorn(error, maxIterations, batches);
            return this;
        }

        /**
         * Takes the coupling from a moving average of the decoder, of which {@code decay} is kept
         * in each step (0.99: over some 100 steps), while the decoder learns as before (a mean
         * teacher, Tarvainen and Valpola 2017). The target at a code then does not change with each
         * of the decoder's steps, and the decoder becomes steep between parts of the data much
         * sooner.
         */
        public Builder teacher(double decay) {
            teacher = decay;
            return this;
        }

        /**
         * Lets the decoder learn from the codes whose minimum cost to the data is largest, for up
         * to this fraction of its batch, and from random codes for the rest (online hard example
         * mining, Shrivastava et al. 2016); they are chosen among the batches of {@link
         * #inner(double, int, int)}. They lie where the decoder passes from one part of the data to
         * the next.
         *
         * <p>This re-weights the codes: what the decoder minimises is no longer Eq. 18, whose
         * expectation is the prior's. A decoder that cannot fit all codes fits the hard ones
         * better, and one that can has the same optimum. {@link #stratifiedCodes} keeps Eq. 18.
         */
        public Builder hardCodes(double fraction) {
            hard = fraction;
            stratified = null;
            return this;
        }

        /**
         * Chooses codes as {@link #hardCodes} does, and weights them so that the expectation stays
         * the prior's and the objective is Eq. 18: hard codes are a stratum of their own, each with
         * the weight of one of the codes that were drawn, and the others stand for the rest. Only
         * the variance of the gradient changes.
         *
         * @param fraction of the decoder's batch that is hard, in [0, 1)
         */
        public Builder stratifiedCodes(double fraction) {
            hard = 0;
            stratified = fraction == 0 ? null : (Double) fraction;
            return this;
        }

        /** Moves a vector of potentials by K steps of ascent, at a rate in units of cost. */
        public Builder ascend(int k, double rate) {
            inner = new InnerSolver.ByAscent(k, rate, null);
            return this;
        }

        /** Moves potentials that are networks, u of the sample and v of the code, by K steps. */
        public Builder ascend(NetworkSpec potential, int k, double rate) {
            inner = new InnerSolver.ByAscent(k, rate, Check.notNull(potential, "ascent.potential"));
            return this;
        }

        /**
         * The model.
         *
         * @throws IllegalArgumentException if a part is missing or a setting is out of range
         */
        public CoupledVae build() {
            Check.positive(epsilon, "epsilon");
            checkAnnealing();
            boolean anneals = annealFrom != null;
            return new CoupledVae(
                    new Parts(
                            prior,
                            decoder,
                            likelihood,
                            strategy,
                            formulation,
                            inner,
                            epsilon,
                            anneals ? annealFrom : epsilon,
                            annealUntil,
                            linearUntil,
                            cells,
                            teacher,
                            hard,
                            rho(ofData, "marginals.ofData"),
                            rho(ofPrior, "marginals.ofPrior"),
                            stratified),
                    0);
        }

        // As files have it: null is exact.
        private static Double rho(Marginal marginal, String name) {
            return Check.notNull(marginal, name).isExact() ? null : (Double) marginal.rho();
        }

        private void checkAnnealing() {
            if (annealFrom != null) {
                Check.that(
                        annealFrom >= epsilon && annealFrom < Double.POSITIVE_INFINITY,
                        "anneal.from",
                        annealFrom,
                        "at least epsilon = " + epsilon);
                Check.that(
                        annealUntil > 0 && annealUntil < 1,
                        "anneal.until",
                        annealUntil,
                        "a fraction of the run in (0, 1)");
            }
        }
    }
}
