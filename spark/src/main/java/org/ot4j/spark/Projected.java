package org.ot4j.spark;

import java.util.Arrays;
import java.util.stream.IntStream;

/** A measure projected to a line: sorted positions and their weights, which sum to 1. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Projected(double[] positions, double[] weights) {
    static Projected of(double[][] points, double[] weights, double[] direction) {
        int n = points.length;
        var at = new double[n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < direction.length; k++) {
                at[i] += direction[k] * points[i][k];
            }
        }
        int[] order =
                IntStream.range(0, n)
                        .boxed()
                        .sorted((i, j) -> Double.compare(at[i], at[j]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        double mass = Arrays.stream(weights).sum();
        return new Projected(
                Arrays.stream(order).mapToDouble(i -> at[i]).toArray(),
                Arrays.stream(order).mapToDouble(i -> weights[i] / mass).toArray());
    }

    /** W_p^p on the line, the integral of the p-th power of the difference of the quantiles. */
    double power(Projected other, double p) {
        double sum = 0;
        double mine = weights[0];
        double theirs = other.weights[0];
        int i = 0;
        int j = 0;
        while (true) {
            double step = Math.min(mine, theirs);
            double gap = Math.abs(positions[i] - other.positions[j]);
            sum += step * (p == 2 ? gap * gap : p == 1 ? gap : Math.pow(gap, p));
            mine -= step;
            theirs -= step;
            if (mine <= 0) {
                if (++i == weights.length) {
                    return sum;
                }
                mine = weights[i];
            }
            if (theirs <= 0) {
                if (++j == other.weights.length) {
                    return sum;
                }
                theirs = other.weights[j];
            }
        }
    }
}
