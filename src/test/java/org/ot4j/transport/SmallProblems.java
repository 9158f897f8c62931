package org.ot4j.transport;

import java.util.Arrays;
import java.util.Random;

/** A small problem, of which tests have recorded what other programs say, and random ones. */
public final class SmallProblems {
    private SmallProblems() {}

    public static final double[][] X = {{0, 0}, {1, 0.5}, {2, -1}, {0.3, 0.7}};
    public static final double[][] Y = {{0.5, 0.5}, {1.5, -0.5}, {-1, 2}};
    public static final double[] A = {0.1, 0.4, 0.3, 0.2};
    public static final double[] B = {0.5, 0.3, 0.2};

    public static TransportProblem small(double mass) {
        double[] b = Arrays.stream(B).map(w -> w * mass).toArray();
        return TransportProblem.between(Measure.of(X, A), Measure.of(Y, b));
    }

    public static TransportProblem random(int n, int m, long seed) {
        var random = new Random(seed);
        return TransportProblem.between(points(n, random), points(m, random));
    }

    private static Measure points(int n, Random random) {
        var x = new double[n][2];
        var w = new double[n];
        for (int i = 0; i < n; i++) {
            x[i][0] = random.nextGaussian();
            x[i][1] = random.nextGaussian();
            w[i] = 0.1 + random.nextDouble();
        }
        return Measure.of(x, w).normalized();
    }
}
