package org.ot4j.model.autoencoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.distribution.DiagonalGaussian;
import org.ot4j.distribution.Inference;
import org.ot4j.distribution.LearnedPrior;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Posterior;
import org.ot4j.distribution.Prior;
import org.ot4j.distribution.Support;
import org.ot4j.internal.Check;
import org.ot4j.model.internal.Given;
import org.ot4j.model.internal.ModelFiles;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Tensors;
import org.ot4j.network.Unowned;
import org.ot4j.tensor.LogSumExp;
import org.ot4j.tensor.Scalars;
import org.ot4j.training.Game;
import org.ot4j.training.GameRecipe;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;
import org.ot4j.training.Training;

/**
 * Variational auto-encoders as one objective, that of InfoVAE (Zhao et al. 2019; C-VAE Eq. 4):
 * encoder and decoder minimise
 *
 * <pre>
 * E_x [ E_{q(z|x)} -log p(x | z)  +  (1 - α) KL(q(z | x) | p(z)) ]  +  (α + λ - 1) D(q(z), p(z))
 * </pre>
 *
 * with one reparameterised draw of z for each x, q(z) the aggregated posterior and D any {@link
 * LatentPenalty}. Named cases:
 *
 * <ul>
 *   <li>{@link #builder()}: the VAE (Kingma and Welling 2014; VEGAN Eq. 5), α = 0 and λ = 1;
 *   <li>{@link #beta}: the β-VAE (Higgins et al. 2017), α = 1 - β and λ = β;
 *   <li>{@link #info}: InfoVAE with MMD; with α = λ = 1 and the divergence of a GAN it is the
 *       adversarial auto-encoder (VEGAN Eq. 7);
 *   <li>{@link #flows} and {@link #amortisedFlows}: VAE-NF, planar flows after a diagonal Gaussian
 *       (Rezende and Mohamed 2015; ten in C-VAE), the same for all samples or by the encoder;
 *   <li>{@link #importanceWeighted}: the importance-weighted auto-encoder, IWAE (Burda et al.
 *       2016), whose bound on log p(x) uses several draws of z for each x;
 *   <li>{@link #avb}: adversarial variational Bayes (VEGAN Eq. 6), whose posterior needs no
 *       density: a critic of pairs (x, z) estimates the KL term.
 * </ul>
 *
 * The KL term is in closed form for Gaussian posteriors and the standard normal prior, and log q(z
 * | x) - log p(z) at the draw for others.
 */
public final class Vae extends AutoEncoder {
    private final Recipe recipe;
    private final int samples;
    private Adversary contrast;

    /**
     * @param samples number of draws of z for each x in the bound; 1 for the VAE's own
     */
    private Vae(Recipe recipe, int samples) {
        super(
                samples > 1 ? "IWAE" : recipe.name(),
                recipe.prior(),
                recipe.encoder(),
                recipe.posterior(),
                recipe.decoder(),
                recipe.likelihood(),
                recipe.penaltyWeight() > 0 ? recipe.penalty() : null,
                recipe.classes());
        this.recipe = recipe;
        this.samples = samples;
    }

    /** The VAE: α = 0, λ = 1 and a diagonal Gaussian posterior. */
    public static Builder builder() {
        return new Builder();
    }

    /** The β-VAE, with β at least 0. */
    public static Builder beta(double beta) {
        return builder().beta(beta);
    }

    /** InfoVAE with MMD; α at most 1 and α + λ at least 1. */
    public static Builder info(double alpha, double lambda) {
        return builder().info(alpha, lambda);
    }

    /** VAE-NF with the given number of planar flows, the same for all samples. */
    public static Builder flows(int count) {
        return builder().posterior(Posterior.planarFlows(count));
    }

    /**
     * VAE-NF with the given number of planar flows whose parameters the encoder outputs for each
     * sample, as in Rezende and Mohamed (2015).
     */
    public static Builder amortisedFlows(int count) {
        return builder().posterior(Posterior.amortisedFlows(count));
    }

    /**
     * The importance-weighted auto-encoder, IWAE (Burda et al. 2016), which maximises
     *
     * <pre>E_x E [ log 1/k Σ_j p(x | z_j) p(z_j) / q(z_j | x) ],   z_1 ... z_k from q(z | x).</pre>
     *
     * With one draw it is the VAE, bit for bit; with more the bound is closer to log p(x), and q is
     * less drawn to a single mode of the true posterior.
     *
     * @param samples k, at least 1
     */
    public static Builder importanceWeighted(int samples) {
        return builder().importanceWeighted(samples);
    }

    /**
     * Adversarial variational Bayes: a discriminator of these layers compares pairs (x, z) with z
     * from q(z | x) and from p(z). The posterior is implicit (the encoder takes four noise values
     * for each coordinate of the code) unless {@link AutoEncoderBuilder#posterior} sets another
     * one. The critic must keep up with the encoder: give it several steps with {@link
     * Builder#contrast}.
     */
    public static Builder avb(NetworkSpec discriminator) {
        return builder().contrast(LatentPenalty.kl(discriminator));
    }

    /** Reads a model that {@link #save(Path)} wrote. */
    public static Vae load(String file) {
        return load(Path.of(Check.notNull(file, "file")));
    }

    /**
     * Reads a model that {@link #save(Path)} wrote.
     *
     * @throws IllegalArgumentException if the file is damaged or holds another kind of model, which
     *     the message names
     */
    public static Vae load(Path file) {
        return ModelFiles.load(file, Vae.class);
    }

    @Override
    public Training<Vae> train(DataSource data) {
        return Training.of(this, data);
    }

    @Override
    public Training<Vae> train(Object data) {
        return train(DataSet.checked(data, "data"));
    }

    @Override
    protected void build(Shape shape, SplittableRandom random) {
        super.build(shape, random);
        if (recipe.contrast() != null) {
            var pair = new Shape(shape.size() + prior().dimension());
            contrast =
                    recipe.contrast()
                            .told(recipe.classes())
                            .build("pair critic", pair, random.nextLong());
        }
        if (recipe.prior() instanceof LearnedPrior learned) {
            learn(learned.build(shape, this::settledParameters, random.nextLong()));
        }
    }

    @Override
    protected void build(DataSource data, SplittableRandom random) {
        super.build(data, random);
        if (recipe.prior() instanceof LearnedPrior learned && learned.pseudoInputs() > 0) {
            int[] rows = random.ints(learned.pseudoInputs(), 0, data.size()).toArray();
            try (NDManager scope = Tensors.newManager()) {
                NDArray some = data.batch(scope, rows);
                var values = new float[Math.toIntExact(some.size())];
                Tensors.read(some, values);
                prior().learned().get(0).set(values);
            }
        }
    }

    @Override
    protected boolean learnsPrior() {
        return true;
    }

    /**
     * Encoder and decoder, which minimise the {@link #objective}, after the critics that it needs.
     *
     * @equation C-VAE 5
     */
    @Override
    public List<Player> players() {
        var players = new ArrayList<Player>();
        if (contrast != null) {
            players.add(contrast.player(this::contrast));
        }
        players.addAll(players(recipe.penaltyWeight()));
        return players;
    }

    /**
     * E [-log p(x | z) + (1 - α) KL(q(z | x) | p(z))] + (α + λ - 1) D(q(z), p(z)) on a batch, with
     * z from q(z | x). The VAE has α = 0 and λ = 1; AVB has the KL of its {@link #contrast}.
     *
     * @equation VEGAN 5
     * @equation VEGAN 6
     * @equation WAE 6
     * @equation WAE 7
     * @equation C-VAE 2
     * @equation C-VAE 4
     */
    @Override
    Terms objective(Step step) {
        NDArray x = step.batch();
        NDArray parameters = parameters(x, step.random());
        if (samples > 1) {
            return importanceWeighted(logWeights(x, parameters, samples, step.random()));
        }
        Inference.Draw draw = draw(parameters, step.random());
        NDArray fit = observation().logDensity(x, decoder().forward(draw.z()));
        var terms = Terms.of("reconstruction", fit.mean().neg());
        if (recipe.klWeight() > 0) {
            NDArray kl =
                    contrast == null
                            ? inference().kl(parameters, draw, prior()).mean()
                            : contrast.between(
                                    pairs(x, draw.z()), pairs(x, priorDraws(step)), step.random());
            terms.and("KL", Scalars.mul(kl, recipe.klWeight()));
        }
        return recipe.penaltyWeight() > 0
                ? penalise(terms, step, draw.z(), recipe.penaltyWeight())
                : terms;
    }

    /** -E log 1/k Σ_j w_j from log w, [n, k]. */
    private static Terms importanceWeighted(NDArray logWeights) {
        NDArray bound = LogSumExp.over(logWeights, 1).sub(Math.log((double) logWeights.size(1)));
        return Terms.of("negative bound", bound.mean().neg());
    }

    /**
     * The objective that AVB's critic of pairs maximises, D_{f,GAN}(q(z | x), p(z)), jointly over
     * all x.
     */
    private Terms contrast(Step step) {
        NDArray x = step.batch();
        NDArray z = codes(step);
        return Terms.of("bound", contrast.bound(pairs(x, z), pairs(x, priorDraws(step))));
    }

    private static NDArray pairs(NDArray x, NDArray z) {
        return x.reshape(x.size(0), -1).concat(z, 1);
    }

    /**
     * q(z | x) for each sample, where it is a diagonal Gaussian; its arrays need not be closed.
     *
     * @param x [n, sample shape...]
     * @throws IllegalArgumentException for another family; {@link #encode(NDArray, long)} draws
     *     from any family
     */
    public DiagonalGaussian posterior(NDArray x) {
        requireDiagonal();
        var log = new NDArray[1];
        NDArray mean = given(x, "x", sampleShape(), rows -> mean(rows, log));
        return new DiagonalGaussian(mean, log[0]);
    }

    /**
     * q(z | x) for each sample, where it is a diagonal Gaussian; its arrays need not be closed.
     *
     * @param x rows {@code double[n][d]}, a data set, a measure of equal weights or a table
     * @throws IllegalArgumentException for another family, and for what has no points
     */
    public DiagonalGaussian posterior(Object x) {
        requireDiagonal();
        var log = new NDArray[1];
        NDArray mean = drawn(scope -> mean(Given.batch(scope, x, "x", sampleShape()), log));
        return new DiagonalGaussian(mean, log[0]);
    }

    private void requireDiagonal() {
        requirePrepared();
        Check.that(
                posteriorFamily().equals(Posterior.diagonal()),
                "posterior",
                posteriorFamily().name(),
                "diagonal Gaussian");
    }

    /** The means; a copy of the logarithms of the variances goes where the result will. */
    private NDArray mean(NDArray x, NDArray[] log) {
        var q = DiagonalGaussian.of(parameters(x, null));
        log[0] = Unowned.copy(q.logVariance(), x.getManager().getParentManager());
        return q.mean();
    }

    @Override
    public List<Network> networks() {
        var networks = new ArrayList<>(super.networks());
        if (contrast != null) {
            networks.add(contrast.network());
        }
        return networks;
    }

    @Override
    public GameRecipe recipe() {
        return samples > 1 ? new ImportanceWeighted(recipe, samples) : recipe;
    }

    /** The parts of an IWAE: those of a VAE and the number of draws. */
    record ImportanceWeighted(Recipe vae, int samples) implements GameRecipe {
        ImportanceWeighted {
            Check.atLeast(samples, 1, "importanceWeighted");
            Check.that(
                    samples == 1 || vae.name().startsWith("VAE"),
                    "importanceWeighted",
                    samples,
                    "1 for " + vae.name() + ", whose objective is not the VAE's bound");
        }

        @Override
        public Game create() {
            return new Vae(vae, samples);
        }
    }

    /** The parts of a VAE. */
    record Recipe(
            Prior prior,
            NetworkSpec encoder,
            Posterior posterior,
            NetworkSpec decoder,
            Likelihood likelihood,
            double klWeight,
            double penaltyWeight,
            LatentPenalty penalty,
            AdversarialPenalty contrast,
            @GameRecipe.Added Integer classes)
            implements GameRecipe {
        Recipe {
            Check.notNegative(klWeight, "beta");
            Check.notNegative(penaltyWeight, "lambda");
            Check.notNull(posterior, "posterior");
            Check.notNull(penalty, "divergence");
            Check.that(
                    klWeight == 0 || contrast != null || posterior.hasDensity(),
                    "posterior",
                    posterior.name(),
                    "one with a density, or a critic that estimates the KL term");
            if (prior instanceof LearnedPrior learned) {
                // Only the KL term, as a density, tells a prior anything.
                Check.that(
                        klWeight > 0 && penaltyWeight == 0 && contrast == null,
                        "prior",
                        learned.name(),
                        "a given prior: InfoVAE, AVB and β = 0 do not learn one");
                String expected = learned.refusal(posterior);
                Check.that(expected == null, "posterior", posterior.name(), expected);
            }
        }

        String name() {
            if (penaltyWeight > 0) {
                return "InfoVAE";
            }
            if (contrast != null) {
                return "AVB";
            }
            if (klWeight != 1) {
                return "β-VAE";
            }
            return posterior.name().contains("flow") ? "VAE-NF" : "VAE";
        }

        @Override
        public Game create() {
            return new Vae(this, 1);
        }
    }

    /** Collects the parts of a {@link Vae}. */
    public static final class Builder extends AutoEncoderBuilder<Builder> {
        private Likelihood likelihood;
        private double klWeight = 1;
        private double penaltyWeight;
        private LatentPenalty penalty = LatentPenalty.imq();
        private AdversarialPenalty contrast;
        private int samples = 1;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** p(x | z). */
        public Builder likelihood(Likelihood distribution) {
            likelihood = distribution;
            return this;
        }

        /** Weight β of the KL term, at least 0, and no other divergence. */
        public Builder beta(double weight) {
            klWeight = Check.notNegative(weight, "beta");
            penaltyWeight = 0;
            return this;
        }

        /** Number of draws of z for each x in the bound, at least 1; 1 unless set. */
        public Builder importanceWeighted(int draws) {
            samples = Check.atLeast(draws, 1, "importanceWeighted");
            return this;
        }

        /** InfoVAE's α, at most 1, and λ, at least 1 - α. */
        public Builder info(double alpha, double lambda) {
            Check.that(alpha <= 1 && alpha > -1e9, "alpha", alpha, "a finite number of at most 1");
            Check.that(
                    lambda >= 1 - alpha && lambda < 1e9,
                    "lambda",
                    lambda,
                    "a finite number of at least 1 - alpha = " + (1 - alpha));
            klWeight = 1 - alpha;
            penaltyWeight = lambda - (1 - alpha);
            return this;
        }

        /** InfoVAE's D(q(z), p(z)); MMD with the IMQ kernel unless set. */
        public Builder divergence(LatentPenalty d) {
            penalty = d;
            return this;
        }

        /**
         * AVB's estimate of the KL term by a critic of pairs (x, z): {@link LatentPenalty#kl}, or
         * the bound of VEGAN Eq. 6, {@code LatentPenalty.fDivergence(FDivergence.KL, critic)}.
         */
        public Builder contrast(AdversarialPenalty estimate) {
            contrast = estimate;
            return this;
        }

        /**
         * The model.
         *
         * @throws IllegalArgumentException if a part is missing or a setting is out of range, or if
         *     the KL term cannot be finite because prior and posterior lie in different places
         */
        public Vae build() {
            Check.notNull(prior, "prior");
            Posterior family = posterior;
            if (family == null) {
                family =
                        contrast == null
                                ? Posterior.diagonal()
                                : Posterior.implicit(4 * prior.dimension());
            }
            var parts =
                    new Recipe(
                            prior,
                            encoder,
                            family,
                            decoder,
                            likelihood,
                            klWeight,
                            penaltyWeight,
                            penalty,
                            klWeight > 0 ? contrast : null,
                            classes);
            // Not in the recipe: files of before may hold a model that does not fit.
            checkFit(family);
            return new Vae(new ImportanceWeighted(parts, samples).vae(), samples);
        }

        /** The KL term is infinite where q has a density and p has none. */
        private void checkFit(Posterior family) {
            if (klWeight > 0 && !family.fits(prior)) {
                boolean sphere = prior.support() == Support.SPHERE;
                boolean onSphere = family.equals(Posterior.vonMisesFisher());
                throw Check.error(
                        "prior",
                        prior.name() + " on " + prior.support(),
                        onSphere
                                ? "Prior.sphere(d), where the von Mises–Fisher posterior lies"
                                : "a density on all of space, as the "
                                        + family.name()
                                        + " posterior has, or KL(q(z | x) | p(z)) is infinite: take"
                                        + " "
                                        + (sphere ? "Posterior.vonMisesFisher(), " : "")
                                        + "CoupledVae, Wae.mmd() or Vae.info(1, lambda) for this"
                                        + " prior");
            }
        }
    }
}
