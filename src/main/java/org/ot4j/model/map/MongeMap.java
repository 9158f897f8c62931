package org.ot4j.model.map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.ot4j.distribution.Distortion;
import org.ot4j.internal.Check;
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
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportLoss;
import org.ot4j.transport.TransportMap;
import org.ot4j.transport.entropic.Sinkhorn;

/**
 * A map for any cost, by the Monge gap (Uscidda and Cuturi 2023): a network T that moves the
 * sources μ to the targets ν, as the Sinkhorn divergence S_ε says, with no more cost than it takes,
 *
 * <pre>min_T  S_ε(T#μ, ν) + λ (E c(x, T(x)) - W_c(μ, T#μ))</pre>
 *
 * The gap in brackets is at least 0, and 0 if and only if T is optimal for c between the sources
 * and where it moves them. W_c is exact, between the batch and its images. The network gives the
 * displacement, T(x) = x + n(x).
 *
 * <pre>{@code
 * var model = MongeMap.builder().network(Networks.mlp(64, 64)).epsilon(0.05)
 *     .cost(Distortion.euclidean()).build();
 * TransportMap map = model.train(x, y).steps(500).seed(1).fit().model().map();
 * }</pre>
 */
public final class MongeMap extends NeuralMap {
    private final Recipe recipe;
    private Network displacement;

    private MongeMap(Recipe recipe) {
        this.recipe = recipe;
    }

    /** Collects the parts of a model. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads a model that {@link #save(Path)} wrote.
     *
     * @throws IllegalArgumentException if the file is damaged or holds another kind of model, which
     *     the message names
     */
    public static MongeMap load(Path file) {
        return ModelFiles.load(file, MongeMap.class);
    }

    /** Reads a model that {@link #save(String)} wrote. */
    public static MongeMap load(String file) {
        return load(Path.of(Check.notNull(file, "file")));
    }

    @Override
    public String name() {
        return "Monge map";
    }

    @Override
    public Training<MongeMap> train(Object source, Object target) {
        return Training.of(this, take(source, target));
    }

    @Override
    void build(int d, long seed) {
        displacement =
                recipe.network()
                        .build(
                                "displacement",
                                new Shape(d),
                                d,
                                new SplittableRandom(seed).nextLong());
    }

    @Override
    public List<Player> players() {
        return List.of(Player.minimise("map", this::objective, displacement));
    }

    private NDArray moved(NDArray x) {
        return x.add(displacement.forward(x));
    }

    private Terms objective(Step step) {
        NDArray x = sources(step);
        NDArray y = moved(x);
        var fit = TransportLoss.divergence(Sinkhorn.of(recipe.epsilon()));
        return Terms.of("fit", fit.of(y, targets(step)))
                .and("gap", Scalars.mul(gap(x, y), recipe.weight()));
    }

    private NDArray gap(NDArray x, NDArray y) {
        NDArray costs = recipe.cost().pairwise(x, y);
        return recipe.cost().rows(x, y).mean().sub(TransportLoss.ofCosts(costs, Transport::exact));
    }

    @Override
    public List<Network> networks() {
        return List.of(displacement);
    }

    @Override
    public GameRecipe recipe() {
        return recipe;
    }

    /** The trained map. It has no inverse: for that, train another from target to source. */
    @Override
    public TransportMap map() {
        return new Learned(this, this::moved, null);
    }

    /** The parts of a model. */
    record Recipe(NetworkSpec network, double epsilon, double weight, Distortion cost)
            implements GameRecipe {
        Recipe {
            Check.notNull(network, "network");
            Check.positive(epsilon, "epsilon");
            Check.notNegative(weight, "weight");
            Check.notNull(cost, "cost");
        }

        @Override
        public Game create() {
            return new MongeMap(this);
        }
    }

    /** Collects the parts of a {@link MongeMap}. */
    public static final class Builder {
        private NetworkSpec network;
        private double epsilon;
        private double weight = 1;
        private Distortion cost = Distortion.squaredEuclidean();

        private Builder() {}

        /** Hidden layers of the displacement; there is no default. */
        public Builder network(NetworkSpec spec) {
            network = spec;
            return this;
        }

        /**
         * ε of the Sinkhorn divergence that compares moved sources with targets, in units of their
         * squared distances; there is no default.
         */
        public Builder epsilon(double entropy) {
            epsilon = entropy;
            return this;
        }

        /** λ, the weight of the Monge gap; 1 unless set, and 0 for any map that fits. */
        public Builder weight(double lambda) {
            weight = lambda;
            return this;
        }

        /** The cost of moving a point; its squared way unless set. */
        public Builder cost(Distortion way) {
            cost = way;
            return this;
        }

        /**
         * The model.
         *
         * @throws IllegalArgumentException if a part is missing or out of range
         */
        public MongeMap build() {
            return new MongeMap(new Recipe(network, epsilon, weight, cost));
        }
    }
}
