package org.ot4j.distribution;

import java.util.random.RandomGenerator;

/**
 * Points in the unit cube that cover it evenly: Roberts' additive recurrence, whose steps are the
 * powers of the generalised golden ratio, moved by a random shift (Cranley and Patterson 1976), so
 * that each point is uniform and means over the points are unbiased.
 */
final class ShiftedLattice {
    private ShiftedLattice() {}

    /** n points of dimension d, row by row, each coordinate strictly inside (0, 1). */
    static double[] points(int n, int d, RandomGenerator random) {
        double[] step = steps(d);
        var at = new double[d];
        for (int k = 0; k < d; k++) {
            at[k] = random.nextDouble();
        }
        var points = new double[n * d];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < d; k++) {
                at[k] = (at[k] + step[k]) % 1;
                points[i * d + k] = Math.min(Math.max(at[k], 1e-9), 1 - 1e-9);
            }
        }
        return points;
    }

    /** 1/φ, 1/φ², ... where φ is the positive root of φ^(d+1) = φ + 1. */
    private static double[] steps(int d) {
        double phi = 2;
        for (int i = 0; i < 60; i++) {
            phi = Math.pow(1 + phi, 1.0 / (d + 1));
        }
        var steps = new double[d];
        for (int k = 0; k < d; k++) {
            steps[k] = Math.pow(phi, -(k + 1));
        }
        return steps;
    }
}
