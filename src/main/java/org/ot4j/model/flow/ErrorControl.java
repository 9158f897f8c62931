package org.ot4j.model.flow;

import org.ot4j.internal.Check;

/** Steps of Dormand and Prince as long as the tolerance allows. */
record ErrorControl(double tolerance, int maxSteps) implements OdeSolver {
    private static final RungeKutta METHOD = RungeKutta.DORMAND_PRINCE;
    private static final double FIRST = 0.05;
    private static final double SAFETY = 0.9;
    private static final double SHRINK = 0.2;
    private static final double GROW = 5;

    ErrorControl {
        Check.positive(tolerance, "tolerance");
        Check.atLeast(maxSteps, 1, "maxSteps");
    }

    @Override
    public Solution run(VectorField field, double[][] x, double from, double to) {
        double way = to - from;
        double least = 1.0 / maxSteps;
        double[][][] slopes = METHOD.slopes();
        slopes[0] = field.at(from, x);
        int evaluations = 1;
        double[][] at = x;
        double done = 0;
        double part = Math.max(least, FIRST);
        double worst = 0;
        while (done < 1 && way != 0) {
            // No sliver is left for a last step.
            boolean last = done + part * (1 + 1e-9) >= 1;
            double h = (last ? 1 - done : part) * way;
            double[][] end = METHOD.step(field, from + done * way, at, h, slopes);
            evaluations += METHOD.fresh();
            double error = METHOD.error(at, end, h, slopes, tolerance);
            if (error <= 1 || part <= least) {
                worst = error <= worst ? worst : error;
                done = last ? 1 : done + part;
                at = end;
                // The slope at the end of a step is the one at the start of the next.
                slopes[0] = slopes[METHOD.fresh()];
            }
            double factor =
                    Double.isNaN(error)
                            ? SHRINK
                            : Math.min(GROW, Math.max(SHRINK, SAFETY * Math.pow(error, -0.2)));
            part = Math.max(least, part * factor);
        }
        return new Solution(at, evaluations, worst, worst <= 1);
    }
}
