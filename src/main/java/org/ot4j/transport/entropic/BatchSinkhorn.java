package org.ot4j.transport.entropic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.tensor.Exponentials;
import org.ot4j.tensor.LogSumExp;
import org.ot4j.tensor.Scalars;

/**
 * Entropic transport (C-VAE Eq. 7) for batches of problems, computed by the engine in the log
 * domain, in the type (float32 or float64) and on the device of the costs. ε is halved from the
 * largest cost down to its value. For a single problem on the CPU, {@link Sinkhorn} is faster.
 *
 * <pre>{@code
 * NDArray costs = NDManager.newBaseManager()
 *     .create(new float[] {0, 1, 1, 0, 0, 2, 2, 0}, new Shape(2, 2, 2)); // two problems
 * float[] values = BatchSinkhorn.of(0.1).solve(costs).value().toFloatArray();
 * }</pre>
 *
 * @param epsilon above 0, in units of cost
 * @param tolerance stops when Σ|Pᵀ1 - b| of every problem is below this; float32 reaches about 1e-5
 * @param maxIterations maximum number of iterations at the last ε; after that, not converged
 */
public record BatchSinkhorn(double epsilon, double tolerance, int maxIterations) {
    private static final int CHECK_EVERY = 5;

    /** Checks the arguments. */
    public BatchSinkhorn {
        Check.positive(epsilon, "epsilon");
        Check.notNegative(tolerance, "tolerance");
        Check.atLeast(maxIterations, 1, "maxIterations");
    }

    /** With tolerance 1e-4 and at most 1,000 iterations. */
    public static BatchSinkhorn of(double epsilon) {
        return new BatchSinkhorn(epsilon, 1e-4, 1_000);
    }

    /**
     * The result; its arrays are attached to the costs' manager. The value is differentiable with
     * respect to costs and weights by the envelope theorem; everything else is constant.
     *
     * @param value the dual objective (C-VAE Eq. 9): [B]
     * @param plan [B, n, m]
     * @param f the potentials of the sources: [B, n]
     * @param g the potentials of the targets: [B, m]
     * @param error Σ|Pᵀ1 - b|: [B]; the other marginal is exact
     * @param iterations number of iterations at the last ε
     * @param converged whether all reached the tolerance
     */
    public record Result(
            NDArray value,
            NDArray plan,
            NDArray f,
            NDArray g,
            NDArray error,
            int iterations,
            boolean converged) {}

    /** Solves problems with equal weights. */
    public Result solve(NDArray costs) {
        return solve(costs, null, null);
    }

    /**
     * Solves a batch.
     *
     * @param costs [B, n, m], finite
     * @param a the source weights, [B, n] or [n], summing to 1; null for equal weights
     * @param b the target weights, [B, m] or [m], summing to 1; null for equal weights
     */
    public Result solve(NDArray costs, NDArray a, NDArray b) {
        Shape shape = Check.notNull(costs, "costs").getShape();
        Check.that(shape.dimension() == 3 && shape.size() > 0, "costs.shape", shape, "(B, n, m)");
        NDManager owner = costs.getManager();
        try (NDManager scope = owner.newSubManager(costs.getDevice())) {
            NDArray c = costs.stopGradient();
            c.attach(scope);
            Check.that(!c.isNaN().any().getBoolean(), "costs", "NaN", "finite numbers");
            double greatest = scalar(c.abs().max());
            Check.that(greatest < Double.POSITIVE_INFINITY, "costs", greatest, "finite numbers");
            NDArray wa = weights(scope, a, c, 1, "a");
            NDArray wb = weights(scope, b, c, 2, "b");
            NDArray logA = wa.log();
            NDArray logB = wb.log();
            NDArray f = wa.zerosLike();
            NDArray g = wb.zerosLike();
            NDArray error = null;
            boolean converged = false;
            int iterations = 0;
            double at = Math.max(epsilon, greatest);
            try (var progress = Progress.start("Sinkhorn, batch", 0)) {
                while (!Progress.stopRequested()) {
                    try (NDManager step = scope.newSubManager()) {
                        step.tempAttachAll(f, g);
                        NDArray next = softMinimum(c, f, logA, at, 1);
                        boolean last = at == epsilon;
                        if (last && iterations % CHECK_EVERY == 0 && iterations > 0) {
                            // The marginal of the plan so far is b times this.
                            error =
                                    Exponentials.of(Scalars.div(g.sub(next), at))
                                            .sub(1)
                                            .abs()
                                            .mul(wb)
                                            .sum(new int[] {2})
                                            .reshape(-1);
                            error.attach(scope);
                            converged = scalar(error.max()) < tolerance;
                            if (converged || iterations >= maxIterations) {
                                break;
                            }
                        }
                        NDArray back = softMinimum(c, next, logB, at, 2);
                        next.attach(scope);
                        back.attach(scope);
                        g = next;
                        f = back;
                        if (last) {
                            progress.update(++iterations);
                        } else {
                            at = Math.max(epsilon, at / 2);
                        }
                    }
                }
            }
            if (at > epsilon) {
                // Stopped on the way: the sources' marginal is to be exact all the same.
                f = softMinimum(c, g, logB, epsilon, 2);
            }
            return result(costs, a, b, new Found(c, wa, wb, f, g, error, iterations, converged));
        }
    }

    private record Found(
            NDArray costs,
            NDArray wa,
            NDArray wb,
            NDArray f,
            NDArray g,
            NDArray error,
            int iterations,
            boolean converged) {}

    private Result result(NDArray costs, NDArray a, NDArray b, Found found) {
        NDManager owner = costs.getManager();
        NDArray plan =
                Exponentials.of(Scalars.div(found.costs.neg().add(found.f).add(found.g), epsilon))
                        .mul(found.wa)
                        .mul(found.wb);
        long batch = costs.getShape().get(0);
        NDArray value = found.f.mul(found.wa).reshape(batch, -1).sum(new int[] {1});
        value = value.add(found.g.mul(found.wb).reshape(batch, -1).sum(new int[] {1}));
        NDArray mass = plan.reshape(batch, -1).sum(new int[] {1});
        value = value.sub(Scalars.mul(mass.sub(1), epsilon));
        NDArray linear = plan.mul(costs).reshape(batch, -1).sum(new int[] {1});
        if (a != null) {
            linear = linear.add(slope(found.f, a, batch));
        }
        if (b != null) {
            linear = linear.add(slope(found.g, b, batch));
        }
        value = value.add(linear.sub(linear.stopGradient()));
        NDArray error =
                found.error != null
                        ? found.error
                        : plan.sum(new int[] {1}, true)
                                .sub(found.wb)
                                .abs()
                                .reshape(batch, -1)
                                .sum(new int[] {1});
        NDArray f = found.f.reshape(batch, -1);
        NDArray g = found.g.reshape(batch, -1);
        for (NDArray array : new NDArray[] {value, plan, f, g, error}) {
            array.attach(owner);
        }
        return new Result(value, plan, f, g, error, found.iterations, found.converged);
    }

    private static NDArray slope(NDArray potential, NDArray weights, long batch) {
        return potential.reshape(batch, -1).mul(weights).sum(new int[] {1});
    }

    /** -ε log Σ w exp((potential - c) / ε) over one axis, kept with length 1. */
    private static NDArray softMinimum(
            NDArray c, NDArray potential, NDArray log, double epsilon, int axis) {
        NDArray z = Scalars.div(c.neg().add(potential), epsilon).add(log);
        return Scalars.mul(LogSumExp.over(z, axis), -epsilon);
    }

    // Weights as [B or 1, n, 1] or [B or 1, 1, m].
    private static NDArray weights(
            NDManager scope, NDArray given, NDArray c, int axis, String name) {
        long length = c.getShape().get(axis);
        NDArray weights;
        if (given == null) {
            weights = scope.full(new Shape(c.getShape().get(0), length), 1f, c.getDataType());
            weights = Scalars.div(weights, length);
        } else {
            Shape shape = given.getShape();
            boolean one = shape.dimension() == 1 && shape.get(0) == length;
            boolean each = shape.equals(new Shape(c.getShape().get(0), length));
            Check.that(
                    one || each, name + ".shape", shape, "(B, " + length + ") or (" + length + ")");
            NDArray constant = given.stopGradient();
            constant.attach(scope);
            weights = constant.toType(c.getDataType(), false);
            Check.that(scalar(weights.min()) >= 0, name, "a weight below 0 or NaN", "at least 0");
            NDArray sums = weights.reshape(-1, length).sum(new int[] {1});
            double off = scalar(sums.sub(1).abs().max());
            Check.that(off <= 1e-5, "sum of " + name, "off 1 by " + off, "1");
            weights = weights.reshape(-1, length);
            if (one) {
                weights = weights.repeat(0, c.getShape().get(0));
            }
        }
        return weights.expandDims(axis == 1 ? 2 : 1);
    }

    private static double scalar(NDArray array) {
        return array.toType(DataType.FLOAT64, true).getDouble();
    }
}
