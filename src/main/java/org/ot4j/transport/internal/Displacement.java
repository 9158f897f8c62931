package org.ot4j.transport.internal;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Plan;

/** Displacement interpolation along a plan. */
public final class Displacement {
    private Displacement() {}

    /** The measure at time t in [0, 1]; see {@link Plan#interpolate}. */
    public static Measure of(Plan plan, Measure source, Measure target, double t) {
        int d = source.dimension();
        double[] x = RawMeasures.points(source);
        double[] y = RawMeasures.points(target);
        double[] a = RawMeasures.weights(source);
        double[] b = RawMeasures.weights(target);
        double[] sent = plan.rowSums();
        double[] got = plan.colSums();
        var points = new DoubleArrayList();
        var weights = new DoubleArrayList();
        plan.forEach(
                (i, j, mass) -> {
                    for (int k = 0; k < d; k++) {
                        points.add((1 - t) * x[i * d + k] + t * y[j * d + k]);
                    }
                    weights.add(mass * ((1 - t) * (a[i] / sent[i]) + t * (b[j] / got[j])));
                });
        stay(x, a, sent, d, 1 - t, points, weights);
        stay(y, b, got, d, t, points, weights);
        return Measure.flat(points.toDoubleArray(), d, weights.toDoubleArray());
    }

    /** Points that send or get nothing do not move. */
    private static void stay(
            double[] at,
            double[] mass,
            double[] moved,
            int d,
            double share,
            DoubleArrayList points,
            DoubleArrayList weights) {
        for (int i = 0; i < mass.length; i++) {
            if (moved[i] == 0 && mass[i] > 0 && share > 0) {
                points.addElements(points.size(), at, i * d, d);
                weights.add(share * mass[i]);
            }
        }
    }
}
