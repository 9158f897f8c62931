package org.ot4j.internal;

/**
 * Interpolation between two points along the great arc about 0, with evenly changing length. It
 * stays within the shell where samples of a high-dimensional normal distribution lie, which a
 * straight line leaves.
 */
public final class GreatArc {
    /**
     * Below this sine, two points have the same or opposite directions, and there is no unique
     * shortest arc.
     */
    private static final double STRAIGHT = 1e-6;

    private GreatArc() {}

    /**
     * The weights of a and b in the point of the arc at time t, or those of the line if there is no
     * arc.
     *
     * @param t in [0, 1]
     * @param angle angle between a and b, in [0, π]
     * @param a length of a
     * @param b length of b
     */
    public static double[] weights(double t, double angle, double a, double b) {
        double sine = Math.sin(angle);
        if (sine < STRAIGHT) {
            return new double[] {1 - t, t};
        }
        double length = (1 - t) * a + t * b;
        return new double[] {
            Math.sin((1 - t) * angle) / sine * length / a, Math.sin(t * angle) / sine * length / b
        };
    }
}
