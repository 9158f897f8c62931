package org.ot4j.model.flow;

import org.ot4j.internal.Check;
import org.ot4j.network.Recipe;

/**
 * How points are moved along a {@link VectorField}: how dx/dt = v(t, x) is solved.
 *
 * <pre>{@code
 * double[][] start = {{1}};
 * var end = OdeSolver.dormandPrince(1e-6).solve((t, p) -> p, start, 0, 1);   // e
 * }</pre>
 */
public sealed interface OdeSolver extends Recipe permits FixedSteps, ErrorControl {
    /** Steps after which {@link #dormandPrince(double)} gives its tolerance up. */
    int MAX_STEPS = 1_000;

    /** Euler's method, of order 1: one evaluation of the field in each step. */
    static OdeSolver euler(int steps) {
        return new FixedSteps(RungeKutta.EULER, steps);
    }

    /** The midpoint method, of order 2: two evaluations in each step. */
    static OdeSolver midpoint(int steps) {
        return new FixedSteps(RungeKutta.MIDPOINT, steps);
    }

    /**
     * The method of Dormand and Prince (1980) of order 5, with steps as long as the estimate of its
     * error allows; six evaluations in each. It takes at most {@value #MAX_STEPS} steps.
     *
     * @param tolerance the most that one step may be wrong at any point, absolute for coordinates
     *     below 1 and relative for those above; 1e-4 or so for networks, which compute in single
     *     precision
     */
    static OdeSolver dormandPrince(double tolerance) {
        return dormandPrince(tolerance, MAX_STEPS);
    }

    /**
     * The method of Dormand and Prince (1980) with error control.
     *
     * @param tolerance the most that one step may be wrong at any point
     * @param maxSteps no step is shorter than this part of the way; where one would have to be, the
     *     tolerance is not reached, and the solution says so
     */
    static OdeSolver dormandPrince(double tolerance, int maxSteps) {
        return new ErrorControl(tolerance, maxSteps);
    }

    /**
     * Moves points along a field.
     *
     * @param x where they are, [n, d]
     * @param from the time at which they are there
     * @param to the time at which they arrive; it may be the earlier one
     */
    default Solution solve(VectorField field, double[][] x, double from, double to) {
        Check.notNull(field, "field");
        Check.points(x, "x");
        Check.that(Double.isFinite(from), "from", from, "a finite number");
        Check.that(Double.isFinite(to), "to", to, "a finite number");
        return run(field, x, from, to);
    }

    /** Moves points that have been checked. */
    Solution run(VectorField field, double[][] x, double from, double to);

    /**
     * Where the points have arrived.
     *
     * @param x the points, [n, d]
     * @param evaluations how often the field was evaluated
     * @param error the greatest estimate of what a step was wrong, as a multiple of the tolerance;
     *     NaN for methods that estimate none
     * @param converged whether every step kept the tolerance; true for methods that have none
     */
    @SuppressWarnings("ArrayRecordComponent") // made anew for each caller
    record Solution(double[][] x, int evaluations, double error, boolean converged) {
        @Override
        public String toString() {
            return "Solution["
                    + x.length
                    + " points, evaluations="
                    + evaluations
                    + (Double.isNaN(error) && converged ? "]" : ", error=" + error + " tolerances")
                    + (Double.isNaN(error) && converged
                            ? ""
                            : converged ? ", converged]" : ", NOT converged]");
        }
    }
}
