package org.ot4j.model.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.ot4j.distribution.Prior;
import org.ot4j.distribution.Support;
import org.ot4j.network.Derivative;
import org.ot4j.network.Network;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.Scalars;

/**
 * The divergence of a network's velocity, as a mean of e·(∂v/∂x)e over probes e: unit vectors,
 * which make it exact, or random signs, which make it right on average.
 *
 * @param probes random probes; 0 for the unit vectors
 * @param seed of the signs
 */
record Divergence(int probes, long seed) {
    static Divergence exact() {
        return new Divergence(0, 0);
    }

    static Divergence estimated(int probes, long seed) {
        return new Divergence(probes, seed);
    }

    /** Whether densities there are with respect to volume. */
    static boolean hasDensity(Support support) {
        return support == Support.SPACE || support == Support.BOUNDED;
    }

    /** The field of n points that each carry the integral of the divergence along their way. */
    Along along(VectorField velocity, Network network, FlowPath path, int n) {
        int d = Math.toIntExact(network.inputShape().get(0)) - 1;
        int each = probes == 0 ? d : probes;
        var signs = new byte[probes == 0 ? 0 : n * each * d];
        var random = new SplittableRandom(seed);
        for (int k = 0; k < signs.length; k++) {
            signs[k] = (byte) (random.nextBoolean() ? 1 : -1);
        }
        return new Along(velocity, network, path, d, each, signs);
    }

    /** A field of d + 1 coordinates, the last of which changes by the divergence. */
    static final class Along implements VectorField {
        private final VectorField velocity;
        private final Network network;
        private final FlowPath path;
        private final int d;
        private final int each;
        private final byte[] signs;

        private Along(
                VectorField velocity,
                Network network,
                FlowPath path,
                int d,
                int each,
                byte[] signs) {
            this.velocity = velocity;
            this.network = network;
            this.path = path;
            this.d = d;
            this.each = each;
            this.signs = signs;
        }

        /** Points with an integral of 0. */
        double[][] start(double[][] x) {
            var start = new double[x.length][d + 1];
            for (int i = 0; i < x.length; i++) {
                System.arraycopy(x[i], 0, start[i], 0, d);
            }
            return start;
        }

        /** log p of the points that have ended there: from time 1 to 0 the integral is negative. */
        double[] logDensities(double[][] end, Prior source) {
            int n = end.length;
            var flat = new double[n * d];
            for (int i = 0; i < n; i++) {
                System.arraycopy(end[i], 0, flat, i * d, d);
            }
            try (NDManager scope = Tensors.newManager()) {
                double[] log = Tensors.doubles(source.logDensity(Tensors.of(scope, flat, n, d)));
                for (int i = 0; i < n; i++) {
                    log[i] += end[i][d];
                }
                return log;
            }
        }

        @Override
        public double[][] at(double t, double[][] x) {
            int n = x.length;
            var points = new double[n][d];
            for (int i = 0; i < n; i++) {
                System.arraycopy(x[i], 0, points[i], 0, d);
            }
            double[][] v = velocity.at(t, points);
            var slopes = new double[n][d + 1];
            for (int i = 0; i < n; i++) {
                System.arraycopy(v[i], 0, slopes[i], 0, d);
            }
            int most = FlowMatching.rows(d);
            for (int from = 0; from < n * each; from += most) {
                add(t, points, from, Math.min(n * each, from + most), slopes);
            }
            return slopes;
        }

        /** Adds what some of the pairs of a point and a probe say. */
        private void add(double t, double[][] points, int from, int to, double[][] slopes) {
            int rows = to - from;
            var input = new float[rows * (d + 1)];
            var probe = new float[rows * d];
            for (int r = 0; r < rows; r++) {
                double[] point = points[(from + r) / each];
                for (int k = 0; k < d; k++) {
                    input[r * (d + 1) + k] = (float) point[k];
                    probe[r * d + k] =
                            signs.length > 0
                                    ? signs[(from + r) * d + k]
                                    : (from + r) % each == k ? 1 : 0;
                }
                input[r * (d + 1) + d] = (float) t;
            }
            try (NDManager scope = Tensors.newManager()) {
                NDArray e = Tensors.of(scope, probe, rows, d);
                NDArray gradient =
                        Derivative.of(
                                x -> velocity(x, t).mul(e), Tensors.of(scope, input, rows, d + 1));
                var slope = new float[rows * (d + 1)];
                Tensors.read(gradient, slope);
                double share = signs.length > 0 ? 1.0 / each : 1;
                for (int r = 0; r < rows; r++) {
                    for (int k = 0; k < d; k++) {
                        slopes[(from + r) / each][d] +=
                                share * probe[r * d + k] * slope[r * (d + 1) + k];
                    }
                }
            }
        }

        private NDArray velocity(NDArray x, double t) {
            NDArray output = network.forward(x).reshape(new Shape(x.size(0), -1));
            if (!path.isBridge()) {
                return output;
            }
            NDArray second = output.get(":, {}:", d);
            return output.get(":, :{}", d).add(Scalars.mul(second, path.scoreInVelocity(t)));
        }
    }
}
