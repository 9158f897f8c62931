package org.ot4j.plot;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.ot4j.internal.Check;
import org.ot4j.internal.GreatArc;

/** Codes to decode: walks between two points of the latent space, and grids over it. */
public final class Latents {
    private Latents() {}

    /** {@code steps} points on the straight line from a to b, both included: [steps, d]. */
    public static double[][] linear(double[] a, double[] b, int steps) {
        check(a, b, steps);
        var path = new double[steps][a.length];
        for (int i = 0; i < steps; i++) {
            double t = (double) i / (steps - 1);
            for (int j = 0; j < a.length; j++) {
                path[i][j] = (1 - t) * a[j] + t * b[j];
            }
        }
        return path;
    }

    /**
     * {@code steps} points from a to b along the great circle, both included: [steps, d]. Between
     * samples of a Gaussian in many dimensions, it stays on the shell where samples lie, which the
     * straight line leaves; if |a| and |b| differ, the length changes evenly. If a and b point the
     * same way, it is the straight line; opposite points have no unique great circle.
     */
    public static double[][] spherical(double[] a, double[] b, int steps) {
        check(a, b, steps);
        double la = norm(a);
        double lb = norm(b);
        Check.that(la > 0 && lb > 0, "a or b", 0, "codes that are not 0");
        double dot = 0;
        for (int j = 0; j < a.length; j++) {
            dot += a[j] / la * b[j] / lb;
        }
        double angle = Math.acos(Math.max(-1, Math.min(1, dot)));
        Check.that(angle < Math.PI - 1e-6, "angle between a and b", angle, "less than π");
        var path = new double[steps][a.length];
        for (int i = 0; i < steps; i++) {
            double t = (double) i / (steps - 1);
            double[] weights = GreatArc.weights(t, angle, la, lb);
            for (int j = 0; j < a.length; j++) {
                path[i][j] = weights[0] * a[j] + weights[1] * b[j];
            }
        }
        return path;
    }

    /**
     * Codes in the plane at the normal quantiles (i + 0.5) / side along each axis: [side², 2], row
     * by row with the highest second coordinate first, so decoded pictures laid out in rows show
     * the latent space as a map with equal prior mass in each.
     */
    public static double[][] normalGrid(int side) {
        Check.atLeast(side, 1, "side");
        var normal = new NormalDistribution(null, 0, 1);
        var quantiles = new double[side];
        for (int i = 0; i < side; i++) {
            quantiles[i] = normal.inverseCumulativeProbability((i + 0.5) / side);
        }
        var codes = new double[side * side][];
        for (int k = 0; k < codes.length; k++) {
            codes[k] = new double[] {quantiles[k % side], quantiles[side - 1 - k / side]};
        }
        return codes;
    }

    /**
     * Codes in the plane for a prior known by draws, like {@link #normalGrid}, at the draws'
     * quantiles (i + 0.5) / side along each axis, [side², 2].
     *
     * @param draws [n, 2]
     */
    static double[][] quantileGrid(double[][] draws, int side) {
        var quantiles = new double[2][side];
        for (int axis = 0; axis < 2; axis++) {
            int own = axis;
            double[] sorted = Arrays.stream(draws).mapToDouble(z -> z[own]).sorted().toArray();
            for (int i = 0; i < side; i++) {
                quantiles[axis][i] = sorted[(int) ((i + 0.5) / side * sorted.length)];
            }
        }
        var codes = new double[side * side][];
        for (int k = 0; k < codes.length; k++) {
            codes[k] = new double[] {quantiles[0][k % side], quantiles[1][side - 1 - k / side]};
        }
        return codes;
    }

    private static void check(double[] a, double[] b, int steps) {
        Check.that(a.length == b.length && a.length > 0, "b.length", b.length, "" + a.length);
        Check.atLeast(steps, 2, "steps");
    }

    private static double norm(double[] v) {
        double sum = 0;
        for (double x : v) {
            sum += x * x;
        }
        return Math.sqrt(sum);
    }
}
