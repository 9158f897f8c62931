package org.ot4j.transport.entropic;

import ai.djl.ndarray.NDArray;
import org.ot4j.base.Points;
import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.cost.Cost;

/**
 * The Sinkhorn divergence, S_ε(α, β) = OT_ε(α, β) - OT_ε(α, α) / 2 - OT_ε(β, β) / 2, which, unlike
 * OT_ε, is 0 if and only if the measures are equal (Feydy et al. 2019). It interpolates between the
 * transport cost (ε → 0) and a kernel distance (ε → ∞). With relaxed marginals ε (m(α) - m(β))² / 2
 * is added, as in Séjourné et al. 2019.
 *
 * @param solver the solver; its ε is that of the divergence
 * @param cost symmetric
 */
public record SinkhornDivergence(Sinkhorn solver, Cost cost) {
    /** Checks the arguments. */
    public SinkhornDivergence {
        Check.notNull(solver, "solver");
        Check.notNull(cost, "cost");
        Check.that(
                solver.options().source().equals(solver.options().target()),
                "solver",
                "marginals " + solver.options().source() + " and " + solver.options().target(),
                "the same marginal on both sides");
    }

    /** The divergence at squared Euclidean cost, with default settings. */
    public static SinkhornDivergence of(double epsilon) {
        return new SinkhornDivergence(Sinkhorn.of(epsilon), Cost.squaredEuclidean());
    }

    /** The divergence between two measures; at least 0 up to the solver's tolerance. */
    public double between(Measure source, Measure target) {
        Check.notNull(source, "source");
        Check.notNull(target, "target");
        double difference = source.mass() - target.mass();
        return value(source, target)
                - value(source, source) / 2
                - value(target, target) / 2
                + massTerm() / 2 * difference * difference;
    }

    /** The divergence between points [n, d] and [m, d] of equal weight. */
    public double between(double[][] x, double[][] y) {
        return between(Measure.of(x, "x"), Measure.of(y, "y"));
    }

    /** The divergence between points [n, d] and [m, d] of equal weight. */
    public double between(NDArray x, NDArray y) {
        return between(Measure.of(x, "x"), Measure.of(y, "y"));
    }

    /** The divergence between the points of two data sets. */
    public double between(Points x, Points y) {
        return between(Measure.of(x, "x"), Measure.of(y, "y"));
    }

    /**
     * The divergence between points of any two kinds: rows {@code double[n][d]}, an {@link
     * NDArray}, a data set, a {@link Measure}, a table.
     *
     * @throws IllegalArgumentException if an argument has no points, or if dimensions differ
     */
    public double between(Object x, Object y) {
        return between(Measure.checked(x, "x"), Measure.checked(y, "y"));
    }

    private double value(Measure x, Measure y) {
        return solver.solve(TransportProblem.between(x, y).cost(cost)).value();
    }

    /**
     * The factor of half the squared difference of the masses: 0 if both marginals are fixed,
     * otherwise ε.
     */
    public double massTerm() {
        return solver.options().source().isExact() ? 0 : solver.epsilon();
    }
}
