package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.random.RandomGenerator;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.Scope;

/**
 * A categorical distribution whose codes are the unit vectors: log p(e_k) = log p_k.
 *
 * @param probabilities p, each above 0, with sum 1
 */
public record Categorical(double[] probabilities) implements Prior {
    /** Checks and copies. */
    public Categorical {
        probabilities = Probabilities.check(probabilities, "probabilities");
    }

    /** A copy. */
    @Override
    public double[] probabilities() {
        return probabilities.clone();
    }

    @Override
    public String name() {
        return "categorical of " + probabilities.length;
    }

    @Override
    public int dimension() {
        return probabilities.length;
    }

    /** All codes, the rows of the unit matrix, [K, K]. */
    public NDArray codes(NDManager manager) {
        return manager.eye(probabilities.length);
    }

    @Override
    public Support support() {
        return Support.POINTS;
    }

    @Override
    public NDArray sample(NDManager manager, int n, RandomGenerator random) {
        var values = new float[n * probabilities.length];
        for (int i = 0; i < n; i++) {
            values[i * probabilities.length + Probabilities.draw(probabilities, random)] = 1;
        }
        return Tensors.of(manager, values, n, probabilities.length);
    }

    @Override
    public NDArray logDensity(NDArray z) {
        return Scope.of(z, this::density);
    }

    private NDArray density(NDArray z) {
        var logs = new double[probabilities.length];
        for (int k = 0; k < logs.length; k++) {
            logs[k] = Math.log(probabilities[k]);
        }
        return z.matMul(Tensors.of(z.getManager(), logs, logs.length, 1)).squeeze(1);
    }
}
