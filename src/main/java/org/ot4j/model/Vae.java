package org.ot4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ot4j.base.Check;
import org.ot4j.base.Scalars;
import org.ot4j.distribution.DiagonalGaussian;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.training.Game;
import org.ot4j.training.GameRecipe;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;

/**
 * Variational auto-encoder (Kingma and Welling 2014; 000 Eq. 5, 003 Eq. 2): encoder and decoder
 * minimise
 *
 * <pre>E_x [ E_{q(z|x)} -log p(x | z)  +  β KL(q(z | x) | p(z)) ]</pre>
 *
 * with q(z | x) = N(μ(x), diag σ²(x)) and one reparameterised draw of z for each x. β = 1 unless
 * set; other values give the β-VAE (Higgins et al. 2017). The KL term is in closed form for the
 * standard normal prior and estimated at the draw for any other.
 */
public final class Vae extends LatentModel {
    private final Recipe recipe;
    private Network encoder;

    private Vae(Recipe recipe) {
        super(
                recipe.beta() == 1 ? "VAE" : "β-VAE",
                recipe.prior(),
                recipe.decoder(),
                recipe.likelihood());
        this.recipe = recipe;
    }

    /** Starts with nothing chosen but β = 1. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    void build(Shape shape, SplittableRandom random) {
        encoder =
                recipe.encoder()
                        .build("encoder", shape, 2 * prior().dimension(), random.nextLong());
    }

    @Override
    public List<Player> players() {
        var weights =
                Stream.concat(
                                Stream.of(encoder.weights(), decoder().weights()),
                                observation().weights().stream())
                        .toList();
        return List.of(Player.minimise("auto-encoder", this::objective, weights));
    }

    private Terms objective(Step step) {
        NDArray x = step.batch();
        DiagonalGaussian q = posterior(x);
        NDArray z = q.sample(step.random());
        NDArray kl =
                prior().equals(Prior.standardNormal(prior().dimension()))
                        ? q.klToStandardNormal()
                        : q.logDensity(z).sub(prior().logDensity(z));
        return Terms.of(
                        "reconstruction",
                        observation().logDensity(x, decoder().forward(z)).mean().neg())
                .and("KL", Scalars.mul(kl.mean(), recipe.beta()));
    }

    /** q(z | x) for each sample. */
    public DiagonalGaussian posterior(NDArray x) {
        requirePrepared();
        return DiagonalGaussian.of(encoder.forward(x));
    }

    @Override
    public NDArray encode(NDArray x) {
        return inChunks(x, part -> posterior(part).mean());
    }

    @Override
    public NDArray encode(NDArray x, long seed) {
        var random = new SplittableRandom(seed);
        return inChunks(x, part -> posterior(part).sample(random));
    }

    @Override
    public List<Network> networks() {
        requirePrepared();
        return List.of(encoder, decoder());
    }

    @Override
    public GameRecipe recipe() {
        return recipe;
    }

    /** What a VAE is made of. */
    record Recipe(
            Prior prior,
            NetworkSpec encoder,
            NetworkSpec decoder,
            Likelihood likelihood,
            double beta)
            implements GameRecipe {
        @Override
        public Game create() {
            return new Vae(this);
        }
    }

    /** Collects the parts of a {@link Vae}. */
    public static final class Builder {
        private Prior prior;
        private NetworkSpec encoder;
        private NetworkSpec decoder;
        private Likelihood likelihood;
        private double beta = 1;

        private Builder() {}

        /** p(z). */
        public Builder prior(Prior distribution) {
            prior = distribution;
            return this;
        }

        /** Hidden layers of the network from x to the mean and log variance of z. */
        public Builder encoder(NetworkSpec spec) {
            encoder = spec;
            return this;
        }

        /** Hidden layers of the network from z to the parameters of p(x | z). */
        public Builder decoder(NetworkSpec spec) {
            decoder = spec;
            return this;
        }

        /** p(x | z). */
        public Builder likelihood(Likelihood distribution) {
            likelihood = distribution;
            return this;
        }

        /** Weight of the KL term, at least 0. */
        public Builder beta(double weight) {
            beta = weight;
            return this;
        }

        /** The model; an {@link IllegalArgumentException} names what is missing or wrong. */
        public Vae build() {
            Check.notNull(encoder, "encoder");
            Check.notNegative(beta, "beta");
            return new Vae(new Recipe(prior, encoder, decoder, likelihood, beta));
        }
    }
}
