package org.ot4j.transport;

import org.ot4j.transport.internal.NeighbourMap;
import org.ot4j.transport.internal.SoftMap;

/**
 * The result of a solver.
 *
 * @param value the minimised objective at the solution, including entropy and penalties if there
 *     are any
 * @param cost the linear cost Σ P_ij c_ij of the plan
 * @param plan the plan [n, m]
 * @param f the potential of the sources [n]
 * @param g the potential of the targets [m]
 * @param iterations the number of iterations; for the simplex, of pivots, and for an assignment, of
 *     rows of the costs that its paths looked at
 * @param error the distance of the plan's marginals from the prescribed ones: Σ|P1 - a| + Σ|Pᵀ1 -
 *     b| where both are fixed
 * @param converged whether the solver reached its tolerance; never true if it was stopped early
 * @param certificate the duality certificate of a solver without entropy; null if the potentials
 *     certify nothing about the value
 * @param problem what was solved; null for a result that was put together by hand
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
        Certificate certificate,
        TransportProblem problem) {
    /** A result that knows no problem, and so has no {@link #map}. */
    public TransportResult(
            double value,
            double cost,
            Plan plan,
            double[] f,
            double[] g,
            long iterations,
            double error,
            boolean converged,
            Certificate certificate) {
        this(value, cost, plan, f, g, iterations, error, converged, certificate, null);
    }

    /** The same result, as that of a problem. */
    public TransportResult of(TransportProblem solved) {
        return new TransportResult(
                value, cost, plan, f, g, iterations, error, converged, certificate, solved);
    }

    /**
     * The map from sources to targets, for any point. Of an entropic plan it is the mean target of
     * a point, by the potentials; of any other, a point moves as the nearest source, to the mean of
     * that one's targets.
     *
     * @throws IllegalStateException if the problem was made from a cost matrix and has no points
     * @throws IllegalArgumentException if the plan moves nothing
     */
    public TransportMap map() {
        if (problem == null || problem.source().isEmpty()) {
            throw new IllegalStateException(
                    "this problem was made from a cost matrix: it has no points to map");
        }
        return plan.epsilon().isPresent()
                ? new SoftMap(problem, f.clone(), g.clone(), plan.epsilon().getAsDouble())
                : NeighbourMap.of(
                        plan, problem.source().orElseThrow(), problem.target().orElseThrow());
    }

    /**
     * The measure on the way from source to target at time t: displacement interpolation along the
     * plan, the geodesic of the Wasserstein distance where the plan is optimal for |x - y|^p; see
     * {@link Plan#interpolate}.
     *
     * <pre>{@code
     * var halfway = Transport.exact(x, y).interpolate(0.5);
     * }</pre>
     *
     * @param t in [0, 1]
     * @throws IllegalStateException if the problem was made from a cost matrix and has no points
     */
    public Measure interpolate(double t) {
        if (problem == null || problem.source().isEmpty()) {
            throw new IllegalStateException(
                    "this problem was made from a cost matrix: it has no points to move");
        }
        return plan.interpolate(problem.source().orElseThrow(), problem.target().orElseThrow(), t);
    }

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
