package org.ot4j.model.map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.ot4j.internal.Check;
import org.ot4j.model.internal.ModelFiles;
import org.ot4j.network.Derivative;
import org.ot4j.network.InputConvex;
import org.ot4j.network.Network;
import org.ot4j.tensor.Scalars;
import org.ot4j.training.Game;
import org.ot4j.training.GameRecipe;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;
import org.ot4j.training.Training;
import org.ot4j.transport.TransportMap;

/**
 * The optimal map of W₂ as the gradient of a convex network (Brenier 1991; Makkuva et al. 2020):
 * with convex g of sources and f of targets, W₂² is the mean of |x|² and |y|² plus twice
 *
 * <pre>max_f min_g  E[f(∇g(x)) - x·∇g(x)] - E f(y)</pre>
 *
 * where ∇g moves the sources and ∇f moves the targets back. Both are {@linkplain InputConvex convex
 * by construction}. In each round g takes some steps and f one; it takes thousands of rounds where
 * the map is far from affine.
 *
 * <pre>{@code
 * var model = ConvexMap.of(Networks.convex(64, 64));
 * model.train(x, y).steps(2_000).batchSize(100).learningRate(0.01)
 *     .optimizer(Optimizer.adam(0.5, 0.99)).seed(1).fit();
 * double[][] moved = model.map().at(x);
 * double[][] back = model.map().inverse().at(y);
 * }</pre>
 */
public final class ConvexMap extends NeuralMap {
    private static final int INNER_STEPS = 2;

    private final Recipe recipe;
    private Network g;
    private Network f;

    private ConvexMap(Recipe recipe) {
        this.recipe = recipe;
    }

    /** With the same kind of network for both potentials, and two steps of g for one of f. */
    public static ConvexMap of(InputConvex network) {
        return of(network, INNER_STEPS);
    }

    /**
     * With the same kind of network for both potentials.
     *
     * @param innerSteps steps of g in each round, at least 1
     */
    public static ConvexMap of(InputConvex network, int innerSteps) {
        return new ConvexMap(new Recipe(network, innerSteps));
    }

    /**
     * Reads a model that {@link #save(Path)} wrote.
     *
     * @throws IllegalArgumentException if the file is damaged or holds another kind of model, which
     *     the message names
     */
    public static ConvexMap load(Path file) {
        return ModelFiles.load(file, ConvexMap.class);
    }

    /** Reads a model that {@link #save(String)} wrote. */
    public static ConvexMap load(String file) {
        return load(Path.of(Check.notNull(file, "file")));
    }

    @Override
    public String name() {
        return "convex map";
    }

    @Override
    public Training<ConvexMap> train(Object source, Object target) {
        return Training.of(this, take(source, target));
    }

    @Override
    void build(int d, long seed) {
        var random = new SplittableRandom(seed);
        g = recipe.network().build("g", new Shape(d), 1, random.nextLong());
        f = recipe.network().build("f", new Shape(d), 1, random.nextLong());
    }

    @Override
    public List<Player> players() {
        return List.of(
                Player.minimise("g", this::conjugate, g).steps(recipe.innerSteps()),
                Player.minimise("f", this::dual, f));
    }

    /** E[f(∇g(x)) - x·∇g(x)]: least where ∇g(x) is the point whose ∇f is x. */
    private Terms conjugate(Step step) {
        NDArray x = sources(step);
        NDArray y = Derivative.of(g::forward, x);
        NDArray inner = x.mul(y).sum();
        return Terms.of("conjugate", Scalars.div(f.forward(y).sum().sub(inner), step.size()));
    }

    /** E f(y) - E f(∇g(x)), and the distance as it is estimated. */
    private Terms dual(Step step) {
        NDArray x = sources(step);
        NDArray y = targets(step);
        NDArray moved = Derivative.of(g::forward, x).stopGradient();
        NDArray there = f.forward(moved).sum();
        NDArray total = f.forward(y).sum();
        NDArray squares = x.square().sum().add(y.square().sum());
        NDArray inner = there.sub(x.mul(moved).sum()).sub(total);
        NDArray distance = squares.add(Scalars.mul(inner, 2)).stopGradient();
        return Terms.of("f", Scalars.div(total.sub(there), step.size()))
                .observe("squared W2", Scalars.div(distance, step.size()));
    }

    @Override
    public List<Network> networks() {
        return List.of(g, f);
    }

    @Override
    public GameRecipe recipe() {
        return recipe;
    }

    @Override
    public TransportMap map() {
        return new Learned(
                this, x -> Derivative.of(g::forward, x), y -> Derivative.of(f::forward, y));
    }

    /**
     * The convex potential whose gradient is the map.
     *
     * @param x [n, d]
     * @return [n]; differences count, not the values
     */
    public double[] potential(double[][] x) {
        int d = Check.points(x, "x");
        Check.that(d == dimension(), "x[0].length", d, dimension() + ", as the map's sources");
        double[][] rows = each(x, g::forward);
        var values = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            values[i] = rows[i][0];
        }
        return values;
    }

    /** The parts of a model. */
    record Recipe(InputConvex network, int innerSteps) implements GameRecipe {
        Recipe {
            Check.notNull(network, "network");
            Check.atLeast(innerSteps, 1, "innerSteps");
        }

        @Override
        public Game create() {
            return new ConvexMap(this);
        }
    }
}
