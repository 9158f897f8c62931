package org.ot4j.transport.internal;

/** Sums over the coordinates of points that lie in flat arrays. */
public final class Coordinates {
    /** Far enough from the ends of the range of a double that squares lose no digits. */
    public static final double LEAST_SQUARE = 1e-280;

    public static final double GREATEST_SQUARE = 1e300;

    private Coordinates() {}

    /**
     * The squared distance between x[xo .. xo + d) and y[yo], y[yo + step], ...: by the same order
     * of additions as for a row of costs, so that both agree to the last bit.
     */
    public static double squares(double[] x, int xo, double[] y, int yo, int step, int d) {
        double sum = 0;
        int k = d % 2;
        if (k == 1) {
            double t = x[xo] - y[yo];
            sum = t * t;
        }
        for (; k < d; k += 2) {
            double s = x[xo + k] - y[yo + k * step];
            double t = x[xo + k + 1] - y[yo + (k + 1) * step];
            sum += s * s + t * t;
        }
        return sum;
    }

    /** The squared distance, added up from the first coordinate to the last. */
    public static double inOrder(double[] x, int xo, double[] y, int yo, int d) {
        double sum = 0;
        for (int k = 0; k < d; k++) {
            double t = x[xo + k] - y[yo + k];
            sum += t * t;
        }
        return sum;
    }

    /** The distance of two points, also where squares leave the range of a double. */
    public static double distance(double[] x, int xo, double[] y, int yo, int step, int d) {
        double largest = 0;
        for (int k = 0; k < d; k++) {
            // Halves, for the difference of two doubles may be beyond the greatest.
            largest = Math.max(largest, Math.abs(0.5 * x[xo + k] - 0.5 * y[yo + k * step]));
        }
        if (largest == 0) {
            return 0;
        }
        double sum = 0;
        for (int k = 0; k < d; k++) {
            double t = (0.5 * x[xo + k] - 0.5 * y[yo + k * step]) / largest;
            sum += t * t;
        }
        return 2 * (largest * Math.sqrt(sum));
    }

    /** The length of x[at .. at + d), without a square that leaves the range of a double. */
    public static double norm(double[] x, int at, int d) {
        double largest = 0;
        for (int k = 0; k < d; k++) {
            largest = Math.max(largest, Math.abs(x[at + k]));
        }
        if (largest == 0) {
            return 0;
        }
        double sum = 0;
        for (int k = 0; k < d; k++) {
            double t = x[at + k] / largest;
            sum += t * t;
        }
        return largest * Math.sqrt(sum);
    }

    /** Adds slope · (x - y) to gx, and takes it from gy. */
    public static void addDifference(
            double slope, double[] x, int xo, double[] y, int yo, int d, double[] gx, double[] gy) {
        if (xo == 0 && yo == 0) {
            // All arrays at one place: vector instructions.
            for (int k = 0; k < d; k++) {
                double t = slope * (x[k] - y[k]);
                gx[k] += t;
                gy[k] -= t;
            }
            return;
        }
        for (int k = 0; k < d; k++) {
            double t = slope * (x[xo + k] - y[yo + k]);
            gx[xo + k] += t;
            gy[yo + k] -= t;
        }
    }

    /** Which points are 0. */
    public static boolean[] zeros(double[] points, int d) {
        var zeros = new boolean[points.length / d];
        for (int i = 0; i < zeros.length; i++) {
            zeros[i] = true;
            for (int k = 0; k < d; k++) {
                zeros[i] &= points[i * d + k] == 0;
            }
        }
        return zeros;
    }

    /** Points divided by their lengths; 0 where they are 0. */
    public static double[] unit(double[] points, int d) {
        var unit = new double[points.length];
        for (int at = 0; at < points.length; at += d) {
            double largest = 0;
            for (int k = 0; k < d; k++) {
                largest = Math.max(largest, Math.abs(points[at + k]));
            }
            if (largest > 0) {
                double squares = 0;
                for (int k = 0; k < d; k++) {
                    double t = points[at + k] / largest;
                    squares += t * t;
                }
                double norm = Math.sqrt(squares);
                for (int k = 0; k < d; k++) {
                    unit[at + k] = points[at + k] / largest / norm;
                }
            }
        }
        return unit;
    }
}
