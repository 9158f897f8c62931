package org.ot4j.model.flow;

import java.util.random.RandomGenerator;

/**
 * Places on the ways of a batch of pairs, and what the network is to say there.
 *
 * @param inputs x_t and t, [n, d + 1], row by row
 * @param targets x₁ - x₀, and e of a bridge, [n, d · heads], row by row
 * @param weights of the network's outputs, [n, d · heads]; null where all are 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Waypoints(float[] inputs, float[] targets, float[] weights) {
    /** At times uniform in [0, 1). */
    static Waypoints draw(FlowPath path, Pairs pairs, int n, RandomGenerator random) {
        var times = new double[n];
        for (int i = 0; i < n; i++) {
            times[i] = random.nextDouble();
        }
        var noise = new float[path.sigma() > 0 ? pairs.from().length : 0];
        for (int k = 0; k < noise.length; k++) {
            noise[k] = (float) random.nextGaussian();
        }
        return at(path, pairs, times, noise);
    }

    /**
     * At given times.
     *
     * @param noise e, [n, d]; empty if the path has none
     */
    static Waypoints at(FlowPath path, Pairs pairs, double[] times, float[] noise) {
        int n = times.length;
        int d = pairs.from().length / n;
        int width = d * path.heads();
        var inputs = new float[n * (d + 1)];
        var targets = new float[n * width];
        float[] weights = path.isBridge() ? new float[n * width] : null;
        for (int i = 0; i < n; i++) {
            double t = times[i];
            double spread = path.spread(t);
            for (int k = 0; k < d; k++) {
                double from = pairs.from()[i * d + k];
                double to = pairs.to()[i * d + k];
                double e = noise.length == 0 ? 0 : noise[i * d + k];
                inputs[i * (d + 1) + k] = (float) ((1 - t) * from + t * to + spread * e);
                targets[i * width + k] = (float) (to - from);
                if (path.isBridge()) {
                    targets[i * width + d + k] = (float) e;
                    weights[i * width + k] = 1;
                    weights[i * width + d + k] = (float) FlowPath.scoreWeight(t);
                }
            }
            inputs[i * (d + 1) + d] = (float) t;
        }
        return new Waypoints(inputs, targets, weights);
    }
}
