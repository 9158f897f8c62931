package org.ot4j.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.ot4j.internal.Vectors;

/** Looks at every field of an exact result, from its definition; and makes random problems. */
public final class TransportChecks {
    private TransportChecks() {}

    public static TransportResult checkOptimal(TransportProblem problem, TransportResult result) {
        assertTrue(result.converged(), result::toString);
        checkFeasible(problem, result);
        Certificate certificate = result.certificate();
        assertTrue(certificate.holds() && certificate.gap() <= 1e-9, certificate::toString);
        assertEquals(
                result.cost(),
                certificate.dual(),
                1e-9 * Math.abs(result.cost()) + 1e-13 * scale(problem, result));
        assertEquals(result.cost(), result.value());
        return result;
    }

    public static void checkFeasible(TransportProblem problem, TransportResult result) {
        double[] a = problem.a();
        double[] b = problem.b();
        double mass = Vectors.sum(a);
        var rows = new double[a.length];
        var cols = new double[b.length];
        var cost = new double[1];
        result.plan()
                .forEach(
                        (i, j, p) -> {
                            assertTrue(p > 0, "mass of an arc");
                            rows[i] += p;
                            cols[j] += p;
                            cost[0] += p * problem.costs().at(i, j);
                        });
        double target = mass / Vectors.sum(b);
        for (int i = 0; i < a.length; i++) {
            assertEquals(a[i], rows[i], 1e-12 * mass, "mass of source " + i);
        }
        for (int j = 0; j < b.length; j++) {
            assertEquals(b[j] * target, cols[j], 1e-12 * mass, "mass of target " + j);
        }
        double magnitude = Math.max(Math.abs(cost[0]), 1e-300);
        assertEquals(cost[0], result.cost(), 1e-12 * magnitude + 1e-15 * scale(problem, result));
        double[] f = result.f();
        double[] g = result.g();
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                double c = problem.costs().at(i, j);
                double rounding = 1e-15 * (Math.abs(f[i]) + Math.abs(g[j]) + Math.abs(c));
                worst = Math.max(worst, f[i] + g[j] - c - rounding * 8);
            }
        }
        assertEquals(0, worst, "violation of the potentials");
        assertTrue(result.plan().nonZeros() <= a.length + b.length - 1 || !result.converged());
    }

    private static double scale(TransportProblem problem, TransportResult result) {
        double scale = 0;
        double[] f = result.f();
        double[] g = result.g();
        for (int i = 0; i < f.length; i++) {
            scale += problem.a()[i] * Math.abs(f[i]);
        }
        for (int j = 0; j < g.length; j++) {
            scale += problem.b()[j] * Math.abs(g[j]);
        }
        return scale;
    }

    public static double[][] points(int n, int d, Random random) {
        var points = new double[n][d];
        for (double[] point : points) {
            for (int k = 0; k < d; k++) {
                point[k] = random.nextGaussian();
            }
        }
        return points;
    }

    /** Weights that sum to 1; about one in five is zero when asked for. */
    public static double[] weights(int n, boolean zeros, Random random) {
        var weights = new double[n];
        for (int i = 0; i < n; i++) {
            weights[i] = zeros && i > 0 && random.nextInt(5) == 0 ? 0 : random.nextDouble() + 0.01;
        }
        double mass = Vectors.sum(weights);
        for (int i = 0; i < n; i++) {
            weights[i] /= mass;
        }
        return weights;
    }
}
