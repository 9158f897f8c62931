package org.ot4j.transport.laguerre;

import java.util.Arrays;

/**
 * Solves L δ = r for the Laplacian of a connected graph, by conjugate gradients behind a W-cycle of
 * aggregates: pairs of the strongest neighbours, joined twice a level (Notay 2010). Solutions have
 * mean 0.
 */
final class GraphLaplacian {
    private static final int COARSEST = 32;

    /** The coarsest level is visited often. */
    private static final int COARSEST_SWEEPS = 8;

    private static final int MOST_STEPS = 500;

    private final int n;
    private final int[] from;
    private final int[] to;
    private final double[] weights;
    private final double[] diagonal;

    // Null on the coarsest level.
    private final GraphLaplacian coarse;
    private final int[] aggregate;

    private final double[] rest;
    private final double[] coarseRight;
    private final double[] coarseFound;

    /**
     * Takes a graph.
     *
     * @param from where the edges of each node begin, [n + 1]
     * @param to the node at the other end; each edge is there twice
     * @param weights positive
     */
    GraphLaplacian(int[] from, int[] to, double[] weights) {
        this.n = from.length - 1;
        this.from = from;
        this.to = to;
        this.weights = weights;
        diagonal = new double[n];
        for (int i = 0; i < n; i++) {
            for (int e = from[i]; e < from[i + 1]; e++) {
                diagonal[i] += weights[e];
            }
        }
        rest = new double[n];
        int[] joins = n <= COARSEST ? null : pairs(from, to, weights);
        GraphLaplacian half = joins == null ? null : joined(joins, false);
        int[] again = joins == null ? null : pairs(half.from, half.to, half.weights);
        int count = joins == null ? n : 1 + Arrays.stream(again).max().orElseThrow();
        if (joins == null || count > n - n / 10) { // few nodes, or hardly any edges
            aggregate = null;
            coarse = null;
            coarseRight = null;
            coarseFound = null;
            return;
        }
        aggregate = Arrays.stream(joins).map(pair -> again[pair]).toArray();
        coarse = half.joined(again, true);
        coarseRight = new double[count];
        coarseFound = new double[count];
    }

    private GraphLaplacian(int[] from, int[] to, double[] weights, boolean shallow) {
        this.n = from.length - 1;
        this.from = from;
        this.to = to;
        this.weights = weights;
        diagonal = null;
        aggregate = null;
        coarse = null;
        rest = null;
        coarseRight = null;
        coarseFound = null;
    }

    /** The pair of each node: with its strongest neighbour that is free. */
    private static int[] pairs(int[] from, int[] to, double[] weights) {
        int n = from.length - 1;
        var pair = new int[n];
        Arrays.fill(pair, -1);
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (pair[i] >= 0) {
                continue;
            }
            int best = -1;
            double strongest = 0;
            for (int e = from[i]; e < from[i + 1]; e++) {
                if (pair[to[e]] < 0 && weights[e] > strongest) {
                    strongest = weights[e];
                    best = to[e];
                }
            }
            pair[i] = count;
            if (best >= 0) {
                pair[best] = count;
            }
            count++;
        }
        return pair;
    }

    /** The graph of groups, the weights between two of which are added up. */
    private GraphLaplacian joined(int[] group, boolean whole) {
        int count = Arrays.stream(group).max().orElseThrow() + 1;
        var begin = new int[count + 1];
        for (int i = 0; i < n; i++) {
            begin[group[i] + 1]++;
        }
        for (int k = 0; k < count; k++) {
            begin[k + 1] += begin[k];
        }
        var members = new int[n];
        int[] next = begin.clone();
        for (int i = 0; i < n; i++) {
            members[next[group[i]]++] = i;
        }
        var starts = new int[count + 1];
        var ends = new int[to.length];
        var sums = new double[to.length];
        var place = new int[count];
        Arrays.fill(place, -1);
        int edges = 0;
        for (int k = 0; k < count; k++) {
            int first = edges;
            for (int m = begin[k]; m < begin[k + 1]; m++) {
                int i = members[m];
                for (int e = from[i]; e < from[i + 1]; e++) {
                    int other = group[to[e]];
                    if (other == k) {
                        continue;
                    }
                    if (place[other] < first) {
                        place[other] = edges;
                        ends[edges] = other;
                        sums[edges++] = weights[e];
                    } else {
                        sums[place[other]] += weights[e];
                    }
                }
            }
            starts[k + 1] = edges;
        }
        int[] e = Arrays.copyOf(ends, edges);
        double[] w = Arrays.copyOf(sums, edges);
        return whole ? new GraphLaplacian(starts, e, w) : new GraphLaplacian(starts, e, w, true);
    }

    /**
     * Solves up to a residual.
     *
     * @param right sums to 0 but for rounding
     * @param tolerance of the residual's norm, relative to that of the right side
     */
    double[] solve(double[] right, double tolerance) {
        var x = new double[n];
        double[] r = right.clone();
        centre(r);
        var z = new double[n];
        var p = new double[n];
        var q = new double[n];
        double limit = tolerance * tolerance * dot(r, r);
        double before = 1;
        for (int step = 0; step < MOST_STEPS && dot(r, r) > limit; step++) {
            Arrays.fill(z, 0);
            cycle(r, z);
            centre(z);
            double now = dot(r, z);
            double beta = step == 0 ? 0 : now / before;
            before = now;
            for (int i = 0; i < n; i++) {
                p[i] = z[i] + beta * p[i];
            }
            apply(p, q);
            double alpha = now / dot(p, q);
            for (int i = 0; i < n; i++) {
                x[i] += alpha * p[i];
                r[i] -= alpha * q[i];
            }
        }
        centre(x);
        return x;
    }

    // A symmetric cycle: sweeps forth, twice the coarser level, sweeps back.
    private void cycle(double[] right, double[] x) {
        if (coarse == null) {
            for (int s = 0; s < COARSEST_SWEEPS; s++) {
                sweep(right, x, true);
                sweep(right, x, false);
            }
            return;
        }
        sweep(right, x, true);
        apply(x, rest);
        Arrays.fill(coarseRight, 0);
        for (int i = 0; i < n; i++) {
            coarseRight[aggregate[i]] += right[i] - rest[i];
        }
        Arrays.fill(coarseFound, 0);
        coarse.cycle(coarseRight, coarseFound);
        if (coarse.coarse != null) {
            coarse.cycle(coarseRight, coarseFound);
        }
        for (int i = 0; i < n; i++) {
            x[i] += coarseFound[aggregate[i]];
        }
        sweep(right, x, false);
    }

    // Gauss and Seidel.
    private void sweep(double[] right, double[] x, boolean forth) {
        for (int k = 0; k < n; k++) {
            int i = forth ? k : n - 1 - k;
            if (diagonal[i] > 0) {
                double sum = right[i];
                for (int e = from[i]; e < from[i + 1]; e++) {
                    sum += weights[e] * x[to[e]];
                }
                x[i] = sum / diagonal[i];
            }
        }
    }

    private void apply(double[] x, double[] result) {
        for (int i = 0; i < n; i++) {
            double sum = diagonal[i] * x[i];
            for (int e = from[i]; e < from[i + 1]; e++) {
                sum -= weights[e] * x[to[e]];
            }
            result[i] = sum;
        }
    }

    private static void centre(double[] x) {
        double mean = 0;
        for (double t : x) {
            mean += t / x.length;
        }
        for (int i = 0; i < x.length; i++) {
            x[i] -= mean;
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
