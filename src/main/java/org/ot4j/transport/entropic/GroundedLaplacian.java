package org.ot4j.transport.entropic;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The system (diag(e) + L) x = r, where L is the Laplacian of a weighted graph and e is at least 0,
 * by elimination without subtraction (Grassmann, Taksar and Heyman 1985, Regenerative analysis and
 * steady state distributions): however weakly its parts hang together, what holds them is known to
 * as many digits as the weights are.
 */
final class GroundedLaplacian {
    private final double[][] weights;
    private final double[] excess;
    private final int[] order;
    private final double[] pivots;

    /**
     * Eliminates, in place.
     *
     * @param weights symmetric and at least 0, [m, m]; the diagonal does not count
     * @param excess e, [m]
     */
    GroundedLaplacian(double[][] weights, double[] excess) {
        this.weights = weights;
        this.excess = excess;
        this.order = sparsestFirst(weights);
        this.pivots = new double[excess.length];
        for (int k = 0; k < order.length; k++) {
            eliminate(k);
        }
    }

    // Those with few neighbours first, so that few new weights arise.
    private static int[] sparsestFirst(double[][] weights) {
        long[] degrees =
                Arrays.stream(weights)
                        .mapToLong(row -> Arrays.stream(row).filter(t -> t > 0).count())
                        .toArray();
        var order = new Integer[weights.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingLong(i -> degrees[i]));
        return Arrays.stream(order).mapToInt(i -> i).toArray();
    }

    /** Hands what a node is held by to those that are left, in parts as they hold it. */
    private void eliminate(int k) {
        int own = order[k];
        double[] row = weights[own];
        row[own] = 0;
        for (int l = 0; l < k; l++) {
            row[order[l]] = 0;
        }
        double pivot = excess[own];
        for (double weight : row) {
            pivot += weight;
        }
        pivots[own] = pivot;
        for (int l = k + 1; l < order.length; l++) {
            int i = order[l];
            double part = row[i] / pivot;
            if (part > 0) {
                excess[i] += part * excess[own];
                double[] other = weights[i];
                for (int j = 0; j < other.length; j++) {
                    other[j] += part * row[j];
                }
            }
        }
    }

    /** The solution; where nothing holds a part of the graph, that with a 0 in its last node. */
    double[] solve(double[] right) {
        double[] x = right.clone();
        for (int own : order) {
            double share = pivots[own] > 0 ? x[own] / pivots[own] : 0;
            double[] row = weights[own];
            for (int j = 0; j < row.length; j++) {
                x[j] += row[j] * share;
            }
        }
        for (int k = order.length - 1; k >= 0; k--) {
            int own = order[k];
            double[] row = weights[own];
            double sum = x[own];
            for (int j = 0; j < row.length; j++) {
                sum += row[j] * x[j];
            }
            x[own] = pivots[own] > 0 ? sum / pivots[own] : 0;
        }
        return x;
    }
}
