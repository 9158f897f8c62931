package org.ot4j.transport.entropic;

import java.util.Arrays;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.CoordinateCostMatrix;
import org.ot4j.transport.internal.RawMeasures;

/**
 * Finds the problems between a measure and itself, which debiasing solves two of: both potentials
 * are the same there, and updates of both as one converge fast at any ε.
 */
final class SelfTransport {
    private SelfTransport() {}

    /**
     * A potential of both sides to set out from, half of what each point costs to itself; null if
     * the sides differ, or if some point costs less to another than to itself.
     */
    static double[] start(CostMatrix costs, double[] a, double[] b) {
        if (!Arrays.equals(a, b)) {
            return null;
        }
        if (costs instanceof CoordinateCostMatrix between) {
            double[] x = RawMeasures.points(between.source());
            return Arrays.equals(x, RawMeasures.points(between.target()))
                    ? new double[a.length]
                    : null;
        }
        var half = new double[a.length];
        for (int i = 0; i < half.length; i++) {
            double own = costs.at(i, i);
            half[i] = own / 2;
            for (int j = 0; j < i; j++) {
                double cost = costs.at(i, j);
                if (cost != costs.at(j, i) || cost < Math.max(own, 2 * half[j])) {
                    return null;
                }
            }
        }
        return half;
    }
}
