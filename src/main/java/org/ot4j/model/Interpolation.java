package org.ot4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.ot4j.base.Rows;
import org.ot4j.internal.Check;
import org.ot4j.internal.GreatArc;
import org.ot4j.network.Tensors;

/** Paths from one code to another. */
enum Interpolation {
    /** (1 - t) a + t b. */
    LINEAR {
        @Override
        double[] weights(double t, double angle, double a, double b) {
            return new double[] {1 - t, t};
        }
    },

    /** Along the great arc, on which lengths change evenly. */
    SPHERICAL {
        @Override
        double[] weights(double t, double angle, double a, double b) {
            return GreatArc.weights(t, angle, a, b);
        }
    };

    /** The weights of codes of lengths a and b at time t in [0, 1]. */
    abstract double[] weights(double t, double angle, double a, double b);

    /** The points of each way, row by row: [n · steps, d], owned by the manager given. */
    NDArray between(NDManager scope, NDArray from, NDArray to, int steps) {
        Rows.shape(from, "from");
        Rows.shape(to, "to");
        Check.that(
                from.getShape().dimension() == 2 && from.size(0) > 0,
                "from.shape",
                from.getShape(),
                "[n, latent dimension]");
        Check.that(
                to.getShape().equals(from.getShape()),
                "to.shape",
                to.getShape(),
                from.getShape() + ", that of from");
        Check.atLeast(steps, 2, "steps");
        int n = Math.toIntExact(from.size(0));
        int d = Math.toIntExact(from.size(1));
        float[] a = floats(from, "from");
        float[] b = floats(to, "to");
        var points = new float[n * steps * d];
        for (int i = 0; i < n; i++) {
            double angle = angle(a, b, i * d, d);
            double ofA = length(a, i * d, d);
            double ofB = length(b, i * d, d);
            for (int s = 0; s < steps; s++) {
                double[] w = weights((double) s / (steps - 1), angle, ofA, ofB);
                for (int k = 0; k < d; k++) {
                    points[(i * steps + s) * d + k] =
                            (float) (w[0] * a[i * d + k] + w[1] * b[i * d + k]);
                }
            }
        }
        return Tensors.of(scope, points, (long) n * steps, d);
    }

    private static float[] floats(NDArray codes, String name) {
        double[] wide = Rows.numbers(codes);
        int d = Math.toIntExact(codes.size(1));
        var floats = new float[wide.length];
        for (int k = 0; k < wide.length; k++) {
            if (!Double.isFinite(wide[k])) {
                throw Check.error(
                        name + "[" + k / d + "][" + k % d + "]", wide[k], "a finite number");
            }
            floats[k] = (float) wide[k];
        }
        return floats;
    }

    private static double length(float[] a, int at, int d) {
        double sum = 0;
        for (int k = at; k < at + d; k++) {
            sum += (double) a[k] * a[k];
        }
        return Math.sqrt(sum);
    }

    private static double angle(float[] a, float[] b, int at, int d) {
        double aa = 0;
        double bb = 0;
        double ab = 0;
        for (int k = at; k < at + d; k++) {
            aa += a[k] * a[k];
            bb += b[k] * b[k];
            ab += a[k] * b[k];
        }
        double norms = Math.sqrt(aa * bb);
        return norms > 0 ? Math.acos(Math.max(-1, Math.min(1, ab / norms))) : 0;
    }
}
