package org.ot4j.data;

import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.ot4j.internal.Check;
import org.ot4j.internal.Permutations;

/**
 * Point clouds of known shape, generated from a seed. For Gaussians see {@link GaussianMixture}.
 */
public final class Synthetic {
    private Synthetic() {}

    /** {@code n} points of a standard normal distribution in d dimensions. */
    public static DataSet normal(int n, int d, long seed) {
        Check.atLeast(n, 1, "n");
        Check.atLeast(d, 1, "d");
        Random random = Seeds.random(seed);
        var values = new float[Math.multiplyExact(n, d)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return DataSet.owning(values, new Shape(d)).named("normal");
    }

    /**
     * Two half circles of radius 1 that interlock, class 0 centred at (0, 0) and class 1 at (1,
     * 0.5), as in scikit-learn; class 0 gets the odd point.
     *
     * @param noise standard deviation added to each coordinate, at least 0
     */
    public static DataSet twoMoons(int n, double noise, long seed) {
        Check.atLeast(n, 2, "n");
        Check.notNegative(noise, "noise");
        Random random = Seeds.random(seed);
        int[] order = Permutations.upward(n, random);
        var values = new float[2 * n];
        var labels = new int[n];
        for (int i = 0; i < n; i++) {
            int row = order[i];
            double angle = Math.PI * random.nextDouble();
            int moon = i % 2;
            double x = moon == 0 ? Math.cos(angle) : 1 - Math.cos(angle);
            double y = moon == 0 ? Math.sin(angle) : 0.5 - Math.sin(angle);
            labels[row] = moon;
            values[2 * row] = (float) (x + noise * random.nextGaussian());
            values[2 * row + 1] = (float) (y + noise * random.nextGaussian());
        }
        return DataSet.owning(values, new Shape(2)).withLabels(labels).named("two moons");
    }

    /**
     * A sheet rolled up in three dimensions: (t cos t, h, t sin t) with t uniform in [1.5π, 4.5π]
     * and h in [0, 21], as in scikit-learn. The class is the quarter of the roll's length, 0 to 3,
     * from the inside.
     *
     * @param noise standard deviation added to each coordinate, at least 0
     */
    public static DataSet swissRoll(int n, double noise, long seed) {
        Check.atLeast(n, 1, "n");
        Check.notNegative(noise, "noise");
        Random random = Seeds.random(seed);
        var values = new float[Math.multiplyExact(n, 3)];
        var labels = new int[n];
        for (int i = 0; i < n; i++) {
            double u = random.nextDouble();
            double t = 1.5 * Math.PI * (1 + 2 * u);
            values[3 * i] = (float) (t * Math.cos(t) + noise * random.nextGaussian());
            values[3 * i + 1] = (float) (21 * random.nextDouble() + noise * random.nextGaussian());
            values[3 * i + 2] = (float) (t * Math.sin(t) + noise * random.nextGaussian());
            labels[i] = (int) (4 * u);
        }
        return DataSet.owning(values, new Shape(3)).withLabels(labels).named("Swiss roll");
    }
}
