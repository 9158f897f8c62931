package org.ot4j.transport;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.ot4j.base.Rows;
import org.ot4j.internal.Check;
import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.entropic.Sinkhorn;
import org.ot4j.transport.entropic.SinkhornDivergence;
import org.ot4j.transport.internal.Gradient;
import org.ot4j.transport.internal.RawProblems;
import org.ot4j.transport.map.GaussianTransport;

/**
 * Optimal transport as a loss to train with: a scalar that the engine differentiates in points,
 * weights or costs. The problem is solved in double precision outside the engine's graph; by the
 * envelope theorem the gradient is that of the objective with plan and potentials held fixed, so
 * that a backward pass costs next to nothing and memory does not grow with the iterations. First
 * derivatives only.
 *
 * <pre>{@code
 * var loss = TransportLoss.divergence(Sinkhorn.of(0.05));
 * NDArray value = loss.of(generated, data);        // value.backward() by the collector
 * }</pre>
 *
 * Points are [n, d] and [m, d] of any float type; the scalar has the type, device and manager of
 * its first argument. The gradient in weights is that of a balanced problem up to a constant, which
 * no change of weights at equal mass sees.
 */
public final class TransportLoss {
    @FunctionalInterface
    private interface Between {
        Gradient of(Measure x, Measure y);
    }

    private final Between between;

    private TransportLoss(Between between) {
        this.between = between;
    }

    /**
     * The value of a solver: {@code Transport::exact} gives W_c (VEGAN Eq. 1), a {@link Sinkhorn}
     * the entropic loss (C-VAE Eq. 7), balanced or not, an {@code UnbalancedTransport} GPC Eq. 6.
     *
     * @param cost one of those that {@link Cost} makes; for others see {@link #ofCosts}
     */
    public static TransportLoss of(Solver solver, Cost cost) {
        Check.notNull(solver, "solver");
        checkCost(cost);
        return new TransportLoss((x, y) -> Gradient.of(solver, cost, x, y));
    }

    /** The value of a solver at squared Euclidean cost. */
    public static TransportLoss of(Solver solver) {
        return of(solver, Cost.squaredEuclidean());
    }

    /** The Sinkhorn divergence, see {@link SinkhornDivergence}. */
    public static TransportLoss divergence(Sinkhorn solver, Cost cost) {
        double massTerm = new SinkhornDivergence(solver, cost).massTerm();
        checkCost(cost);
        return new TransportLoss((x, y) -> Gradient.debiased(solver, cost, massTerm, x, y));
    }

    /** The Sinkhorn divergence at squared Euclidean cost. */
    public static TransportLoss divergence(Sinkhorn solver) {
        return divergence(solver, Cost.squaredEuclidean());
    }

    private static void checkCost(Cost cost) {
        Check.that(
                Check.notNull(cost, "cost") instanceof CoordinateCost,
                "cost",
                cost,
                "a cost whose derivative is known: one that Cost makes");
    }

    /** The loss between points [n, d] and [m, d] of equal weight: a scalar. */
    public NDArray of(NDArray x, NDArray y) {
        return of(x, null, y, null);
    }

    /** The loss between points [n, d] with weights a [n] and points [m, d] with weights b [m]. */
    public NDArray of(NDArray x, NDArray a, NDArray y, NDArray b) {
        var source = a == null ? Measure.of(x, "x") : Measure.of(x, "x", a, "a");
        var target = b == null ? Measure.of(y, "y") : Measure.of(y, "y", b, "b");
        var gradient = between.of(source, target);
        var linear = new NDList();
        try (NDManager scope = x.getManager().newSubManager(x.getDevice())) {
            linear.add(product(scope, gradient.x(), x));
            linear.add(product(scope, gradient.y(), y));
            if (a != null) {
                linear.add(product(scope, gradient.a(), a));
            }
            if (b != null) {
                linear.add(product(scope, gradient.b(), b));
            }
            return scalar(gradient.value(), linear, x);
        }
    }

    /**
     * The value of a solver for costs [n, m] that the engine computed, such as those of a decoder,
     * with equal weights: differentiable in the costs, with the plan as the gradient.
     */
    public static NDArray ofCosts(NDArray costs, Solver solver) {
        return ofCosts(costs, null, null, solver);
    }

    /**
     * The value of a solver for costs [n, m] that the engine computed, with weights a [n] and b
     * [m], or null for equal ones: differentiable in the costs, with the plan as the gradient, so
     * that what the costs are computed from follows Σ π_ij ∇c_ij; and in the weights, with the
     * potentials as the gradient.
     *
     * @equation GPC 5
     */
    public static NDArray ofCosts(NDArray costs, NDArray a, NDArray b, Solver solver) {
        var matrix = CostMatrix.of(costs);
        Check.notNull(solver, "solver");
        var equal = TransportProblem.of(matrix);
        var problem =
                TransportProblem.of(
                        matrix,
                        a == null ? RawProblems.sourceWeights(equal) : Rows.numbers(a),
                        b == null ? RawProblems.targetWeights(equal) : Rows.numbers(b));
        var result = solver.solve(problem);
        int m = matrix.cols();
        var plan = new double[matrix.rows() * m];
        result.plan().forEach((i, j, mass) -> plan[i * m + j] = mass);
        var linear = new NDList();
        try (NDManager scope = costs.getManager().newSubManager(costs.getDevice())) {
            linear.add(product(scope, plan, costs));
            if (a != null) {
                linear.add(product(scope, solver.sourceGradient(problem, result), a));
            }
            if (b != null) {
                linear.add(product(scope, solver.targetGradient(problem, result), b));
            }
            return scalar(result.value(), linear, costs);
        }
    }

    /**
     * W_2² between two Gaussians of means [d] and covariances [d, d], see {@link
     * GaussianTransport}; differentiable in all four. Both covariances of full rank.
     */
    public static NDArray gaussian(
            NDArray mean, NDArray covariance, NDArray otherMean, NDArray otherCovariance) {
        double[] m = Rows.numbers(Check.notNull(mean, "mean"));
        double[] n = Rows.numbers(Check.notNull(otherMean, "otherMean"));
        double[][] a = square(covariance, m.length, "covariance");
        double[][] b = square(otherCovariance, m.length, "otherCovariance");
        var there = GaussianTransport.between(m, a, n, b);
        var back = GaussianTransport.between(n, b, m, a);
        var slope = new double[m.length];
        var otherSlope = new double[m.length];
        for (int k = 0; k < m.length; k++) {
            slope[k] = 2 * (m[k] - n[k]);
            otherSlope[k] = -slope[k];
        }
        var linear = new NDList();
        try (NDManager scope = mean.getManager().newSubManager(mean.getDevice())) {
            linear.add(product(scope, slope, mean));
            linear.add(product(scope, otherSlope, otherMean));
            linear.add(product(scope, identityLess(there.matrix()), covariance));
            linear.add(product(scope, identityLess(back.matrix()), otherCovariance));
            return scalar(there.value(), linear, mean);
        }
    }

    private static double[][] square(NDArray matrix, int d, String name) {
        Shape shape = Check.notNull(matrix, name).getShape();
        Check.that(shape.equals(new Shape(d, d)), name + ".shape", shape, new Shape(d, d) + "");
        double[] flat = Rows.numbers(matrix);
        var rows = new double[d][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * d, (i + 1) * d));
        return rows;
    }

    private static double[] identityLess(double[][] matrix) {
        int d = matrix.length;
        var out = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                out[i * d + j] = (i == j ? 1 : 0) - matrix[i][j];
            }
        }
        return out;
    }

    private static NDArray product(NDManager scope, double[] gradient, NDArray of) {
        return constant(scope, gradient, of).mul(of).sum();
    }

    private static NDArray constant(NDManager scope, double[] values, NDArray like) {
        Shape shape = like.getShape();
        NDArray constant = scope.create(values, shape);
        return like.getDataType() == DataType.FLOAT64
                ? constant
                : constant.toType(like.getDataType(), false);
    }

    // The sum less itself is exactly 0, and has the gradient.
    private static NDArray scalar(double value, NDList linear, NDArray like) {
        NDArray sum = linear.get(0);
        for (int k = 1; k < linear.size(); k++) {
            sum = sum.add(linear.get(k).toType(like.getDataType(), false));
        }
        NDArray zero = sum.sub(sum.stopGradient());
        // A double would make it one, and the way back to float has no gradient.
        NDArray scalar =
                like.getDataType() == DataType.FLOAT32 ? zero.add((float) value) : zero.add(value);
        scalar.attach(like.getManager());
        return scalar;
    }
}
