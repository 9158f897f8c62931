package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.EnumSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ot4j.internal.Check;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.LogSumExp;
import org.ot4j.tensor.Scope;

/**
 * Σ w_k p_k.
 *
 * @param weights w, above 0 with sum 1
 * @param components p, all of one dimension
 */
record MixturePrior(double[] weights, List<Prior> components) implements Prior {
    MixturePrior {
        weights = Probabilities.check(weights, "weights");
        components = List.copyOf(components);
        Check.that(
                components.size() == weights.length,
                "components.size",
                components.size(),
                "the number of weights, " + weights.length);
        for (Prior component : components) {
            Check.that(
                    !(component instanceof LearnedPrior) && component.learned().isEmpty(),
                    "component",
                    component.name(),
                    "a prior that is not learned");
            Check.that(
                    component.dimension() == components.get(0).dimension(),
                    "dimension of a component",
                    component.dimension(),
                    "" + components.get(0).dimension());
        }
    }

    @Override
    public String name() {
        return "mixture of " + weights.length;
    }

    @Override
    public int dimension() {
        return components.get(0).dimension();
    }

    /** What all have in common; together with one that fills space, bounded parts fill it, too. */
    @Override
    public Support support() {
        var found = EnumSet.noneOf(Support.class);
        components.forEach(component -> found.add(component.support()));
        if (found.equals(EnumSet.of(Support.SPACE, Support.BOUNDED))) {
            return Support.SPACE;
        }
        return found.size() == 1 ? found.iterator().next() : Support.MIXED;
    }

    @Override
    public NDArray sample(NDManager manager, int n, RandomGenerator random) {
        int d = dimension();
        var values = new float[n * d];
        try (NDManager scope = manager.newSubManager()) {
            var chosen = new int[n];
            var counts = new int[weights.length];
            for (int i = 0; i < n; i++) {
                chosen[i] = Probabilities.draw(weights, random);
                counts[chosen[i]]++;
            }
            var drawn = new float[weights.length][];
            for (int k = 0; k < weights.length; k++) {
                drawn[k] =
                        counts[k] == 0
                                ? new float[0]
                                : components.get(k).sample(scope, counts[k], random).toFloatArray();
            }
            for (int i = n - 1; i >= 0; i--) {
                int k = chosen[i];
                System.arraycopy(drawn[k], --counts[k] * d, values, i * d, d);
            }
        }
        return Tensors.of(manager, values, n, d);
    }

    /** By the largest exponent, so that far tails do not underflow. */
    @Override
    public NDArray logDensity(NDArray z) {
        return Scope.of(z, this::density);
    }

    private NDArray density(NDArray z) {
        var logs = new NDList();
        for (int k = 0; k < weights.length; k++) {
            logs.add(components.get(k).logDensity(z).add(Math.log(weights[k])));
        }
        return LogSumExp.over(NDArrays.stack(logs, 1), 1).squeeze(1);
    }
}
