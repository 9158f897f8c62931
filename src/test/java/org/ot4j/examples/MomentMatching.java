package org.ot4j.examples;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.ot4j.data.DataSource;
import org.ot4j.distribution.Prior;
import org.ot4j.divergence.Kernel;
import org.ot4j.divergence.Mmd;
import org.ot4j.internal.Check;
import org.ot4j.model.GenerativeModel;
import org.ot4j.model.GeneratorBuilder;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.training.Game;
import org.ot4j.training.GameRecipe;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;
import org.ot4j.training.Training;

/**
 * Generative moment matching network (Li, Swersky and Zemel 2015): the generator minimises the
 * squared MMD between its samples and a batch of the data.
 */
public final class MomentMatching extends GenerativeModel {
    private final Recipe recipe;

    private MomentMatching(Recipe recipe) {
        super("GMMN", recipe.prior(), "generator", recipe.generator());
        this.recipe = recipe;
    }

    /** With a Gaussian kernel. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Training<MomentMatching> train(DataSource data) {
        return Training.of(this, data);
    }

    @Override
    public List<Player> players() {
        return List.of(Player.minimise("generator", this::objective, generator()));
    }

    private Terms objective(Step step) {
        int n = step.size();
        NDArray z = prior().sample(step.manager(), n, step.random());
        NDArray x = generator().forward(z).reshape(n, -1);
        NDArray y = step.batch().reshape(n, -1);
        var mmd = Mmd.biased(Kernel.rbf(recipe.bandwidth()));
        return Terms.of("squared MMD", mmd.between(x, y));
    }

    @Override
    public List<Network> networks() {
        return List.of(generator());
    }

    @Override
    public GameRecipe recipe() {
        return recipe;
    }

    /** The parts of the model, as files store them. */
    record Recipe(Prior prior, NetworkSpec generator, double bandwidth) implements GameRecipe {
        Recipe {
            Check.positive(bandwidth, "bandwidth");
        }

        @Override
        public Game create() {
            return new MomentMatching(this);
        }
    }

    /** Collects the parts of a {@link MomentMatching}. */
    public static final class Builder extends GeneratorBuilder<Builder> {
        private double bandwidth = 1;

        @Override
        protected Builder self() {
            return this;
        }

        /** The bandwidth h of the kernel exp(-‖x - y‖² / (2 h²)), above 0; 1 by default. */
        public Builder bandwidth(double h) {
            bandwidth = h;
            return this;
        }

        /** The model. */
        public MomentMatching build() {
            return new MomentMatching(new Recipe(prior(), generator(), bandwidth));
        }
    }
}
