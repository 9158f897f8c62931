package org.ot4j.transport;

/**
 * The result of a solver.
 *
 * @param value the minimised objective at the solution, including entropy and penalties if there
 *     are any
 * @param cost the linear cost Σ P_ij c_ij of the plan
 * @param plan the plan [n, m]
 * @param f the potential of the sources [n]
 * @param g the potential of the targets [m]
 * @param iterations the number of iterations; for the simplex, of pivots
 * @param error the distance of the plan's marginals from the prescribed ones: Σ|P1 - a| + Σ|Pᵀ1 -
 *     b| where both are fixed
 * @param converged whether the solver reached its tolerance; never true if it was stopped early
 * @param certificate the duality certificate of a solver without entropy; null if the potentials
 *     certify nothing about the value
 */
@SuppressWarnings("ArrayRecordComponent") // copied by the accessors
public record TransportResult(
        double value,
        double cost,
        Plan plan,
        double[] f,
        double[] g,
        long iterations,
        double error,
        boolean converged,
        Certificate certificate) {

    /** A copy of the potential of the sources [n]. */
    @Override
    public double[] f() {
        return f.clone();
    }

    /** A copy of the potential of the targets [m]. */
    @Override
    public double[] g() {
        return g.clone();
    }

    /** The marginal of the plan over sources [n]. */
    public double[] sourceMarginal() {
        return plan.rowSums();
    }

    /** The marginal of the plan over targets [m]. */
    public double[] targetMarginal() {
        return plan.colSums();
    }

    @Override
    public String toString() {
        return "TransportResult[value="
                + value
                + ", cost="
                + cost
                + ", "
                + plan
                + ", iterations="
                + iterations
                + ", error="
                + error
                + (converged ? ", converged" : ", NOT converged")
                + (certificate == null ? "]" : ", " + certificate + "]");
    }
}
