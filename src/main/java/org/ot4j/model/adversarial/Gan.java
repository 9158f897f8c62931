package org.ot4j.model.adversarial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Prior;
import org.ot4j.divergence.FDivergence;
import org.ot4j.internal.Check;
import org.ot4j.model.GenerativeModel;
import org.ot4j.model.GeneratorBuilder;
import org.ot4j.model.internal.Chunks;
import org.ot4j.model.internal.Given;
import org.ot4j.model.internal.ModelFiles;
import org.ot4j.network.Conditioned;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Weights;
import org.ot4j.training.Game;
import org.ot4j.training.GameRecipe;
import org.ot4j.training.LearningRate;
import org.ot4j.training.Optimizer;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Training;

/**
 * Generative adversarial networks: a generator G makes samples from codes, and a critic T maximises
 * a bound on their distance from the data, which the generator minimises (Goodfellow et al. 2014,
 * Algorithm 1),
 *
 * <pre>min_G sup_T  E_{P_X} [...T(X)...] - E_{P_Z} [...T(G(Z))...]</pre>
 *
 * The bound defines the model; each one has a factory:
 *
 * <table>
 * <caption>The family</caption>
 * <tr><td>{@link #minimax}</td><td>GAN, VEGAN Eq. 4: 2 JS(P_X, P_G) - log 4</td></tr>
 * <tr><td>{@link #nonSaturating}</td><td>the same critic, and a generator that lowers -E log
 *     T(G(Z))</td></tr>
 * <tr><td>{@link #fGan}</td><td>any f-divergence (Nowozin et al. 2016)</td></tr>
 * <tr><td>{@link #wgan}</td><td>W₁, the critic's weights clipped (Arjovsky et al. 2017, Algorithm
 *     1)</td></tr>
 * <tr><td>{@link #wganGp}</td><td>W₁, with a penalty on the critic's slope (Gulrajani et al. 2017,
 *     Algorithm 1)</td></tr>
 * <tr><td>{@link #dual}</td><td>W_c for any cost, by the c-transform (GPC WGAN)</td></tr>
 * <tr><td>{@link #entropicDual}, {@link #quadraticDual}</td><td>W_c for any cost, with two networks
 *     as potentials (GPC Eq. 2, relaxed)</td></tr>
 * </table>
 *
 * <p>In each round the critic takes several steps, each on its own batch, and then the generator
 * takes one.
 */
public final class Gan extends GenerativeModel {
    private final Recipe recipe;
    private List<Network> critics;

    private Gan(Recipe recipe) {
        super(
                recipe.loss().name(),
                recipe.prior(),
                "generator",
                recipe.generator(),
                recipe.classes());
        this.recipe = recipe;
    }

    /** Any loss, one critic step per generator step, and the run's optimiser. */
    public static Builder of(AdversarialLoss loss) {
        return new Builder(loss);
    }

    /** The game of the equation (VEGAN Eq. 4), with Adam(0.5, 0.999). */
    public static Builder minimax() {
        return of(AdversarialLoss.divergence(FDivergence.GAN, true)).adam();
    }

    /** The generator minimises -E log T(G(Z)), which has a slope even if the critic is sure. */
    public static Builder nonSaturating() {
        return of(AdversarialLoss.divergence(FDivergence.GAN, false)).adam();
    }

    /**
     * f-GAN: minimises a bound on D_f(P_X, P_G), with Adam(0.5, 0.999); see {@link FDivergence} for
     * the properties of each f. For the generator's other objective see {@link
     * AdversarialLoss#divergence}.
     */
    public static Builder fGan(FDivergence f) {
        return of(AdversarialLoss.divergence(f, true)).adam();
    }

    /** WGAN: RMSProp, five critic steps per round, the critic's weights clipped to ± 0.01. */
    public static Builder wgan() {
        return of(AdversarialLoss.wasserstein(0))
                .optimizer(Optimizer.rmsProp())
                .criticSteps(5)
                .weightBound(0.01);
    }

    /** WGAN-GP: λ = 10, Adam(0, 0.9), five critic steps per round. */
    public static Builder wganGp() {
        return of(AdversarialLoss.wasserstein(10)).optimizer(Optimizer.adam(0, 0.9)).criticSteps(5);
    }

    /** The Kantorovich dual of W_c with one network and its c-transform; ten critic steps. */
    public static Builder dual(Distortion cost) {
        return of(AdversarialLoss.cTransform(cost))
                .optimizer(Optimizer.adam(0, 0.9))
                .criticSteps(10);
    }

    /** The dual of W_c with two networks, smoothed by entropy of weight ε; ten critic steps. */
    public static Builder entropicDual(Distortion cost, double epsilon) {
        return of(AdversarialLoss.entropic(cost, epsilon))
                .optimizer(Optimizer.adam(0, 0.9))
                .criticSteps(10);
    }

    /** The dual of W_c with two networks and a quadratic penalty 1/4ε; ten critic steps. */
    public static Builder quadraticDual(Distortion cost, double epsilon) {
        return of(AdversarialLoss.quadratic(cost, epsilon))
                .optimizer(Optimizer.adam(0, 0.9))
                .criticSteps(10);
    }

    /** Reads a model that {@link #save(Path)} wrote. */
    public static Gan load(String file) {
        return load(Path.of(Check.notNull(file, "file")));
    }

    /**
     * Reads a model that {@link #save(Path)} wrote.
     *
     * @throws IllegalArgumentException if the file is damaged or holds another kind of model, which
     *     the message names
     */
    public static Gan load(Path file) {
        return ModelFiles.load(file, Gan.class);
    }

    @Override
    public Training<Gan> train(DataSource data) {
        return Training.of(this, data);
    }

    @Override
    public Training<Gan> train(Object data) {
        return train(DataSet.checked(data, "data"));
    }

    @Override
    protected void build(Shape shape, SplittableRandom random) {
        if (recipe.loss().cost() != null) {
            checkCost(recipe.loss().cost());
        }
        critics = new ArrayList<>();
        for (int i = 0; i < recipe.loss().critics(); i++) {
            String name = i == 0 ? "critic" : "critic of the data";
            var critic = Conditioned.of(recipe.critic(), recipe.classes());
            critics.add(critic.build(name, shape, 1, random.nextLong()));
        }
    }

    @Override
    public List<Player> players() {
        List<Weights> judged = critics.stream().map(Network::weights).toList();
        Player critic =
                Player.maximise("critic", step -> recipe.loss().critic(match(step)), judged)
                        .steps(recipe.criticSteps())
                        .optimizer(recipe.optimizer())
                        .weightBound(recipe.weightBound());
        return List.of(
                recipe.criticLearningRate() > 0
                        ? critic.learningRate(recipe.criticLearningRate())
                        : critic,
                Player.minimise(
                                "generator",
                                step -> recipe.loss().generator(match(step)),
                                generator())
                        .optimizer(recipe.optimizer()));
    }

    private AdversarialLoss.Match match(Step step) {
        NDArray z = prior().sample(step.manager(), step.size(), step.random());
        return new AdversarialLoss.Match(
                critics, step.batch(), generator().forward(z), step.random());
    }

    /** The critic; if there are two, the one that judges generated points. */
    public Network critic() {
        requirePrepared();
        return critics.get(0);
    }

    /**
     * The critic's output for points, before any activation: for the GAN the logit of T, for WGAN
     * T, for transport at any cost the potential h.
     *
     * @param x [n, sample shape...]
     * @return [n]; it need not be closed
     */
    public NDArray judge(NDArray x) {
        return given(x, "x", sampleShape(), this::judged);
    }

    /**
     * What the critic says of points of any kind, before any activation.
     *
     * @param x rows {@code double[n][d]}, a data set, a measure of equal weights or a table
     * @return [n]
     */
    public double[] judge(Object x) {
        double[][] said = reading(() -> Given.rows(x, "x", sampleShape(), this::judged));
        return Arrays.stream(said).mapToDouble(row -> row[0]).toArray();
    }

    private NDArray judged(NDArray x) {
        return Chunks.each(x, part -> critic().forward(part).reshape(-1));
    }

    @Override
    public List<Network> networks() {
        requirePrepared();
        var all = new ArrayList<>(critics);
        all.add(generator());
        return all;
    }

    @Override
    public GameRecipe recipe() {
        return recipe;
    }

    /** The parts of a GAN. */
    record Recipe(
            Prior prior,
            NetworkSpec generator,
            NetworkSpec critic,
            AdversarialLoss loss,
            int criticSteps,
            Optimizer optimizer,
            double criticLearningRate,
            double weightBound,
            @GameRecipe.Added Integer classes)
            implements GameRecipe {
        Recipe {
            Check.notNull(loss, "loss");
            Check.notNull(critic, "critic");
            Check.atLeast(criticSteps, 1, "criticSteps");
            Check.inRange(criticLearningRate, 0, LearningRate.MAX, "criticLearningRate");
            Check.notNegative(weightBound, "weightBound");
            Check.that(
                    classes == null || loss.cost() == null,
                    "loss",
                    loss.name(),
                    "one whose critic judges each sample by itself with condition(classes): a"
                            + " transport cost between batches may move one class to another");
        }

        @Override
        public Game create() {
            return new Gan(this);
        }
    }

    /** Collects the parts of a {@link Gan}. */
    public static final class Builder extends GeneratorBuilder<Builder> {
        private final AdversarialLoss loss;
        private NetworkSpec critic;
        private int criticSteps = 1;
        private Optimizer optimizer;
        private double criticLearningRate;
        private double weightBound;
        private Integer classes;

        private Builder(AdversarialLoss loss) {
            this.loss = Check.notNull(loss, "loss");
        }

        @Override
        protected Builder self() {
            return this;
        }

        private Builder adam() {
            return optimizer(Optimizer.adam(0.5, 0.999));
        }

        /** Hidden layers of the network from x to a number; of both networks if there are two. */
        public Builder critic(NetworkSpec spec) {
            critic = spec;
            return this;
        }

        /** Steps of the critic per round. */
        public Builder criticSteps(int steps) {
            criticSteps = steps;
            return this;
        }

        /** The optimiser of both players; the run's unless set. */
        public Builder optimizer(Optimizer rule) {
            optimizer = rule;
            return this;
        }

        /** The critic's own learning rate; the run's unless set. */
        public Builder criticLearningRate(double rate) {
            criticLearningRate = LearningRate.check(rate, "criticLearningRate");
            return this;
        }

        /** Clips the critic's weights to [-bound, bound] after each step; 0 for no clipping. */
        public Builder weightBound(double bound) {
            weightBound = bound;
            return this;
        }

        /**
         * Conditions the model on classes (Mirza and Osindero 2014): generator and critic are told
         * the class. The data need classes from 0 to this number less one; {@link #given} is the
         * model of one.
         *
         * @param count number of classes, at least 2
         */
        public Builder condition(int count) {
            classes = Check.atLeast(count, 2, "condition");
            return this;
        }

        /**
         * The model.
         *
         * @throws IllegalArgumentException if a part is missing or a setting is out of range
         */
        public Gan build() {
            return new Gan(
                    new Recipe(
                            prior(),
                            generator(),
                            critic,
                            loss,
                            criticSteps,
                            optimizer,
                            criticLearningRate,
                            weightBound,
                            classes));
        }
    }
}
