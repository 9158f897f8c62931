package org.ot4j.model.flow;

import org.ot4j.internal.Check;

/** So many steps of equal length. */
record FixedSteps(RungeKutta method, int steps) implements OdeSolver {
    FixedSteps {
        Check.notNull(method, "method");
        Check.atLeast(steps, 1, "steps");
    }

    @Override
    public Solution run(VectorField field, double[][] x, double from, double to) {
        double h = (to - from) / steps;
        double[][][] slopes = method.slopes();
        double[][] at = x;
        for (int k = 0; k < steps; k++) {
            double t = from + k * h;
            slopes[0] = field.at(t, at);
            at = method.step(field, t, at, h, slopes);
        }
        return new Solution(at, steps * (1 + method.fresh()), Double.NaN, true);
    }
}
