package org.ot4j.model.kantorovich;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.model.GenerativeModel;
import org.ot4j.model.GeneratorBuilder;
import org.ot4j.model.adversarial.Gan;
import org.ot4j.model.internal.ModelFiles;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.tensor.Scalars;
import org.ot4j.training.Game;
import org.ot4j.training.GameRecipe;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;
import org.ot4j.training.Training;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Penalty;
import org.ot4j.transport.Solver;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportLoss;
import org.ot4j.transport.entropic.Sinkhorn;
import org.ot4j.transport.unbalanced.UnbalancedTransport;

/**
 * Minimum Kantorovich estimator of a generative model in its primal form (GPC MKE-GM): the
 * generator g minimises the transport cost between g#ζ, where ζ is the prior, and the data (GPC Eq.
 * 4),
 *
 * <pre>min_g min_π  ∫ c(g(z), y) dπ(z, y)</pre>
 *
 * over couplings π of codes and data. In each step the coupling between a batch of codes and a
 * batch of data is solved, and the generator follows its gradient with the coupling held fixed, as
 * in GPC Eq. 5. No other network is needed. The variants are:
 *
 * <ul>
 *   <li>{@link #primal}: exact couplings;
 *   <li>{@link #entropic}: with ε KL(π | ζ ⊗ ν), which pulls samples to the mean of the points they
 *       are coupled with; {@link #sinkhornDivergence} removes that bias (Genevay et al. 2018);
 *   <li>{@link #unbalanced(Distortion, Penalty, Penalty)}: not all codes need be used (GPC Eq. 6),
 *       nor all data, so that outliers can be left out; {@linkplain #unbalanced(Distortion, double,
 *       Marginal, Marginal) with an entropy}, too, which is faster for large batches;
 *   <li>{@link #semiDiscrete}: a potential for each sample, by stochastic ascent;
 *   <li>{@link #dual}: a critic as the potential, which makes it a {@link Gan}.
 * </ul>
 *
 * <p>The generator is a network, or a {@link ParametricFamily}, whose few parameters mean
 * something.
 *
 * <p>Coupling batches costs more than coupling all codes and data, because a batch differs from the
 * whole: large batches blur less. Codes are drawn {@linkplain Prior#sampleEvenly evenly}.
 *
 * @equation GPC MKE-GM
 */
public final class Mke extends GenerativeModel {
    private final Recipe recipe;

    private Mke(Recipe recipe) {
        super(recipe.coupling().name(), recipe.prior(), "generator", recipe.generator());
        this.recipe = recipe;
    }

    /** With exact couplings: GPC Eq. 4 and 5. */
    public static Builder primal(Distortion cost) {
        return new Builder(cost, new Coupling(0, 0, 0, false));
    }

    /**
     * With entropic couplings.
     *
     * @param epsilon weight of ε KL(π | ζ ⊗ ν), in units of cost
     */
    public static Builder entropic(Distortion cost, double epsilon) {
        return new Builder(cost, new Coupling(positive(epsilon), 0, 0, false));
    }

    /** With the Sinkhorn divergence W_ε(μ, ν) - W_ε(μ, μ) / 2 - W_ε(ν, ν) / 2. */
    public static Builder sinkhornDivergence(Distortion cost, double epsilon) {
        return new Builder(cost, new Coupling(positive(epsilon), 0, 0, true));
    }

    /**
     * With couplings, without entropy, whose marginals need not be those of codes and data: λ D(π_1
     * | ζ) instead of the first is GPC Eq. 6, for D the divergence of Kullback and Leibler, the
     * total variation or the squared distance; the same for the second allows outliers to be left
     * out. See {@link UnbalancedTransport}.
     *
     * <pre>{@code
     * var asEquation6 = Mke.unbalanced(Distortion.squaredEuclidean(), Marginal.relaxed(5), Marginal.exact());
     * var robust = Mke.unbalanced(Distortion.squaredEuclidean(), Marginal.exact(), Penalty.totalVariation(2));
     * }</pre>
     *
     * @param codes how much of each code is used; exact if all of its prior weight
     * @param data how much of each sample is reached; exact if all of it
     * @throws IllegalArgumentException if both are exact, which is {@link #primal}
     */
    public static Builder unbalanced(Distortion cost, Penalty codes, Penalty data) {
        checkRelaxed(codes, data);
        return new Builder(cost, RelaxedCoupling.of(codes, data));
    }

    private static void checkRelaxed(Penalty codes, Penalty data) {
        Check.notNull(codes, "codes");
        Check.notNull(data, "data");
        Check.that(
                !codes.isExact() || !data.isExact(),
                "data",
                data,
                "Marginal.relaxed(rho), or codes relaxed");
    }

    /**
     * With entropic couplings whose marginals need not be those of codes and data: λ KL(π_1 | ζ)
     * instead of the first marginal, as in GPC Eq. 6, which has no entropy, and ρ KL(π_2 | ν)
     * instead of the second, so that outliers can be left out; see {@link Sinkhorn}.
     *
     * @param epsilon weight of ε KL(π | ζ ⊗ ν), in units of cost
     * @param codes {@code Marginal.relaxed(λ)}, or exact if each code must be used with its prior
     *     weight
     * @param data {@code Marginal.relaxed(ρ)}, or exact if each sample must be reached; samples
     *     much further away than ρ, in units of cost, are given up
     * @throws IllegalArgumentException if both are exact, or ε is out of range
     */
    public static Builder unbalanced(
            Distortion cost, double epsilon, Marginal codes, Marginal data) {
        checkRelaxed(codes, data);
        return new Builder(
                cost, new Coupling(positive(epsilon), weight(codes), weight(data), false));
    }

    private static double weight(Marginal marginal) {
        return marginal.isExact() ? 0 : marginal.rho();
    }

    /** With a potential for each sample: see {@link SemiDiscreteMke}. */
    public static SemiDiscreteMke.Builder semiDiscrete(Distortion cost) {
        return new SemiDiscreteMke.Builder(cost);
    }

    /** With a critic as potential: see {@link Gan#dual}. */
    public static Gan.Builder dual(Distortion cost) {
        return Gan.dual(cost);
    }

    private static double positive(double epsilon) {
        return Check.positive(epsilon, "epsilon");
    }

    /** Reads a model that {@link #save(Path)} wrote. */
    public static Mke load(String file) {
        return load(Path.of(Check.notNull(file, "file")));
    }

    /**
     * Reads a model that {@link #save(Path)} wrote.
     *
     * @throws IllegalArgumentException if the file is damaged or holds another kind of model, which
     *     the message names
     */
    public static Mke load(Path file) {
        return ModelFiles.load(file, Mke.class);
    }

    @Override
    public Training<Mke> train(DataSource data) {
        return Training.of(this, data);
    }

    @Override
    public Training<Mke> train(Object data) {
        return train(DataSet.checked(data, "data"));
    }

    @Override
    public void checkBatchSize(int size, DataSource data) {
        if (recipe.codes() > 0) {
            checkNormalised(recipe.codes(), "codes");
        } else {
            checkNormalised(size, "batchSize");
        }
    }

    @Override
    protected void build(Shape shape, SplittableRandom random) {
        checkCost(recipe.cost());
    }

    @Override
    public List<Player> players() {
        return List.of(Player.minimise("generator", this::objective, generator()));
    }

    /**
     * The minimum of ∫ c(g(z), y) dπ(z, y) over couplings of fresh codes and a batch of data.
     *
     * @equation GPC 4
     */
    private Terms objective(Step step) {
        int n = recipe.codes() > 0 ? recipe.codes() : step.size();
        NDArray z = prior().sampleEvenly(step.manager(), n, step.random());
        return Terms.of(
                "transport cost",
                recipe.coupling().between(recipe.cost(), generator().forward(z), step.batch()));
    }

    @Override
    public List<Network> networks() {
        return List.of(generator());
    }

    @Override
    public GameRecipe recipe() {
        return recipe;
    }

    /**
     * How batches are coupled, in the form stored in files.
     *
     * @param epsilon weight of the entropy; 0 for exact
     * @param codes λ of the marginal of the codes; 0 for none
     * @param data ρ of the marginal of the data; 0 for none
     * @param debiased whether to use the Sinkhorn divergence
     */
    record Coupling(double epsilon, double codes, double data, boolean debiased)
            implements BatchCoupling {
        private static final double TOLERANCE = 1e-3;
        private static final int ITERATIONS = 1_000;

        Coupling {
            Check.notNegative(epsilon, "epsilon");
            Check.notNegative(codes, "codes");
            Check.notNegative(data, "data");
        }

        @Override
        public String name() {
            return "MKE"
                    + (epsilon == 0
                            ? ""
                            : debiased
                                    ? ", Sinkhorn divergence"
                                    : codes + data > 0 ? ", unbalanced" : ", entropic");
        }

        @Override
        public NDArray between(Distortion cost, NDArray x, NDArray y) {
            Solver solver = solver();
            NDArray value = TransportLoss.ofCosts(cost.pairwise(x, y), solver);
            if (!debiased) {
                return value;
            }
            NDArray own = TransportLoss.ofCosts(cost.pairwise(x, x), solver);
            NDArray others = TransportLoss.ofCosts(cost.pairwise(y, y), solver);
            return value.sub(Scalars.mul(own.add(others), 0.5));
        }

        /**
         * What couples: exactly, or with an entropy, and with marginals that hold or by λ KL(π_1 |
         * ζ) and ρ KL(π_2 | ν).
         */
        private Solver solver() {
            if (epsilon == 0) {
                return Transport::exact;
            }
            return Sinkhorn.builder()
                    .epsilon(epsilon)
                    .tolerance(TOLERANCE)
                    .maxIterations(ITERATIONS)
                    .sourceMarginal(marginal(codes))
                    .targetMarginal(marginal(data))
                    .build();
        }

        private static Marginal marginal(double weight) {
            return weight == 0 ? Marginal.exact() : Marginal.relaxed(weight);
        }
    }

    /** The parts of an estimator. */
    record Recipe(
            Prior prior, NetworkSpec generator, Distortion cost, BatchCoupling coupling, int codes)
            implements GameRecipe {
        Recipe {
            Check.notNull(cost, "cost");
            Check.notNull(coupling, "coupling");
            Check.that(codes >= 0, "codes", codes, "at least 1, or 0 for as many as samples");
        }

        @Override
        public Game create() {
            return new Mke(this);
        }
    }

    /** Collects the parts of an {@link Mke}. */
    public static final class Builder extends GeneratorBuilder<Builder> {
        private final Distortion cost;
        private final BatchCoupling coupling;
        private int codes;

        private Builder(Distortion cost, BatchCoupling coupling) {
            this.cost = Check.notNull(cost, "cost");
            this.coupling = coupling;
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * A family of distributions with continuous parameters, in place of a prior and a
         * generator: sets both.
         */
        public Builder family(ParametricFamily family) {
            return prior(Check.notNull(family, "family").base()).generator(family);
        }

        /** Codes per step; by default the number of samples. */
        public Builder codes(int count) {
            codes = Check.atLeast(count, 1, "codes");
            return this;
        }

        /**
         * The model.
         *
         * @throws IllegalArgumentException if a part is missing or a setting is out of range
         */
        public Mke build() {
            return new Mke(new Recipe(prior(), generator(), cost, coupling, codes));
        }
    }
}
