package org.ot4j.transport.quadratic;

import java.util.Arrays;
import org.ot4j.base.Progress;
import org.ot4j.internal.Vectors;

/**
 * The dual of quadratically regularised transport, D = Σ a_i f_i + Σ b_j g_j - 1/2ε Σ a_i b_j (f_i
 * + g_j - c_ij)₊², and the semismooth Newton steps that ascend it (Lorenz et al. 2021): each solves
 * a linear system of the pairs with mass by conjugate gradients, and is shortened until D rises.
 */
final class NewtonDual {
    /** Part of the diagonal that is added to it, since f + t and g - t are as good. */
    private static final double SHIFT = 1e-10;

    private static final double RISE = 1e-4;
    private static final int HALVINGS = 40;

    private final double[][] c;
    private final double[] a;
    private final double[] b;
    private final int n;
    private final int m;
    private final double[] f;
    private final double[] g;

    /** Weights sum to 1. */
    NewtonDual(double[][] c, double[] a, double[] b) {
        this.c = c;
        this.a = a;
        this.b = b;
        n = a.length;
        m = b.length;
        f = new double[n];
        g = new double[m];
        for (int i = 0; i < n; i++) {
            f[i] = Arrays.stream(c[i]).min().orElseThrow();
        }
    }

    double[] f() {
        return f.clone();
    }

    double[] g() {
        return g.clone();
    }

    /**
     * Ascends until the marginals are right; the number of steps.
     *
     * @param done steps before, for the progress
     */
    int ascend(double epsilon, double tolerance, int most, int done, Progress progress) {
        // Every point with someone to send to, whatever ε was before.
        lift(epsilon);
        var gradient = new double[n + m];
        double value = value(f, g, epsilon, gradient);
        int steps = 0;
        while (steps < most && absolute(gradient) > tolerance) {
            if (Progress.stopRequested()) {
                return steps;
            }
            steps++;
            progress.update(done + steps);
            double[] step = direction(gradient, epsilon);
            double slope = 0;
            for (int k = 0; k < step.length; k++) {
                slope += gradient[k] * step[k];
            }
            double length = 1;
            boolean risen = false;
            for (int h = 0; h < HALVINGS && !risen; h++) {
                var newF = new double[n];
                var newG = new double[m];
                for (int i = 0; i < n; i++) {
                    newF[i] = f[i] + length * step[i];
                }
                for (int j = 0; j < m; j++) {
                    newG[j] = g[j] + length * step[n + j];
                }
                var next = new double[n + m];
                double higher = value(newF, newG, epsilon, next);
                // At the end D no longer shows a rise that the marginals still do.
                risen =
                        higher >= value + RISE * length * slope
                                || length == 1 && absolute(next) < 0.5 * absolute(gradient);
                if (risen) {
                    System.arraycopy(newF, 0, f, 0, n);
                    System.arraycopy(newG, 0, g, 0, m);
                    value = higher;
                    gradient = next;
                }
                length /= 2;
            }
            if (!risen) {
                return steps;
            }
        }
        return steps;
    }

    /** Sets each f_i to where it sends a_i, given g, and then each g_j to where it gets b_j. */
    private void lift(double epsilon) {
        for (int i = 0; i < n; i++) {
            var order = new double[m][];
            for (int j = 0; j < m; j++) {
                order[j] = new double[] {c[i][j] - g[j], b[j]};
            }
            f[i] = level(order, epsilon);
        }
        for (int j = 0; j < m; j++) {
            var order = new double[n][];
            for (int i = 0; i < n; i++) {
                order[i] = new double[] {c[i][j] - f[i], a[i]};
            }
            g[j] = level(order, epsilon);
        }
    }

    /** The t at which Σ w (t - c)₊ is ε, for pairs of c and w that have some weight. */
    private static double level(double[][] pairs, double epsilon) {
        Arrays.sort(pairs, (p, q) -> Double.compare(p[0], q[0]));
        double weight = 0;
        double sum = 0;
        double level = Double.POSITIVE_INFINITY;
        for (int k = 0; k < pairs.length && !(level <= pairs[k][0]); k++) {
            weight += pairs[k][1];
            sum += pairs[k][1] * pairs[k][0];
            level = weight > 0 ? (epsilon + sum) / weight : Double.POSITIVE_INFINITY;
        }
        return level;
    }

    private double value(double[] u, double[] v, double epsilon, double[] gradient) {
        double value = 0;
        for (int i = 0; i < n; i++) {
            value += a[i] * u[i];
            gradient[i] = a[i];
        }
        for (int j = 0; j < m; j++) {
            value += b[j] * v[j];
            gradient[n + j] = b[j];
        }
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double row = 0;
            for (int j = 0; j < m; j++) {
                double excess = u[i] + v[j] - c[i][j];
                if (excess > 0) {
                    double p = a[i] * b[j] * excess / epsilon;
                    squares += p * excess;
                    row += p;
                    gradient[n + j] -= p;
                }
            }
            gradient[i] -= row;
        }
        return value - squares / 2;
    }

    /** The solution of H s = gradient, by conjugate gradients with the diagonal as a guide. */
    private double[] direction(double[] gradient, double epsilon) {
        int[][] active = active();
        var diagonal = new double[n + m];
        for (int i = 0; i < n; i++) {
            for (int j : active[i]) {
                double h = a[i] * b[j] / epsilon;
                diagonal[i] += h;
                diagonal[n + j] += h;
            }
        }
        double floor = 1 / ((double) n * m * epsilon);
        for (int k = 0; k < n + m; k++) {
            diagonal[k] = diagonal[k] > 0 ? diagonal[k] * (1 + SHIFT) : floor;
        }
        var s = new double[n + m];
        double[] r = gradient.clone();
        var z = new double[n + m];
        for (int k = 0; k < r.length; k++) {
            z[k] = r[k] / diagonal[k];
        }
        double[] p = z.clone();
        double rz = Vectors.product(r, z);
        double enough = 1e-20 * rz;
        for (int it = 0; it < 2 * (n + m) && rz > enough && rz > 0; it++) {
            var hp = new double[n + m];
            for (int k = 0; k < hp.length; k++) {
                hp[k] = diagonal[k] * p[k];
            }
            for (int i = 0; i < n; i++) {
                double row = 0;
                double factor = a[i] / epsilon;
                for (int j : active[i]) {
                    double h = factor * b[j];
                    row += h * p[n + j];
                    hp[n + j] += h * p[i];
                }
                hp[i] += row;
            }
            double curvature = Vectors.product(p, hp);
            if (!(curvature > 0)) {
                break;
            }
            double alpha = rz / curvature;
            for (int k = 0; k < s.length; k++) {
                s[k] += alpha * p[k];
                r[k] -= alpha * hp[k];
                z[k] = r[k] / diagonal[k];
            }
            double next = Vectors.product(r, z);
            double beta = next / rz;
            for (int k = 0; k < p.length; k++) {
                p[k] = z[k] + beta * p[k];
            }
            rz = next;
        }
        return s;
    }

    /** The targets j of each i to which mass goes at f and g. */
    private int[][] active() {
        var active = new int[n][];
        for (int i = 0; i < n; i++) {
            var some = new int[m];
            int count = 0;
            for (int j = 0; j < m; j++) {
                if (f[i] + g[j] > c[i][j]) {
                    some[count++] = j;
                }
            }
            active[i] = Arrays.copyOf(some, count);
        }
        return active;
    }

    private static double absolute(double[] x) {
        return Arrays.stream(x).map(Math::abs).sum();
    }
}
