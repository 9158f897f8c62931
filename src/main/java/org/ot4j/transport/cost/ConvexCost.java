package org.ot4j.transport.cost;

import java.util.function.DoubleUnaryOperator;

/** Σ_k h(x_k - y_k) for a convex h. */
public record ConvexCost(DoubleUnaryOperator h) implements Cost {
    @Override
    public double of(double[] x, double[] y) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += h.applyAsDouble(x[k] - y[k]);
        }
        return sum;
    }
}
