package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.special.Erf;
import org.ot4j.internal.Check;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.Scalars;
import org.ot4j.tensor.Scope;

/** N(0, I): log p(z) = -|z|²/2 - d/2 log 2π. */
record StandardNormal(int dimension) implements Prior {
    StandardNormal {
        Check.atLeast(dimension, 1, "dimension");
    }

    @Override
    public String name() {
        return "N(0, I)";
    }

    @Override
    public NDArray sample(NDManager manager, int n, RandomGenerator random) {
        return Tensors.normal(manager, random, n, dimension);
    }

    @Override
    public NDArray sampleEvenly(NDManager manager, int n, RandomGenerator random) {
        double[] points = ShiftedLattice.points(n, dimension, random);
        for (int i = 0; i < points.length; i++) {
            points[i] = Math.sqrt(2) * Erf.erfInv(2 * points[i] - 1);
        }
        return Tensors.of(manager, points, n, dimension);
    }

    @Override
    public double spread() {
        return 2.0 * dimension;
    }

    @Override
    public NDArray logDensity(NDArray z) {
        return Scope.of(z, this::density);
    }

    private NDArray density(NDArray z) {
        return Scalars.mul(z.square().sum(new int[] {1}), -0.5)
                .sub(0.5 * dimension * Math.log(2 * Math.PI));
    }
}
