package org.ot4j.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.ot4j.distribution.DiagonalGaussian;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Observation;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;

/** A VAE in a few lines, to try the loop with. */
final class TinyVae implements Game {
    record Recipe(NetworkSpec network, Likelihood likelihood, int latent) implements GameRecipe {
        @Override
        public TinyVae create() {
            return new TinyVae(this);
        }
    }

    private final Recipe recipe;
    Network encoder;
    Network decoder;
    Observation observation;

    TinyVae(NetworkSpec network, Likelihood likelihood) {
        this(new Recipe(network, likelihood, 2));
    }

    private TinyVae(Recipe recipe) {
        this.recipe = recipe;
    }

    @Override
    public String name() {
        return "tiny VAE";
    }

    @Override
    public void prepare(Shape sampleShape, long seed) {
        if (encoder == null) {
            encoder = recipe.network().build("encoder", sampleShape, 2 * recipe.latent(), seed);
            var latent = new Shape(recipe.latent());
            Shape output = recipe.likelihood().outputShape(sampleShape);
            decoder = recipe.network().build("decoder", latent, output, seed + 1);
            observation = recipe.likelihood().build(sampleShape);
        }
    }

    @Override
    public List<Player> players() {
        var weights = new ArrayList<>(List.of(encoder.weights(), decoder.weights()));
        weights.addAll(observation.weights());
        return List.of(Player.minimise("vae", this::loss, weights));
    }

    @Override
    public List<Network> networks() {
        return List.of(encoder, decoder);
    }

    @Override
    public GameRecipe recipe() {
        return recipe;
    }

    private Terms loss(Step step) {
        var posterior = DiagonalGaussian.of(encoder.forward(step.batch()));
        NDArray z = posterior.sample(step.random());
        NDArray fit = observation.logDensity(step.batch(), decoder.forward(z));
        return Terms.of("reconstruction", fit.mean().neg())
                .and("kl", posterior.klToStandardNormal().mean());
    }
}
