package org.ot4j.transport;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Optional;
import org.ot4j.base.Points;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.CoordinateCostMatrix;
import org.ot4j.transport.internal.Flat;
import org.ot4j.transport.internal.RawMeasures;
import org.ot4j.transport.internal.RawProblems;
import org.ot4j.transport.internal.ScaledCostMatrix;

/**
 * Two measures and a cost: the mass at each of n sources, the mass that each of m targets demands,
 * and the cost of moving one unit from i to j. Immutable.
 */
public final class TransportProblem {
    private final double[] a;
    private final double[] b;
    private final CostMatrix costs;
    private final Measure source;
    private final Measure target;
    private final Cost cost;

    static {
        RawProblems.grant(
                new RawProblems.Access() {
                    @Override
                    public double[] sourceWeights(TransportProblem problem) {
                        return problem.a;
                    }

                    @Override
                    public double[] targetWeights(TransportProblem problem) {
                        return problem.b;
                    }

                    @Override
                    public TransportProblem scaled(TransportProblem problem, int mass, int cost) {
                        return problem.scaled(mass, cost);
                    }

                    @Override
                    public TransportProblem kept(TransportProblem problem, int threads) {
                        return problem.kept(threads);
                    }
                });
    }

    private TransportProblem(
            double[] a, double[] b, CostMatrix costs, Measure source, Measure target, Cost cost) {
        this.a = a;
        this.b = b;
        this.costs = costs;
        this.source = source;
        this.target = target;
        this.cost = cost;
    }

    /**
     * Transport from one measure to another, at squared Euclidean cost until {@link #cost(Cost)} is
     * called.
     */
    public static TransportProblem between(Measure source, Measure target) {
        return between(source, target, Cost.squaredEuclidean());
    }

    /** From points x [n, d] to points y [m, d], all of equal weight, at squared Euclidean cost. */
    public static TransportProblem between(double[][] x, double[][] y) {
        return between(Measure.of(x, "x"), Measure.of(y, "y"));
    }

    /** From points x [n, d] to points y [m, d], all of equal weight, at squared Euclidean cost. */
    public static TransportProblem between(NDArray x, NDArray y) {
        return between(Measure.of(x, "x"), Measure.of(y, "y"));
    }

    /** From the points of one data set to another's, of equal weight, at squared Euclidean cost. */
    public static TransportProblem between(Points x, Points y) {
        return between(Measure.of(x, "x"), Measure.of(y, "y"));
    }

    /**
     * From points of one kind to points of another, as {@link Transport} takes them, at squared
     * Euclidean cost.
     *
     * @throws IllegalArgumentException if an argument has no points
     */
    public static TransportProblem between(Object x, Object y) {
        return between(Measure.checked(x, "x"), Measure.checked(y, "y"));
    }

    /** A cost matrix [n, m], with equal weights 1/n and 1/m. */
    public static TransportProblem of(double[][] costs) {
        return of(CostMatrix.of(costs));
    }

    /** A cost matrix [n, m] with source weights [n] and target weights [m]. */
    public static TransportProblem of(double[][] costs, double[] a, double[] b) {
        return of(CostMatrix.of(costs), a, b);
    }

    /** A cost matrix [n, m], with equal weights 1/n and 1/m. */
    public static TransportProblem of(CostMatrix costs) {
        Check.notNull(costs, "costs");
        var a = new double[costs.rows()];
        var b = new double[costs.cols()];
        Arrays.fill(a, 1.0 / a.length);
        Arrays.fill(b, 1.0 / b.length);
        return new TransportProblem(a, b, costs, null, null, null);
    }

    /** A cost matrix [n, m] with source weights [n] and target weights [m]. */
    public static TransportProblem of(CostMatrix costs, double[] a, double[] b) {
        Check.notNull(costs, "costs");
        return new TransportProblem(
                Flat.weights(a, costs.rows(), "a"),
                Flat.weights(b, costs.cols(), "b"),
                costs,
                null,
                null,
                null);
    }

    private static TransportProblem between(Measure source, Measure target, Cost cost) {
        Check.notNull(source, "source");
        Check.notNull(target, "target");
        return new TransportProblem(
                RawMeasures.weights(source),
                RawMeasures.weights(target),
                cost.between(source, target),
                source,
                target,
                cost);
    }

    /** The same measures under another cost; for problems made from points. */
    public TransportProblem cost(Cost cost) {
        Check.notNull(cost, "cost");
        if (source == null) {
            throw new IllegalStateException(
                    "this problem was made from a cost matrix: it has no points to take a cost of");
        }
        return between(source, target, cost);
    }

    /** The problem with sources and targets exchanged. */
    public TransportProblem transposed() {
        Cost turned = cost == null || cost instanceof CoordinateCost ? cost : turned(cost);
        return new TransportProblem(b, a, costs.transposed(), target, source, turned);
    }

    private static Cost turned(Cost cost) {
        Cost turned = (x, y) -> cost.of(y, x);
        return cost.isMetric() ? Cost.metric(turned) : turned;
    }

    /** Number of sources, n. */
    public int rows() {
        return a.length;
    }

    /** Number of targets, m. */
    public int cols() {
        return b.length;
    }

    /** A copy of the source weights [n]. */
    public double[] a() {
        return a.clone();
    }

    /** A copy of the target weights [m]. */
    public double[] b() {
        return b.clone();
    }

    /** The costs [n, m], stored or computed on demand. */
    public CostMatrix costs() {
        return costs;
    }

    /** The source points; empty for a problem made from a cost matrix. */
    public Optional<Measure> source() {
        return Optional.ofNullable(source);
    }

    /** The target points; empty for a problem made from a cost matrix. */
    public Optional<Measure> target() {
        return Optional.ofNullable(target);
    }

    /** The cost as a function of points; empty for a problem made from a cost matrix. */
    public Optional<Cost> cost() {
        return Optional.ofNullable(cost);
    }

    /** The same problem with its costs in memory: 8 n m bytes, for solvers that read them often. */
    public TransportProblem stored() {
        return costs.isStored()
                ? this
                : new TransportProblem(a, b, costs.stored(), source, target, cost);
    }

    @Override
    public String toString() {
        return "TransportProblem[" + rows() + " x " + cols() + ", " + costs.getClass() + "]";
    }

    private TransportProblem kept(int threads) {
        CostMatrix kept = CoordinateCostMatrix.kept(costs, threads);
        return kept == costs ? this : new TransportProblem(a, b, kept, source, target, cost);
    }

    /** Weights and costs times powers of two; the points stay as they are. */
    private TransportProblem scaled(int mass, int cost) {
        return new TransportProblem(
                mass == 0 ? a : Vectors.scaled(a, mass),
                mass == 0 ? b : Vectors.scaled(b, mass),
                cost == 0 ? costs : new ScaledCostMatrix(costs, cost),
                source,
                target,
                this.cost);
    }
}
