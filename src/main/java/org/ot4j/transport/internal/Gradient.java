package org.ot4j.transport.internal;

import org.ot4j.internal.Threads;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Plan;
import org.ot4j.transport.Solver;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.SquaredEuclidean;

/**
 * A loss between two measures and its gradient, by the envelope theorem: at the optimum the plan
 * and the potentials may be held fixed.
 *
 * @param value the loss
 * @param x its gradient in the source points, [n · d] row by row
 * @param y its gradient in the target points, [m · d] row by row
 * @param a its gradient in the source weights, [n]
 * @param b its gradient in the target weights, [m]
 */
public record Gradient(double value, double[] x, double[] y, double[] a, double[] b) {
    /** The gradients of Σ_ij P_ij c(x_i, y_j) in the sources, [n · d], and the targets, [m · d]. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Slopes(double[] x, double[] y) {}

    /** The gradient of a solver's value, where potentials and plan are those of the problem. */
    public static Gradient of(Solver solver, Cost cost, Measure source, Measure target) {
        var problem =
                RawProblems.kept(
                        TransportProblem.between(source, target).cost(cost), Threads.most());
        var result = solver.solve(problem);
        Slopes slopes = slopes(result.plan(), (CoordinateCost) cost, source, target);
        return new Gradient(
                result.value(),
                slopes.x(),
                slopes.y(),
                solver.sourceGradient(problem, result),
                solver.targetGradient(problem, result));
    }

    private static Slopes slopes(Plan plan, CoordinateCost cost, Measure source, Measure target) {
        if (cost instanceof SquaredEuclidean && !plan.isSparse()) {
            return SquaredSlopes.of(plan, source, target);
        }
        int d = source.dimension();
        double[][] x = source.points();
        double[][] y = target.points();
        var gx = new double[x.length][d];
        var gy = new double[y.length][d];
        plan.forEach((i, j, mass) -> cost.addSlope(mass, x[i], 0, y[j], 0, d, gx[i], gy[j]));
        return new Slopes(Flat.rows(gx), Flat.rows(gy));
    }

    /**
     * The gradient of what a solver's value less half of either side with itself is.
     *
     * @param massTerm what half of the squared difference of the masses counts
     */
    public static Gradient debiased(
            Solver solver, Cost cost, double massTerm, Measure x, Measure y) {
        var debiased =
                of(solver, cost, x, y)
                        .minusHalf(
                                of(solver, cost, x, x).diagonal(),
                                of(solver, cost, y, y).diagonal());
        if (massTerm == 0) {
            return debiased;
        }
        double difference = x.mass() - y.mass();
        double slope = massTerm * difference;
        return debiased.plus(slope / 2 * difference, slope, -slope);
    }

    /** The gradient of the loss between a measure and itself, both arguments moving as one. */
    private Gradient diagonal() {
        return new Gradient(value, sum(x, 1, y), null, sum(a, 1, b), null);
    }

    /** This, less half of a loss on either side: what debiasing does. */
    private Gradient minusHalf(Gradient source, Gradient target) {
        return new Gradient(
                value - (source.value + target.value) / 2,
                sum(x, -0.5, source.x),
                sum(y, -0.5, target.x),
                sum(a, -0.5, source.a),
                sum(b, -0.5, target.a));
    }

    /** This plus a loss that depends on the weights only, by the same amount of each. */
    private Gradient plus(double more, double slopeA, double slopeB) {
        return new Gradient(value + more, x, y, shift(a, slopeA), shift(b, slopeB));
    }

    private static double[] sum(double[] p, double factor, double[] q) {
        var sum = new double[p.length];
        for (int i = 0; i < p.length; i++) {
            sum[i] = p[i] + factor * q[i];
        }
        return sum;
    }

    private static double[] shift(double[] p, double by) {
        var sum = new double[p.length];
        for (int i = 0; i < p.length; i++) {
            sum[i] = p[i] + by;
        }
        return sum;
    }
}
