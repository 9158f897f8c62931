package org.ot4j.plot;

/** Arrows as strokes: a shaft and two barbs each, one after the other. */
final class Arrows {
    private static final double BARB = 0.3; // of the arrow's length
    private static final double ANGLE = Math.toRadians(25);
    private static final int STROKE = 6;

    private Arrows() {}

    /**
     * The strokes from each point along its vector; NaN lifts the pen.
     *
     * @param points [n, 2]
     * @param vectors [n, 2]
     * @param length of the longest arrow
     * @return x and y, [2, 6 n]
     */
    static double[][] strokes(double[][] points, double[][] vectors, double length) {
        double longest = 0;
        for (double[] v : vectors) {
            longest = Math.max(longest, Math.hypot(v[0], v[1]));
        }
        double scale = longest > 0 ? length / longest : 0;
        var strokes = new double[2][STROKE * points.length];
        for (int i = 0; i < points.length; i++) {
            double dx = scale * vectors[i][0];
            double dy = scale * vectors[i][1];
            double x = points[i][0] + dx;
            double y = points[i][1] + dy;
            double[] left = turned(dx, dy, Math.PI - ANGLE);
            double[] right = turned(dx, dy, Math.PI + ANGLE);
            double[] xs = {points[i][0], x, x + left[0], x, x + right[0], Double.NaN};
            double[] ys = {points[i][1], y, y + left[1], y, y + right[1], Double.NaN};
            System.arraycopy(xs, 0, strokes[0], STROKE * i, STROKE);
            System.arraycopy(ys, 0, strokes[1], STROKE * i, STROKE);
        }
        return strokes;
    }

    private static double[] turned(double dx, double dy, double angle) {
        double cos = BARB * Math.cos(angle);
        double sin = BARB * Math.sin(angle);
        return new double[] {cos * dx - sin * dy, sin * dx + cos * dy};
    }
}
