package org.ot4j.transport.internal;

/**
 * Points of many coordinates in blocks, each coordinate of a block an array of its own. Loops over
 * the points of a block then read and write arrays at one and the same place, which is what the
 * compiler makes vector instructions of: where several coordinates lie in one array, it reads them
 * one by one, in four times the time.
 */
final class PointBlocks {
    /** Points of a block; the last may have fewer. */
    static final int WIDTH = 256;

    // Many rows are computed some together and some coordinates at a time: these coordinates of a
    // block are then in the first-level cache for all of these rows.
    private static final int ROWS = 16;
    private static final int COORDINATES = 8;

    private final double[][][] blocks;
    private final int d;

    /** The points, coordinate k of point j at j * d + k. */
    PointBlocks(double[] points, int d) {
        this.d = d;
        int m = points.length / d;
        blocks = new double[(m + WIDTH - 1) / WIDTH][d][];
        for (int block = 0; block < blocks.length; block++) {
            int from = block * WIDTH;
            for (int k = 0; k < d; k++) {
                var coordinate = new double[Math.min(WIDTH, m - from)];
                for (int j = 0; j < coordinate.length; j++) {
                    coordinate[j] = points[(from + j) * d + k];
                }
                blocks[block][k] = coordinate;
            }
        }
    }

    /**
     * What is done with the squared distances between point x_i and points from {@code start} on.
     */
    @FunctionalInterface
    interface Squares {
        /** The squares are those of the first {@code count} places. */
        void accept(int i, int start, int count, double[] squares);
    }

    /**
     * The squared distances between x[at .. at + d) and points [from, to), to {@code out}, starting
     * at {@code offset}; each is that of {@link Coordinates#squares} to the last bit.
     */
    void squares(double[] x, int at, int from, int to, double[] out, int offset) {
        var squares = new double[Math.min(WIDTH, blocks[0][0].length)];
        for (int j = from; j < to; ) {
            int start = j - j % WIDTH;
            int end = Math.min(to, start + WIDTH);
            add(x, at, blocks[start / WIDTH], j - start, end - start, 0, d, squares);
            System.arraycopy(squares, j - start, out, offset + j - from, end - j);
            j = end;
        }
    }

    /** The squared distances between points x_i, i in [from, to), and all points. */
    void squares(double[] x, int from, int to, Squares consumer) {
        var squares = new double[ROWS][blocks[0][0].length];
        for (int block = 0; block < blocks.length; block++) {
            int count = blocks[block][0].length;
            for (int first = from; first < to; first += ROWS) {
                int rows = Math.min(ROWS, to - first);
                for (int k = 0; k < d; ) {
                    int end = pause(k);
                    for (int r = 0; r < rows; r++) {
                        int at = (first + r) * d;
                        add(x, at, blocks[block], 0, count, k, end, squares[r]);
                    }
                    k = end;
                }
                for (int r = 0; r < rows; r++) {
                    consumer.accept(first + r, block * WIDTH, count, squares[r]);
                }
            }
        }
    }

    /** Where sums of squares from k on can be interrupted: between pairs of coordinates. */
    private int pause(int k) {
        int end = k + COORDINATES;
        return end >= d ? d : end - (d - end) % 2;
    }

    /** Adds up the squares of coordinates [k, kTo), onto nothing if k is 0. */
    private void add(
            double[] x, int at, double[][] y, int from, int to, int k, int kTo, double[] out) {
        if (k == 0 && d % 2 == 1) {
            one(x[at], y[0], from, to, out);
            k = 1;
        } else if (k == 0) {
            pair(x[at], x[at + 1], y[0], y[1], from, to, out);
            k = 2;
        }
        for (; k + 3 < kTo; k += 4) {
            four(x, at + k, y[k], y[k + 1], y[k + 2], y[k + 3], from, to, out);
        }
        if (k < kTo) {
            two(x[at + k], x[at + k + 1], y[k], y[k + 1], from, to, out);
        }
    }

    private static void one(double x, double[] y, int from, int to, double[] out) {
        for (int j = from; j < to; j++) {
            double t = x - y[j];
            out[j] = t * t;
        }
    }

    private static void pair(
            double x0, double x1, double[] y0, double[] y1, int from, int to, double[] out) {
        for (int j = from; j < to; j++) {
            double s = x0 - y0[j];
            double t = x1 - y1[j];
            out[j] = s * s + t * t;
        }
    }

    private static void two(
            double x0, double x1, double[] y0, double[] y1, int from, int to, double[] out) {
        for (int j = from; j < to; j++) {
            double s = x0 - y0[j];
            double t = x1 - y1[j];
            out[j] += s * s + t * t;
        }
    }

    private static void four(
            double[] x,
            int at,
            double[] y0,
            double[] y1,
            double[] y2,
            double[] y3,
            int from,
            int to,
            double[] out) {
        double x0 = x[at];
        double x1 = x[at + 1];
        double x2 = x[at + 2];
        double x3 = x[at + 3];
        for (int j = from; j < to; j++) {
            double p = x0 - y0[j];
            double q = x1 - y1[j];
            double r = x2 - y2[j];
            double s = x3 - y3[j];
            out[j] = (out[j] + (p * p + q * q)) + (r * r + s * s);
        }
    }
}
