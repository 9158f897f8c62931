package org.ot4j.transport.laguerre;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.ot4j.internal.Parallel;
import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.internal.PointTree;
import org.ot4j.transport.internal.ReducedCosts;

/**
 * All Laguerre cells of a potential: their shares of the domain's area and the derivatives of
 * these, ∂A_i/∂g_j = -length of the common edge / (2 |y_i - y_j| area of the domain).
 */
final class Diagram {
    private static final int GRAIN = 512;

    /** So many points before and after in the order of the tree are likely neighbours. */
    private static final int WINDOW = 8;

    /** Of each cell: its share of the domain. */
    final double[] shares;

    /** Of each cell: the integral of |x - y_i|² over it, by the domain's area. */
    final double[] costs;

    /** Of each cell: the integral of x - y_i over it, by the domain's area, two numbers. */
    final double[] moments;

    /** Where the neighbours of each cell begin. */
    final int[] from;

    final int[] neighbours;
    final double[] weights;

    /** Cuts all cells, those of a diagram before it as a start, or null. */
    Diagram(double[] corners, PointTree tree, double[] y, double[] g, Diagram before) {
        int n = g.length;
        shares = new double[n];
        costs = new double[n];
        moments = new double[2 * n];
        from = new int[n + 1];
        double domain = area(corners);
        var among = ReducedCosts.of((CoordinateCost) Cost.squaredEuclidean(), tree, g);
        Map<Integer, Chunk> chunks = new ConcurrentSkipListMap<>();
        Parallel.ranges(
                n,
                GRAIN,
                (lo, hi) -> {
                    var clipper = new CellClipper(corners, y, g, among);
                    var chunk = new Chunk(8 * (hi - lo));
                    var window = new int[2 * WINDOW];
                    for (int i = lo; i < hi; i++) {
                        if (before == null) {
                            clipper.cut(i, window, 0, window(i, n, window));
                        } else {
                            clipper.cut(i, before.neighbours, before.from[i], before.from[i + 1]);
                        }
                        measure(i, clipper, domain);
                        from[i + 1] = chunk.add(i, clipper, y, domain);
                    }
                    chunks.put(lo, chunk);
                });
        for (int i = 0; i < n; i++) {
            from[i + 1] += from[i];
        }
        neighbours = new int[from[n]];
        weights = new double[from[n]];
        int at = 0;
        for (Chunk chunk : chunks.values()) {
            System.arraycopy(chunk.neighbours, 0, neighbours, at, chunk.count);
            System.arraycopy(chunk.weights, 0, weights, at, chunk.count);
            at += chunk.count;
        }
    }

    private static int window(int i, int n, int[] window) {
        int count = 0;
        for (int j = Math.max(0, i - WINDOW); j < Math.min(n, i + WINDOW); j++) {
            if (j != i) {
                window[count++] = j;
            }
        }
        return count;
    }

    private void measure(int i, CellClipper cell, double domain) {
        double twice = 0;
        for (int k = 0; k < cell.count(); k++) {
            int next = k + 1 == cell.count() ? 0 : k + 1;
            double ax = cell.x(k);
            double ay = cell.y(k);
            double bx = cell.x(next);
            double by = cell.y(next);
            double cross = ax * by - ay * bx;
            twice += cross;
            costs[i] += cross * (ax * ax + ay * ay + bx * bx + by * by + ax * bx + ay * by);
            moments[2 * i] += cross * (ax + bx);
            moments[2 * i + 1] += cross * (ay + by);
        }
        shares[i] = twice / (2 * domain);
        costs[i] /= 12 * domain;
        moments[2 * i] /= 6 * domain;
        moments[2 * i + 1] /= 6 * domain;
    }

    /** The area of a polygon, positive if its corners go counter-clockwise. */
    static double area(double[] corners) {
        double twice = 0;
        for (int k = 0; k < corners.length; k += 2) {
            int next = k + 2 == corners.length ? 0 : k + 2;
            // From the first corner, so that a polygon far from 0 loses no digits.
            double ax = corners[k] - corners[0];
            double ay = corners[k + 1] - corners[1];
            twice += ax * (corners[next + 1] - corners[1]) - ay * (corners[next] - corners[0]);
        }
        return twice / 2;
    }

    /** The neighbours of some cells. */
    private static final class Chunk {
        int[] neighbours;
        double[] weights;
        int count;

        Chunk(int size) {
            neighbours = new int[size];
            weights = new double[size];
        }

        int add(int i, CellClipper cell, double[] y, double domain) {
            int begin = count;
            for (int k = 0; k < cell.count(); k++) {
                int j = cell.across(k);
                if (j == CellClipper.BORDER) {
                    continue;
                }
                if (count == neighbours.length) {
                    neighbours = Arrays.copyOf(neighbours, 2 * count);
                    weights = Arrays.copyOf(weights, 2 * count);
                }
                double apart = Math.hypot(y[2 * j] - y[2 * i], y[2 * j + 1] - y[2 * i + 1]);
                neighbours[count] = j;
                weights[count++] = cell.length(k) / (2 * apart * domain);
            }
            return count - begin;
        }
    }
}
