package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import java.util.random.RandomGenerator;
import org.ot4j.internal.Check;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.Scope;

/**
 * Uniform on the cube [low, high]^d; log density -∞ outside.
 *
 * @param dimension d
 * @param low left end of each side
 * @param high right end
 */
record UniformPrior(int dimension, double low, double high) implements Prior {
    UniformPrior {
        Check.atLeast(dimension, 1, "dimension");
        Check.finite(new double[] {low, high}, "ends");
        Check.that(low < high, "low", low, "a number below high = " + high);
    }

    @Override
    public String name() {
        return "U(" + low + ", " + high + ")";
    }

    @Override
    public Support support() {
        return Support.BOUNDED;
    }

    @Override
    public NDArray sample(NDManager manager, int n, RandomGenerator random) {
        return Tensors.uniform(manager, random, n, dimension).muli(high - low).addi(low);
    }

    @Override
    public double spread() {
        return dimension * (high - low) * (high - low) / 6;
    }

    @Override
    public NDArray logDensity(NDArray z) {
        return Scope.of(z, this::density);
    }

    private NDArray density(NDArray z) {
        NDArray inside =
                NDArrays.logicalAnd(z.gte(low), z.lte(high))
                        .toType(z.getDataType(), false)
                        .min(new int[] {1});
        // log 1 = 0 inside, log 0 = -∞ outside.
        return inside.log().sub(dimension * Math.log(high - low));
    }
}
