package org.ot4j.transport.laguerre;

import java.util.Arrays;
import org.ot4j.transport.internal.ReducedCosts;

/**
 * Cuts one Laguerre cell after the other out of a convex polygon. A cell is right once none of its
 * corners is nearer to another target, which a search says; each answer is a further cut.
 * Coordinates are relative to the cell's target.
 */
final class CellClipper {
    /** In place of a neighbour, on the border of the domain. */
    static final int BORDER = -1;

    /** So many times the numbers that are compared may their rounding be. */
    private static final double ROUNDING = 0x1p-48;

    private final double[] corners;
    private final double[] y;
    private final double[] g;
    private final ReducedCosts.Least search;
    private final double[] at = new double[2];

    // Corner k, whether it is known to be right, and the neighbour across the edge to the next.
    private int count;
    private double[] px = new double[32];
    private double[] py = new double[32];
    private boolean[] right = new boolean[32];
    private int[] across = new int[32];

    private double[] nextX = new double[32];
    private double[] nextY = new double[32];
    private boolean[] nextRight = new boolean[32];
    private int[] nextAcross = new int[32];
    private double[] excess = new double[32];

    /**
     * Clips cells of one potential.
     *
     * @param corners of the domain, counter-clockwise, two numbers each
     * @param y the targets, two numbers each
     */
    CellClipper(double[] corners, double[] y, double[] g, ReducedCosts among) {
        this.corners = corners;
        this.y = y;
        this.g = g;
        this.search = new ReducedCosts.Least(among);
    }

    /**
     * Makes the cell of target i.
     *
     * @param likely holds likely neighbours in [from, to)
     */
    void cut(int i, int[] likely, int from, int to) {
        count = corners.length / 2;
        reserve(count);
        for (int k = 0; k < count; k++) {
            px[k] = corners[2 * k] - y[2 * i];
            py[k] = corners[2 * k + 1] - y[2 * i + 1];
            right[k] = false;
            across[k] = BORDER;
        }
        for (int k = from; k < to && count > 0; k++) {
            clip(i, likely[k]);
        }
        for (int k = unsure(0); k >= 0; k = unsure(k)) {
            at[0] = px[k] + y[2 * i];
            at[1] = py[k] + y[2 * i + 1];
            double own = px[k] * px[k] + py[k] * py[k] - g[i];
            double slack =
                    ROUNDING
                            * (Math.abs(g[i])
                                    + px[k] * px[k]
                                    + py[k] * py[k]
                                    + at[0] * at[0]
                                    + at[1] * at[1]);
            search.below(at, 0, own - slack);
            int j = search.nearest();
            // A cut that takes nothing away would be found again and again.
            if (j < 0 || j == i || !clip(i, j)) {
                right[k] = true;
            }
        }
    }

    // After a cut the corners have other numbers: from the first again.
    private int unsure(int from) {
        for (int k = 0; k < count; k++) {
            int at = (from + k) % count;
            if (!right[at]) {
                return at;
            }
        }
        return -1;
    }

    /** Keeps what is nearer to i than to j; says whether that is less than before. */
    private boolean clip(int i, int j) {
        double dx = y[2 * j] - y[2 * i];
        double dy = y[2 * j + 1] - y[2 * i + 1];
        double offset = dx * dx + dy * dy + g[i] - g[j];
        boolean cuts = false;
        for (int k = 0; k < count; k++) {
            excess[k] = 2 * (px[k] * dx + py[k] * dy) - offset;
            cuts |= excess[k] > 0;
        }
        if (!cuts) {
            return false;
        }
        reserve(count + 2);
        int kept = 0;
        for (int k = 0; k < count; k++) {
            int next = k + 1 == count ? 0 : k + 1;
            boolean in = excess[k] <= 0;
            if (in) {
                nextX[kept] = px[k];
                nextY[kept] = py[k];
                nextRight[kept] = right[k];
                nextAcross[kept++] = across[k];
            }
            if (in != excess[next] <= 0) {
                double t = excess[k] / (excess[k] - excess[next]);
                nextX[kept] = px[k] + t * (px[next] - px[k]);
                nextY[kept] = py[k] + t * (py[next] - py[k]);
                nextRight[kept] = false;
                nextAcross[kept++] = in ? j : across[k];
            }
        }
        swap();
        count = kept < 3 ? 0 : kept;
        return true;
    }

    private void swap() {
        double[] x = px;
        px = nextX;
        nextX = x;
        double[] ys = py;
        py = nextY;
        nextY = ys;
        boolean[] r = right;
        right = nextRight;
        nextRight = r;
        int[] a = across;
        across = nextAcross;
        nextAcross = a;
    }

    private void reserve(int size) {
        if (size <= px.length) {
            return;
        }
        int more = 2 * size;
        px = Arrays.copyOf(px, more);
        py = Arrays.copyOf(py, more);
        right = Arrays.copyOf(right, more);
        across = Arrays.copyOf(across, more);
        excess = Arrays.copyOf(excess, more);
        nextX = new double[more];
        nextY = new double[more];
        nextRight = new boolean[more];
        nextAcross = new int[more];
    }

    /** The number of corners, 0 if the cell is empty. */
    int count() {
        return count;
    }

    /** The first coordinate of a corner, less that of the target. */
    double x(int k) {
        return px[k];
    }

    /** The second coordinate of a corner, less that of the target. */
    double y(int k) {
        return py[k];
    }

    /** The target across the edge from corner k to the next, or {@link #BORDER}. */
    int across(int k) {
        return across[k];
    }

    /** The length of that edge. */
    double length(int k) {
        int next = k + 1 == count ? 0 : k + 1;
        return Math.hypot(px[next] - px[k], py[next] - py[k]);
    }
}
