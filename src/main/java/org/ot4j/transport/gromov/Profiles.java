package org.ot4j.transport.gromov;

import java.util.Arrays;
import org.ot4j.internal.Order;
import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.CostMatrix;

/**
 * What each point sees of its own set: quantiles of its distances to all points, by their weights.
 * An isometry does not change them.
 */
final class Profiles {
    private static final int QUANTILES = 64;

    private Profiles() {}

    /** Squared distances of the profiles, [n, m]. */
    static CostMatrix costs(GromovProblem problem) {
        return Cost.squaredEuclidean()
                .between(
                        of(problem.c(), problem.a(), problem.rows()),
                        of(problem.d(), problem.b(), problem.cols()));
    }

    private static Measure of(double[] distances, double[] weights, int n) {
        var profiles = new double[n][QUANTILES];
        double mass = Arrays.stream(weights).sum();
        for (int i = 0; i < n; i++) {
            double[] row = Arrays.copyOfRange(distances, i * n, (i + 1) * n);
            int[] order = Order.ascending(row);
            int at = 0;
            double below = weights[order[0]];
            for (int q = 0; q < QUANTILES; q++) {
                double level = mass * (q + 0.5) / QUANTILES;
                while (below < level && at < n - 1) {
                    below += weights[order[++at]];
                }
                profiles[i][q] = row[order[at]];
            }
        }
        return Measure.of(profiles);
    }
}
