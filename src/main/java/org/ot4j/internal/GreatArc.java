package org.ot4j.internal;

/**
 * The way between two points along the great arc about 0, on which their length changes evenly. It
 * keeps to the shell where draws of a normal law in many dimensions are, and a line leaves it.
 */
public final class GreatArc {
    /** Below this sine two points have the same or opposite directions: no arc is shortest. */
    private static final double STRAIGHT = 1e-6;

    private GreatArc() {}

    /**
     * The weights of a and b in the point of the arc at a time, those of the line where there is no
     * arc.
     *
     * @param t in [0, 1]
     * @param angle between a and b, in [0, π]
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
