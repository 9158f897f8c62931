package org.ot4j.model.kantorovich;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import org.ot4j.base.Progress;
import org.ot4j.base.PyTorch;
import org.ot4j.internal.Check;
import org.ot4j.tensor.Exponentials;
import org.ot4j.tensor.LogSumExp;
import org.ot4j.tensor.Scalars;
import org.ot4j.tensor.Scope;

/**
 * Entropic transport with networks as potentials, between distributions known by their samples: on
 * the dual (C-VAE Eq. 9) with networks u and v, or on the semi-dual (C-VAE Eq. 10 and 18) with a
 * network u on given source points, whose partner is the c,ε-transform. Networks are blocks that
 * map points [k, d] to [k, 1]; they are initialised here unless they are already, and trained with
 * Adam.
 *
 * <pre>{@code
 * Supplier<SequentialBlock> potential = () -> new SequentialBlock()
 *     .add(Linear.builder().setUnits(64).build())
 *     .add(ai.djl.nn.Activation::relu)
 *     .add(Linear.builder().setUnits(1).build());
 * var manager = NDManager.newBaseManager();
 * var u = potential.get();
 * var v = potential.get();
 * var found = NetworkDual.builder().epsilon(0.5).steps(500).build().solve(
 *     manager,
 *     (scope, k) -> scope.randomNormal(new Shape(k, 2)),
 *     (scope, k) -> scope.randomNormal(new Shape(k, 2)).add(1),
 *     u,
 *     v);
 * NDArray potentials = found.u(manager.zeros(new Shape(1, 2)));
 * }</pre>
 */
public final class NetworkDual {
    // Above this log-density the exponential goes on as its tangent, so that an unlucky step cannot
    // overflow; the optimum is the same as long as its density stays below e^30.
    private static final double GREATEST_LOG = 30;

    /** Draws a batch of points [k, d], attached to the manager. */
    @FunctionalInterface
    public interface BatchSampler {
        /** k points: [k, d]. */
        NDArray sample(NDManager manager, int k);
    }

    private final Options options;

    private NetworkDual(Options options) {
        this.options = options;
    }

    /** A builder; only {@link Builder#epsilon} has no default. */
    public static Builder builder() {
        return new Builder();
    }

    /** The settings of a solver. */
    private record Options(
            double epsilon,
            BinaryOperator<NDArray> cost,
            long steps,
            int batchSize,
            double learningRate) {
        Options {
            Check.positive(epsilon, "epsilon");
            Check.notNull(cost, "cost");
            Check.that(steps >= 1, "steps", steps, "at least 1");
            Check.atLeast(batchSize, 1, "batchSize");
            Check.positive(learningRate, "learningRate");
        }

        /** (u + v - c) / ε, for values [k, 1] and [1, l], or one of them. */
        NDArray excess(NDArray x, NDArray y, NDArray u, NDArray v) {
            NDArray excess = cost.apply(x, y).neg().add(u);
            return Scalars.div(v == null ? excess : excess.add(v), epsilon);
        }

        /** The c,ε-transform (C-VAE Eq. 11) of u [n, 1] at points x of equal weight: [m] at y. */
        NDArray transform(NDArray u, NDArray x, NDArray y) {
            NDArray log = excess(x, y, u, null);
            NDArray mean = LogSumExp.ofColumns(log).sub(Math.log(log.size(0)));
            return Scalars.mul(mean, -epsilon).flatten();
        }
    }

    /** Configures a {@link NetworkDual}. */
    public static final class Builder {
        private double epsilon = Double.NaN;
        private BinaryOperator<NDArray> cost = NetworkDual::squaredEuclidean;
        private long steps = 1_000;
        private int batchSize = 128;
        private double learningRate = 1e-3;

        private Builder() {}

        /** The weight ε > 0 of the entropy, in units of cost. */
        public Builder epsilon(double epsilon) {
            this.epsilon = epsilon;
            return this;
        }

        /** The costs [k, l] between points [k, d] and [l, e]; squared Euclidean unless set. */
        public Builder cost(BinaryOperator<NDArray> cost) {
            this.cost = cost;
            return this;
        }

        /** Number of steps; 1,000 unless set. */
        public Builder steps(long steps) {
            this.steps = steps;
            return this;
        }

        /** Points of each side a step; 128 unless set. */
        public Builder batchSize(int batchSize) {
            this.batchSize = batchSize;
            return this;
        }

        /** Adam's learning rate; 1e-3 unless set. */
        public Builder learningRate(double learningRate) {
            this.learningRate = learningRate;
            return this;
        }

        /**
         * The solver.
         *
         * @throws IllegalArgumentException if a setting is missing or out of range
         */
        public NetworkDual build() {
            return new NetworkDual(new Options(epsilon, cost, steps, batchSize, learningRate));
        }
    }

    /** Σ_k (x_ik - y_jk)², [n, m], for points [n, d] and [m, d]; differentiable. */
    public static NDArray squaredEuclidean(NDArray x, NDArray y) {
        return Scope.of(
                x, y, (a, b) -> a.expandDims(1).sub(b.expandDims(0)).square().sum(new int[] {2}));
    }

    /**
     * Ascends the dual between two sampled distributions: E u(x) + E v(y) - ε E exp((u(x) + v(y) -
     * c(x, y)) / ε) + ε, over all pairs of a batch.
     *
     * @param manager owns the networks' parameters where they are not initialised yet
     */
    public Potentials solve(
            NDManager manager, BatchSampler source, BatchSampler target, Block u, Block v) {
        Check.notNull(v, "v");
        return ascend(
                manager,
                u,
                v,
                (scope, run) -> {
                    NDArray x = source.sample(scope, options.batchSize());
                    NDArray y = target.sample(scope, options.batchSize());
                    NDArray fx = run.evaluate(u, x);
                    NDArray gy = run.evaluate(v, y);
                    NDArray log = options.excess(x, y, fx, gy.transpose());
                    NDArray density = Exponentials.tangential(log, GREATEST_LOG);
                    return fx.mean()
                            .add(gy.mean())
                            .sub(Scalars.mul(density.mean().sub(1), options.epsilon()));
                });
    }

    /**
     * Ascends the semi-dual in a network on fixed source points of equal weight: E_y[Σ u(x_i) / n -
     * ε log Σ exp((u(x_i) - c(x_i, y)) / ε) / n], with all source points in every step.
     *
     * @param source [n, d]
     */
    public Potentials solve(NDManager manager, NDArray source, BatchSampler target, Block u) {
        Check.notNull(source, "source");
        return ascend(
                manager,
                u,
                null,
                (scope, run) -> {
                    NDArray y = target.sample(scope, options.batchSize());
                    // The product begins in the scope, and so belongs to it.
                    NDArray x = scope.zeros(source.getShape(), source.getDataType()).add(source);
                    NDArray fx = run.evaluate(u, x);
                    return fx.mean().add(options.transform(fx, x, y).mean());
                });
    }

    @FunctionalInterface
    private interface Objective {
        NDArray of(NDManager scope, Run run);
    }

    /** Evaluates networks while they are trained. */
    private static final class Run {
        private final ParameterStore store;

        Run(ParameterStore store) {
            this.store = store;
        }

        NDArray evaluate(Block block, NDArray points) {
            if (!block.isInitialized()) {
                block.initialize(store.getManager(), DataType.FLOAT32, points.getShape());
            }
            NDArray values = block.forward(store, new NDList(points), true).singletonOrThrow();
            long k = points.getShape().get(0);
            Check.that(values.size() == k, "output of a potential", values.getShape(), "(k, 1)");
            return values.reshape(k, 1);
        }
    }

    private Potentials ascend(NDManager manager, Block u, Block v, Objective objective) {
        Check.notNull(manager, "manager");
        Check.notNull(u, "u");
        var optimizer =
                Optimizer.adam()
                        .optLearningRateTracker(Tracker.fixed((float) options.learningRate()))
                        .build();
        var history = new ArrayList<Double>();
        var run = new Run(new ParameterStore(manager, false));
        try (var progress = Progress.start("networks as potentials", options.steps())) {
            for (long k = 0; k < options.steps() && !Progress.stopRequested(); k++) {
                try (NDManager scope = manager.newSubManager();
                        var collector = PyTorch.engine().newGradientCollector()) {
                    if (k == 0) {
                        // Initialises the networks before gradients are asked of them.
                        objective.of(scope, run);
                    }
                    require(u);
                    require(v);
                    NDArray value = objective.of(scope, run);
                    collector.backward(value.neg());
                    history.add((double) value.toType(DataType.FLOAT32, false).getFloat());
                    update(optimizer, "u", u);
                    update(optimizer, "v", v);
                }
                double value = history.get(history.size() - 1);
                progress.update(k + 1, () -> String.format(Locale.ROOT, "dual %.4g", value));
            }
        }
        return new Potentials(options, u, v, List.copyOf(history));
    }

    private static void require(Block block) {
        if (block != null) {
            block.getParameters()
                    .forEach(
                            p -> {
                                if (!p.getValue().getArray().hasGradient()
                                        && p.getValue().requiresGradient()) {
                                    p.getValue().getArray().setRequiresGradient(true);
                                }
                            });
        }
    }

    private static void update(Optimizer optimizer, String name, Block block) {
        if (block != null) {
            for (var parameter : block.getParameters()) {
                var value = parameter.getValue();
                if (value.requiresGradient()) {
                    try (NDArray gradient = value.getArray().getGradient()) {
                        optimizer.update(name + parameter.getKey(), value.getArray(), gradient);
                    }
                }
            }
        }
    }

    /** Trained potentials. The networks stay the caller's, and may be trained on. */
    public static final class Potentials {
        private final Options options;
        private final Block u;
        private final Block v;
        private final List<Double> history;

        private Potentials(Options options, Block u, Block v, List<Double> history) {
            this.options = options;
            this.u = u;
            this.v = v;
            this.history = history;
        }

        /** The objective, as estimated by the batch of each step; shorter after an interrupt. */
        public List<Double> history() {
            return history;
        }

        /** u at points [k, d]: [k], attached to their manager. */
        public NDArray u(NDArray x) {
            return evaluate(u, x);
        }

        /** v at points [k, d]: [k]; on the dual only, see {@link #transform}. */
        public NDArray v(NDArray y) {
            if (v == null) {
                throw new IllegalStateException(
                        "the semi-dual has no network v: use transform(source, y)");
            }
            return evaluate(v, y);
        }

        /** The c,ε-transform of u over source points [n, d] of equal weight, at y: [k]. */
        public NDArray transform(NDArray source, NDArray y) {
            return Scope.of(
                    y, source, (at, x) -> options.transform(evaluate(u, x).expandDims(1), x, at));
        }

        /** The density of the plan against the product, exp((u + v - c) / ε): [k, l]. */
        public NDArray density(NDArray x, NDArray y) {
            return Scope.of(x, y, this::ratio);
        }

        private NDArray ratio(NDArray x, NDArray y) {
            return Exponentials.of(options.excess(x, y, u(x).expandDims(1), v(y).expandDims(0)));
        }

        private static NDArray evaluate(Block block, NDArray points) {
            try (NDManager scope = points.getManager().newSubManager()) {
                NDArray copy = points.duplicate();
                // What comes of it belongs to the scope, not to the points' manager.
                copy.attach(scope);
                NDArray values =
                        block.forward(new ParameterStore(scope, false), new NDList(copy), false)
                                .singletonOrThrow()
                                .reshape(-1);
                values.attach(points.getManager());
                return values;
            }
        }
    }
}
