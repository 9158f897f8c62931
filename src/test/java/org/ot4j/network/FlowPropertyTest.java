package org.ot4j.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/**
 * Flows of any weights against their inverses, which are written down here in plain Java: along the
 * direction that a link moves points in it is a growing function of one number.
 */
class FlowPropertyTest {
    private static final double STEP = 1e-5;

    @Property(tries = 30)
    void inversesLeadBackAndHaveTheOppositeDeterminant(
            @ForAll FlowSpec.Kind kind,
            @ForAll @IntRange(min = 1, max = 3) int links,
            @ForAll @IntRange(min = 1, max = 3) int d,
            @ForAll @DoubleRange(min = 0.1, max = 1.5) double size,
            @ForAll long seed) {
        var random = new SplittableRandom(seed);
        Flow flow = new FlowSpec(kind, links).build("flow", d, seed);
        float[] w = flow.weights().values();
        for (int i = 0; i < w.length; i++) {
            w[i] = (float) random.nextDouble(-size, size);
        }
        flow.weights().set(w);
        var x = new float[d];
        for (int k = 0; k < d; k++) {
            x[k] = (float) random.nextGaussian();
        }
        try (NDManager manager = Tensors.newManager()) {
            var image = flow.forward(Tensors.of(manager, x, 1, d));
            double[] y = Tensors.doubles(image.z());
            double[] back = inverse(kind, w, y, links);
            for (int k = 0; k < d; k++) {
                assertEquals(x[k], back[k], 2e-4 * (1 + Math.abs(x[k])), "coordinate " + k);
            }
            double log = image.logDeterminant().getFloat();
            assertEquals(-log, logDeterminant(kind, w, y, links), 5e-3 * (1 + Math.abs(log)));
        }
    }

    private static double[] inverse(FlowSpec.Kind kind, float[] weights, double[] y, int links) {
        int d = y.length;
        int size = weights.length / links;
        double[] z = y;
        for (int k = links - 1; k >= 0; k--) {
            int at = k * size;
            z =
                    kind == FlowSpec.Kind.PLANAR
                            ? planar(weights, at, z)
                            : radial(weights, at, z, weights[at + d], weights[at + d + 1]);
        }
        return z;
    }

    /** z with z + û tanh(w·z + b) = y. */
    private static double[] planar(float[] of, int at, double[] y) {
        int d = y.length;
        double b = of[at + 2 * d];
        double wu = 0;
        double ww = 0;
        double wy = 0;
        for (int i = 0; i < d; i++) {
            double w = of[at + d + i];
            wu += w * of[at + i];
            ww += w * w;
            wy += w * y[i];
        }
        double lift = (softplus(wu + Math.log(Math.E - 1)) - 1 - wu) / ww;
        double along = wu + lift * ww; // w·û
        double s = root(t -> t + along * Math.tanh(t + b), wy);
        var z = new double[d];
        for (int i = 0; i < d; i++) {
            z[i] = y[i] - (of[at + i] + lift * of[at + d + i]) * Math.tanh(s + b);
        }
        return z;
    }

    /** z with z + β (z - z₀) / (α + |z - z₀|) = y. */
    private static double[] radial(float[] of, int at, double[] y, double a, double c) {
        int d = y.length;
        double alpha = softplus(a);
        double beta = softplus(c) - alpha;
        double square = 0;
        for (int i = 0; i < d; i++) {
            square += (y[i] - of[at + i]) * (y[i] - of[at + i]);
        }
        double r = root(t -> t * (1 + beta / (alpha + t)), Math.sqrt(square));
        var z = new double[d];
        for (int i = 0; i < d; i++) {
            z[i] = of[at + i] + (y[i] - of[at + i]) / (1 + beta / (alpha + r));
        }
        return z;
    }

    private static double softplus(double x) {
        return Math.log1p(Math.exp(x));
    }

    /** Where a growing function has a value, by halving. */
    private static double root(DoubleUnaryOperator growing, double value) {
        double low = -1e3;
        double high = 1e3;
        for (int k = 0; k < 100; k++) {
            double middle = (low + high) / 2;
            if (growing.applyAsDouble(middle) < value) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** log |det| of the inverse at y, by central differences. */
    private static double logDeterminant(FlowSpec.Kind kind, float[] w, double[] y, int links) {
        int d = y.length;
        var jacobian = new double[d][d];
        for (int k = 0; k < d; k++) {
            double[] up = y.clone();
            double[] down = y.clone();
            up[k] += STEP;
            down[k] -= STEP;
            double[] above = inverse(kind, w, up, links);
            double[] below = inverse(kind, w, down, links);
            for (int i = 0; i < d; i++) {
                jacobian[i][k] = (above[i] - below[i]) / (2 * STEP);
            }
        }
        return Math.log(Math.abs(determinant(jacobian)));
    }

    private static double determinant(double[][] m) {
        return switch (m.length) {
            case 1 -> m[0][0];
            case 2 -> m[0][0] * m[1][1] - m[0][1] * m[1][0];
            default ->
                    m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
                            - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
                            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
        };
    }
}
