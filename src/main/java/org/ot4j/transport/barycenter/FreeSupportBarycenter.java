package org.ot4j.transport.barycenter;

import java.util.Arrays;
import java.util.List;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Solver;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.entropic.Sinkhorn;
import org.ot4j.transport.exact.ExactSolver;
import org.ot4j.transport.internal.RawMeasures;
import org.ot4j.transport.map.GaussianTransport;

/**
 * The barycenter with free support points of given weights, at squared Euclidean cost: each point
 * moves to the mean of its images under the plans, until none moves (Cuturi and Doucet 2014,
 * Algorithm 2; a fixed point of Álvarez-Esteban et al. 2016). The objective never increases; its
 * minimum is local.
 *
 * @param solver the solver for each transport: an {@link ExactSolver}, or a {@link Sinkhorn} for
 *     speed
 * @param tolerance stops when the root mean square move is below this fraction of the points'
 *     spread
 * @param maxIterations maximum number of iterations; after that, not converged
 */
public record FreeSupportBarycenter(Solver solver, double tolerance, int maxIterations) {
    /** Checks the arguments. */
    public FreeSupportBarycenter {
        Check.notNull(solver, "solver");
        Check.notNegative(tolerance, "tolerance");
        Check.atLeast(maxIterations, 1, "maxIterations");
    }

    /** With exact transport, tolerance 1e-7 and at most 100 iterations. */
    public static FreeSupportBarycenter exact() {
        return new FreeSupportBarycenter(new ExactSolver(), 1e-7, 100);
    }

    /**
     * A barycenter.
     *
     * @param measure the points found, with their initial weights
     * @param value Σ λ_k W²(barycenter, measure k), by the last plans
     * @param iterations number of iterations
     * @param converged whether the points have stopped moving
     */
    public record Result(Measure measure, double value, int iterations, boolean converged) {}

    /** The barycenter with equal λ_k of measures of mass 1. */
    public Result solve(Object start, List<?> measures) {
        Check.notNull(measures, "measures");
        var lambda = new double[measures.size()];
        Arrays.fill(lambda, 1.0 / lambda.length);
        return solve(start, measures, lambda);
    }

    /**
     * The barycenter of measures of mass 1.
     *
     * @param start the initial points, and the weights to keep; of mass 1 and of any kind
     * @param measures of any kinds: a {@link Measure}, a data set, rows {@code double[n][d]}, an
     *     NDArray, a table
     * @param lambda the weight of each measure; they sum to 1
     */
    public Result solve(Object start, List<?> measures, double[] lambda) {
        return solved(
                Measure.checked(start, "start"), FixedSupportBarycenter.all(measures), lambda);
    }

    private Result solved(Measure start, List<Measure> measures, double[] lambda) {
        FixedSupportBarycenter.check(measures, lambda);
        FixedSupportBarycenter.check(List.of(start), new double[] {1});
        Measure at = start;
        double value = Double.NaN;
        boolean converged = false;
        int iterations = 0;
        try (var progress = Progress.start("barycenter", 0)) {
            while (iterations < maxIterations && !converged && !Progress.stopRequested()) {
                var next = new double[at.size()][at.dimension()];
                value = 0;
                for (int k = 0; k < lambda.length; k++) {
                    var result = solver.solve(TransportProblem.between(at, measures.get(k)));
                    double[][] image = result.plan().barycentricMap(measures.get(k));
                    value += lambda[k] * result.cost();
                    for (int i = 0; i < next.length; i++) {
                        for (int c = 0; c < next[i].length; c++) {
                            next[i][c] += lambda[k] * image[i][c];
                        }
                    }
                }
                keepWithoutMass(at, next);
                Measure moved = Measure.of(next, at.weights());
                converged = distance(at, moved) <= tolerance * spread(moved);
                at = moved;
                progress.update(++iterations);
            }
        }
        return new Result(at, value, iterations, converged);
    }

    // A point without mass is sent nowhere; it stays.
    private static void keepWithoutMass(Measure at, double[][] next) {
        for (int i = 0; i < next.length; i++) {
            if (RawMeasures.weights(at)[i] == 0) {
                next[i] = at.point(i);
            }
        }
    }

    private static double distance(Measure x, Measure y) {
        double sum = 0;
        int d = x.dimension();
        for (int k = 0; k < RawMeasures.points(x).length; k++) {
            double t = RawMeasures.points(x)[k] - RawMeasures.points(y)[k];
            sum += RawMeasures.weights(x)[k / d] * t * t;
        }
        return Math.sqrt(sum);
    }

    private static double spread(Measure x) {
        double[][] covariance = GaussianTransport.covariance(x);
        double trace = 0;
        for (int k = 0; k < covariance.length; k++) {
            trace += covariance[k][k];
        }
        return Math.sqrt(trace);
    }
}
