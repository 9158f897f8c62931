package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.random.RandomGenerator;
import org.ot4j.internal.Check;
import org.ot4j.network.Tensors;

/**
 * Uniform on the unit sphere of a space: log p(z) = log Γ(d/2) - log 2 - d/2 log π with respect to
 * its area.
 *
 * @param dimension d, the number of coordinates of a code
 */
record SpherePrior(int dimension) implements Prior {
    SpherePrior {
        Check.atLeast(dimension, 2, "dimension");
    }

    @Override
    public String name() {
        return "uniform on the sphere";
    }

    @Override
    public Support support() {
        return Support.SPHERE;
    }

    @Override
    public NDArray sample(NDManager manager, int n, RandomGenerator random) {
        var values = new double[n * dimension];
        for (int row = 0; row < n; row++) {
            direction(values, row * dimension, dimension, random);
        }
        return Tensors.of(manager, values, n, dimension);
    }

    /** Writes a unit vector of d coordinates, uniform on the sphere, from a position on. */
    static void direction(double[] into, int from, int d, RandomGenerator random) {
        double length = 0;
        while (length == 0) {
            for (int k = 0; k < d; k++) {
                into[from + k] = random.nextGaussian();
                length = Math.hypot(length, into[from + k]);
            }
        }
        for (int k = 0; k < d; k++) {
            into[from + k] /= length;
        }
    }

    @Override
    public double spread() {
        return 2;
    }

    @Override
    public NDArray logDensity(NDArray z) {
        return z.getManager()
                .full(z.getShape().slice(0, 1), (float) VonMisesFisher.logUniform(dimension));
    }
}
