package org.ot4j.model.autoencoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Posterior;
import org.ot4j.distribution.Prior;
import org.ot4j.divergence.Mmd;
import org.ot4j.internal.Check;
import org.ot4j.model.internal.ModelFiles;
import org.ot4j.network.NetworkSpec;
import org.ot4j.tensor.Scalars;
import org.ot4j.training.Game;
import org.ot4j.training.GameRecipe;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;
import org.ot4j.training.Training;

/**
 * Penalised optimal transport, POT (VEGAN Eq. 12 and 13), known as the Wasserstein auto-encoder
 * (WAE Eq. 4): encoder and decoder minimise
 *
 * <pre>E_x E_{q(z|x)} c(x, G(z))  +  λ F(Q_Z, P_Z)</pre>
 *
 * with any cost c, any {@linkplain LatentPenalty penalty} F and any posterior: at Q_Z = P_Z the
 * first term is the transport cost W_c(P_X, P_G), by VEGAN Theorem 1. Named cases:
 *
 * <ul>
 *   <li>{@link #mmd()}: WAE-MMD (WAE Algorithm 2);
 *   <li>{@link #gan}: WAE-GAN (WAE Algorithm 1);
 *   <li>{@link #aae}: the adversarial auto-encoder (VEGAN Eq. 7), which is this with λ = 2σ²;
 *   <li>{@link #wvae}: the Wasserstein-VAE of GPC, whose encoder is a map;
 *   <li>{@link #pot}: any other penalty.
 * </ul>
 *
 * A {@linkplain Builder#randomDecoder random decoder} P_G(Y | z) = N(G(z), σ² I) is judged by E
 * c(x, Y), the W_c† of VEGAN Eq. 9. For the squared cost, by VEGAN Corollary 7, that is |x - G(z)|²
 * + d σ²: the constant does not affect G. For any other cost, it is estimated by one draw.
 */
public final class Wae extends AutoEncoder {
    private final Recipe recipe;

    private Wae(Recipe recipe) {
        super(
                recipe.name(),
                recipe.prior(),
                recipe.encoder(),
                recipe.posterior(),
                recipe.decoder(),
                Likelihood.cost(recipe.cost(), 1, recipe.sigma()),
                recipe.penalty(),
                recipe.classes());
        this.recipe = recipe;
    }

    /** WAE-MMD (WAE Algorithm 2) with its IMQ kernel and λ = 10. */
    public static Builder mmd() {
        return new Builder("WAE-MMD", LatentPenalty.imq(), 10);
    }

    /** WAE-GAN (WAE Algorithm 1) with λ = 10 and a discriminator of codes with these layers. */
    public static Builder gan(NetworkSpec discriminator) {
        return new Builder("WAE-GAN", LatentPenalty.gan(discriminator), 10);
    }

    /**
     * The adversarial auto-encoder, min D_GAN(Q_Z, P_Z) - E log p(x | z) with p(x | z) = N(G(z), σ²
     * I) (VEGAN Eq. 7): times 2σ², and up to a constant, POT with the squared cost and λ = 2σ²
     * (VEGAN section 4.1). Uses the log trick, as is usual in practice.
     *
     * @equation VEGAN 7
     * @equation WAE 8
     */
    public static Builder aae(double sigma, NetworkSpec discriminator) {
        Check.positive(sigma, "sigma");
        return new Builder("AAE", LatentPenalty.gan(discriminator), 2 * sigma * sigma)
                .randomDecoder(sigma);
    }

    /**
     * WVAE (GPC): the transport cost of an encoding map f and a decoding map g, min Δ_ν(g ∘ f, Id)
     * + λ D(f#ν | ζ), where Δ_ν is the mean of c between a sample and its reconstruction; POT with
     * a deterministic posterior. As λ grows its value comes down to no less than W_c(g#ζ, ν), that
     * of {@code Mke}.
     *
     * @equation GPC WVAE
     */
    public static Builder wvae(LatentPenalty penalty) {
        return new Builder("WVAE", penalty, 1).posterior(Posterior.deterministic());
    }

    /** POT with any penalty (VEGAN Eq. 12) and λ = 1. */
    public static Builder pot(LatentPenalty penalty) {
        return new Builder("POT", penalty, 1);
    }

    /** Reads a model that {@link #save(Path)} wrote. */
    public static Wae load(String file) {
        return load(Path.of(Check.notNull(file, "file")));
    }

    /**
     * Reads a model that {@link #save(Path)} wrote.
     *
     * @throws IllegalArgumentException if the file is damaged or holds another kind of model, which
     *     the message names
     */
    public static Wae load(Path file) {
        return ModelFiles.load(file, Wae.class);
    }

    @Override
    public Training<Wae> train(DataSource data) {
        return Training.of(this, data);
    }

    @Override
    public Training<Wae> train(Object data) {
        return train(DataSet.checked(data, "data"));
    }

    @Override
    protected void build(Shape shape, SplittableRandom random) {
        super.build(shape, random);
        checkCost(recipe.cost());
    }

    /**
     * A round, with samples x, codes z from the prior and z̃ from Q(z | x): the critic of codes,
     * where the penalty has one, ascends λ E [log D(z) + log(1 - D(z̃))] ({@link Adversary#bound});
     * encoder and decoder descend the {@link #objective}, whose penalty is -log D(z̃) ({@link
     * Adversary#between}) or the three sums of MMD ({@link Mmd#between}).
     *
     * @equation WAE Alg. 1
     * @equation WAE Alg. 2
     */
    @Override
    public List<Player> players() {
        return players(recipe.lambda());
    }

    /**
     * E c(x, G(z)) + λ F(Q_Z, P_Z) on a batch, with z from Q(z | x).
     *
     * @equation VEGAN 12
     * @equation VEGAN 13
     * @equation WAE 4
     */
    @Override
    Terms objective(Step step) {
        NDArray z = codes(step);
        Terms cost = cost(step, step.batch(), decoder().forward(z));
        return penalise(cost, step, z, recipe.lambda());
    }

    /**
     * E c(x, Y) for Y from the decoder: the cost of W_c†, for the squared one |x - G(z)|² + d σ².
     *
     * @equation VEGAN 9
     * @equation VEGAN Remark 1
     * @equation WAE 9
     */
    private Terms cost(Step step, NDArray x, NDArray centre) {
        double sigma = recipe.sigma();
        if (sigma > 0 && !recipe.cost().equals(Distortion.squaredEuclidean())) {
            NDArray noise = step.normal(centre.getShape().getShape());
            NDArray y = centre.add(Scalars.mul(noise, sigma));
            return Terms.of("reconstruction", recipe.cost().rows(x, y).mean());
        }
        var terms = Terms.of("reconstruction", recipe.cost().rows(x, centre).mean());
        if (sigma == 0) {
            return terms;
        }
        double d = (double) x.size() / x.size(0);
        return terms.and("decoder noise", step.manager().create((float) (d * sigma * sigma)));
    }

    @Override
    public GameRecipe recipe() {
        return recipe;
    }

    /** The parts of a Wasserstein auto-encoder. */
    record Recipe(
            String name,
            Prior prior,
            NetworkSpec encoder,
            Posterior posterior,
            NetworkSpec decoder,
            Distortion cost,
            double sigma,
            LatentPenalty penalty,
            double lambda,
            @GameRecipe.Added Integer classes)
            implements GameRecipe {
        Recipe {
            Check.notNull(cost, "cost");
            Check.notNegative(sigma, "randomDecoder");
            Check.notNull(penalty, "penalty");
            Check.positive(lambda, "lambda");
        }

        @Override
        public Game create() {
            return new Wae(this);
        }
    }

    /** Collects the parts of a {@link Wae}. */
    public static final class Builder extends AutoEncoderBuilder<Builder> {
        private final String name;
        private Distortion cost = Distortion.squaredEuclidean();
        private double sigma;
        private LatentPenalty penalty;
        private double lambda;

        private Builder(String name, LatentPenalty penalty, double lambda) {
            this.name = name;
            this.penalty = penalty;
            this.lambda = lambda;
            posterior(Posterior.deterministic());
        }

        @Override
        Builder self() {
            return this;
        }

        /** c(x, y); the squared Euclidean distance unless set. */
        public Builder cost(Distortion distance) {
            cost = distance;
            return this;
        }

        /** Lets the decoder be N(G(z), σ² I), with σ at least 0; a Dirac unless set. */
        public Builder randomDecoder(double standardDeviation) {
            sigma = standardDeviation;
            return this;
        }

        /** F. */
        public Builder penalty(LatentPenalty divergence) {
            penalty = divergence;
            return this;
        }

        /** Weight λ of the penalty, above 0. */
        public Builder lambda(double weight) {
            lambda = weight;
            return this;
        }

        /**
         * The model.
         *
         * @throws IllegalArgumentException if a part is missing or a setting is out of range
         */
        public Wae build() {
            return new Wae(
                    new Recipe(
                            name, prior, encoder, posterior, decoder, cost, sigma, penalty, lambda,
                            classes));
        }
    }
}
