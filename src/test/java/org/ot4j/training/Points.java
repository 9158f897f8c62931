package org.ot4j.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.ot4j.data.DataSource;
import org.ot4j.network.Tensors;

/** Points in memory, for tests. */
record Points(float[] values, Shape sampleShape) implements DataSource {
    /** A grid of 5 × 5 Gaussians with standard deviation 0.05, scaled to unit size. */
    static Points grid(int n, long seed) {
        var random = new SplittableRandom(seed);
        var values = new float[2 * n];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((random.nextInt(5) - 2) / 2.0 + 0.05 * random.nextGaussian());
        }
        return new Points(values, new Shape(2));
    }

    @Override
    public String name() {
        return "points";
    }

    @Override
    public int size() {
        return values.length / (int) sampleShape.size();
    }

    @Override
    public NDArray batch(NDManager manager, int... indices) {
        int d = (int) sampleShape.size();
        var rows = new float[indices.length * d];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(values, indices[i] * d, rows, i * d, d);
        }
        var shape = new long[sampleShape.dimension() + 1];
        shape[0] = indices.length;
        System.arraycopy(sampleShape.getShape(), 0, shape, 1, shape.length - 1);
        return Tensors.of(manager, rows, shape);
    }

    @Override
    public int[] labels() {
        return null;
    }

    @Override
    public String fingerprint() {
        return Integer.toHexString(Arrays.hashCode(values));
    }
}
