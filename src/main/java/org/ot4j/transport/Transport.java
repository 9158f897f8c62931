package org.ot4j.transport;

import ai.djl.ndarray.NDArray;
import org.ot4j.base.Check;

/**
 * Optimal transport in one line. For settings, build a solver and give it a {@link
 * TransportProblem}.
 *
 * <pre>{@code
 * var result = Transport.exact(x, y);              // squared Euclidean cost, equal weights
 * double w2 = Transport.wasserstein(x, y, 2);
 * double[][] moved = result.plan().barycentricMap(Measure.of(y));
 * }</pre>
 */
public final class Transport {
    private Transport() {}

    /**
     * The exact optimum, {@code 000} Eq. 1: in closed form on the line, by the {@link
     * NetworkSimplex} otherwise.
     */
    public static TransportResult exact(TransportProblem problem) {
        Check.notNull(problem, "problem");
        return LineTransport.applies(problem)
                ? new LineTransport().solve(problem)
                : NetworkSimplex.builder().build().solve(problem);
    }

    /** The exact optimum between two measures at squared Euclidean cost. */
    public static TransportResult exact(Measure source, Measure target) {
        return exact(TransportProblem.between(source, target));
    }

    /** The exact optimum between two measures. */
    public static TransportResult exact(Measure source, Measure target, Cost cost) {
        return exact(TransportProblem.between(source, target).cost(cost));
    }

    /** The exact optimum between points [n, d] and [m, d] of equal weight, at squared cost. */
    public static TransportResult exact(double[][] source, double[][] target) {
        return exact(Measure.of(source), Measure.of(target));
    }

    /** The exact optimum between points [n, d] and [m, d] of equal weight, at squared cost. */
    public static TransportResult exact(NDArray source, NDArray target) {
        return exact(Measure.of(source), Measure.of(target));
    }

    /** The exact optimum for a cost matrix [n, m] and weights [n] and [m]. */
    public static TransportResult exact(double[][] costs, double[] a, double[] b) {
        return exact(TransportProblem.of(costs, a, b));
    }

    /**
     * The p-Wasserstein distance, W_p = (min Σ P_ij |x_i - y_j|^p)^(1/p) with the Euclidean norm.
     *
     * @param p at least 1
     */
    public static double wasserstein(Measure source, Measure target, double p) {
        Check.inRange(p, 1, 1000, "p");
        return Math.pow(exact(source, target, Cost.euclidean(p)).cost(), 1 / p);
    }

    /** The p-Wasserstein distance between points [n, d] and [m, d] of equal weight. */
    public static double wasserstein(double[][] source, double[][] target, double p) {
        return wasserstein(Measure.of(source), Measure.of(target), p);
    }

    /** The p-Wasserstein distance between points [n, d] and [m, d] of equal weight. */
    public static double wasserstein(NDArray source, NDArray target, double p) {
        return wasserstein(Measure.of(source), Measure.of(target), p);
    }

    /**
     * Entropic transport, 003 Eq. 7: the {@link Sinkhorn} of this ε at squared Euclidean cost.
     *
     * @param epsilon above 0, in units of cost
     */
    public static TransportResult sinkhorn(Measure source, Measure target, double epsilon) {
        return Sinkhorn.of(epsilon).solve(TransportProblem.between(source, target));
    }

    /** Entropic transport between points [n, d] and [m, d] of equal weight. */
    public static TransportResult sinkhorn(double[][] source, double[][] target, double epsilon) {
        return sinkhorn(Measure.of(source), Measure.of(target), epsilon);
    }

    /** Entropic transport between points [n, d] and [m, d] of equal weight. */
    public static TransportResult sinkhorn(NDArray source, NDArray target, double epsilon) {
        return sinkhorn(Measure.of(source), Measure.of(target), epsilon);
    }

    /**
     * Entropic transport with both marginals held by ρ KL only, 004 Eq. 6; masses may differ.
     *
     * @param epsilon above 0, in units of cost
     * @param rho above 0, in units of cost
     */
    public static TransportResult unbalanced(
            Measure source, Measure target, double epsilon, double rho) {
        return Sinkhorn.builder()
                .epsilon(epsilon)
                .rho(rho)
                .build()
                .solve(TransportProblem.between(source, target));
    }

    /** The exact transport of a part of the mass, see {@link PartialTransport}. */
    public static TransportResult partial(Measure source, Measure target, double mass) {
        return PartialTransport.of(mass).solve(TransportProblem.between(source, target));
    }

    /** The {@link SinkhornDivergence} at squared Euclidean cost. */
    public static double sinkhornDivergence(Measure source, Measure target, double epsilon) {
        return SinkhornDivergence.of(epsilon).between(source, target);
    }

    /** The Sinkhorn divergence between points [n, d] and [m, d] of equal weight. */
    public static double sinkhornDivergence(double[][] source, double[][] target, double epsilon) {
        return sinkhornDivergence(Measure.of(source), Measure.of(target), epsilon);
    }

    /** The Sinkhorn divergence between points [n, d] and [m, d] of equal weight. */
    public static double sinkhornDivergence(NDArray source, NDArray target, double epsilon) {
        return sinkhornDivergence(Measure.of(source), Measure.of(target), epsilon);
    }
}
