package org.ot4j.transport.map;

import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Measure;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.cost.CTransform;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.exact.ExactSolver;
import org.ot4j.transport.internal.RawProblems;

/**
 * The Kantorovich–Rubinstein dual of the 1-Wasserstein distance, VEGAN Eq. 2:
 *
 * <pre>W_1(P, Q) = sup { E_P φ(X) - E_Q φ(Y) : φ is 1-Lipschitz }</pre>
 *
 * for a cost that is a metric. The maximiser φ(z) = min_j c(z, y_j) - g_j is 1-Lipschitz on the
 * whole space, and is found from the potential g of the exact solution.
 *
 * @equation VEGAN 2
 * @equation WAE 2
 */
public final class KantorovichRubinstein {
    private final TransportResult solution;
    private final Cost metric;
    private final Measure target;
    private final double[] g;
    private final double[] onSource;
    private final double[] onTarget;
    private final double value;

    private KantorovichRubinstein(TransportProblem problem, TransportResult solution) {
        this.solution = solution;
        metric = problem.cost().get();
        target = problem.target().get();
        g = solution.g();
        onSource = CTransform.toSources(problem.costs(), g);
        onTarget = CTransform.toSources(metric.between(target, target), g);
        value =
                Vectors.dot(RawProblems.sourceWeights(problem), onSource)
                        - Vectors.dot(RawProblems.targetWeights(problem), onTarget);
    }

    /**
     * Solves the dual of a problem between points.
     *
     * @param problem balanced, with a cost that {@link Cost#isMetric() is a metric}
     */
    public static KantorovichRubinstein solve(TransportProblem problem) {
        Check.notNull(problem, "problem");
        Check.that(
                problem.cost().isPresent() && problem.cost().get().isMetric(),
                "cost",
                problem.cost().map(Object::toString).orElse("a cost matrix"),
                "a metric between points, such as Cost.euclidean()");
        return new KantorovichRubinstein(problem, new ExactSolver().solve(problem));
    }

    /** E_P φ - E_Q φ: the 1-Wasserstein distance times the mass, up to the accuracy of the dual. */
    public double value() {
        return value;
    }

    /** The primal solution from which φ was made. */
    public TransportResult solution() {
        return solution;
    }

    /** φ at the source points [n]. */
    public double[] onSource() {
        return onSource.clone();
    }

    /** φ at the target points [m]. */
    public double[] onTarget() {
        return onTarget.clone();
    }

    /** φ at any point [d]. */
    public double at(double... point) {
        Check.finite(point, "point");
        Check.that(
                point.length == target.dimension(),
                "point.length",
                point.length,
                target.dimension() + ", the dimension of the measures");
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < g.length; j++) {
            least = Math.min(least, metric.of(point, target.point(j)) - g[j]);
        }
        return least;
    }
}
