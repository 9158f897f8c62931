package org.ot4j.model.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Random;
import java.util.SplittableRandom;
import org.ot4j.base.Rows;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Vectors;
import org.ot4j.network.Tensors;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.stochastic.PointSampler;
import org.ot4j.transport.stochastic.SemiDiscrete;

/** Semi-discrete transport from a prior to many points, from a start that is nearly right. */
public final class Laguerre {
    /** Points of the source in each step of ascent. */
    public static final int BATCH = 32;

    /** Potentials depend on source and data alone, so that a resumed training finds the same. */
    private static final long SEED = 1;

    /**
     * A potential rises by RATE / n standard deviations of the cost in the first step, so little
     * that cells hardly tremble, because the ascent starts from nearly the right place.
     */
    private static final double RATE = 3;

    private static final int DRAWS = 1024;

    /** Samples, and points of the source, between which the start is found. */
    private static final int SOME = 2048;

    private Laguerre() {}

    /** The cells of targets of equal weight, by so many steps of ascent. */
    public static SemiDiscrete.Cells cells(Prior source, Measure targets, long steps) {
        return SemiDiscrete.builder()
                .steps(steps)
                .batchSize(BATCH)
                .learningRate(Math.min(1, RATE / targets.size()))
                .seed(SEED)
                .build()
                .solve(sampler(source), targets, start(source, targets));
    }

    /**
     * The potential of some points of the source, extended from some of the samples to all by the
     * c-transform.
     */
    private static double[] start(Prior source, Measure targets) {
        int n = Math.min(SOME, targets.size());
        double[][] all = targets.points();
        double[][] y = all;
        if (n < all.length) {
            y =
                    new SplittableRandom(SEED)
                            .ints(0, all.length)
                            .distinct()
                            .limit(n)
                            .mapToObj(j -> all[j])
                            .toArray(double[][]::new);
        }
        double[][] x;
        try (NDManager scope = Tensors.newManager()) {
            NDArray z = source.sampleEvenly(scope, n, new SplittableRandom(SEED));
            x = Rows.split(Tensors.doubles(z), n);
        }
        double[] f = Transport.exact(x, y).f();
        var g = new double[all.length];
        for (int j = 0; j < g.length; j++) {
            g[j] = Double.POSITIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                g[j] = Math.min(g[j], Vectors.squaredDistance(x[i], all[j]) - f[i]);
            }
        }
        return g;
    }

    /** Points of the source, drawn many at a time. */
    private static PointSampler sampler(Prior source) {
        int d = source.dimension();
        var drawn = new float[DRAWS * d];
        return new PointSampler() {
            private int next = DRAWS;

            @Override
            public double[] sample(Random random) {
                if (next == DRAWS) {
                    try (NDManager scope = Tensors.newManager()) {
                        NDArray z = source.sample(scope, DRAWS, random);
                        Tensors.read(z, drawn);
                    }
                    next = 0;
                }
                var x = new double[d];
                for (int k = 0; k < d; k++) {
                    x[k] = drawn[next * d + k];
                }
                next++;
                return x;
            }
        };
    }
}
