package org.ot4j.divergence;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.ot4j.base.Progress;
import org.ot4j.base.PyTorch;
import org.ot4j.base.Rows;
import org.ot4j.internal.Check;
import org.ot4j.tensor.Autograd;

/**
 * The Wasserstein gradient flow of a loss of points: each point moves against the gradient, as mass
 * 1/n that flows downhill,
 *
 * <pre>x_i ← x_i - h n ∂L/∂x_i</pre>
 *
 * which is the explicit Euler scheme of ∂ρ/∂t = div(ρ ∇ δL/δρ) for a measure of n particles
 * (Ambrosio, Gigli and Savaré 2008; Feydy et al. 2019, section 4). Any loss of the library serves:
 * transport, MMD, sliced distances.
 *
 * <pre>{@code
 * var loss = TransportLoss.divergence(Sinkhorn.of(0.05));
 * var path = GradientFlow.of(loss::of, y).from(x).rate(0.1).steps(50);
 * double[][] end = path.points();
 * }</pre>
 */
public final class GradientFlow {
    private static final double RATE = 0.1;

    private final UnaryOperator<NDArray> loss;
    private final BinaryOperator<NDArray> distance;
    private final double[][] target;

    private GradientFlow(
            UnaryOperator<NDArray> loss, BinaryOperator<NDArray> distance, double[][] target) {
        this.loss = loss;
        this.distance = distance;
        this.target = target;
    }

    /**
     * The flow of a loss.
     *
     * @param loss a scalar, differentiable in points [n, d] of type float32 of equal weight
     */
    public static GradientFlow of(UnaryOperator<NDArray> loss) {
        return new GradientFlow(Check.notNull(loss, "loss"), null, null);
    }

    /**
     * The flow of a loss towards a target.
     *
     * @param loss a scalar of points [n, d] and of the target's [m, d], both float32, such as
     *     {@code TransportLoss.of(new ExactSolver())::of}
     * @param target m points of any kind: rows, an array, a data set, a measure of equal weights, a
     *     table
     */
    public static GradientFlow of(BinaryOperator<NDArray> loss, Object target) {
        return new GradientFlow(null, Check.notNull(loss, "loss"), Rows.checked(target, "target"));
    }

    /**
     * From where the points flow.
     *
     * @param x n points of any kind: rows, an array, a data set, a measure of equal weights, a
     *     table
     */
    public Start from(Object x) {
        double[][] rows = Rows.checked(x, "x");
        if (target != null) {
            Check.points(target, "target", rows, "x");
        }
        return new Start(this, rows, RATE);
    }

    /** A flow that has yet to be followed. */
    public static final class Start {
        private final GradientFlow flow;
        private final double[][] x;
        private final double rate;

        private Start(GradientFlow flow, double[][] x, double rate) {
            this.flow = flow;
            this.x = x;
            this.rate = rate;
        }

        /**
         * The time h of a step, above 0; 0.1 unless set. At squared Euclidean cost a step of ½
         * arrives.
         */
        public Start rate(double h) {
            return new Start(flow, x, Check.positive(h, "rate"));
        }

        /**
         * Follows the flow. If the thread is interrupted, the path ends early.
         *
         * @param steps at least 1
         * @throws IllegalArgumentException if the loss is not a scalar, does not depend on the
         *     points, or is no longer finite because the rate is too great
         */
        public Path steps(int steps) {
            Check.atLeast(steps, 1, "steps");
            return flow.follow(x, rate, steps);
        }
    }

    /**
     * Where the points have been.
     *
     * @param frames the points before the first step and after each, [steps + 1, n, d]
     * @param values the loss there, [steps + 1]
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Path(double[][][] frames, double[] values) {
        /** The points at the end, [n, d]. */
        public double[][] points() {
            return frames[frames.length - 1];
        }
    }

    private Path follow(double[][] start, double rate, int steps) {
        List<double[][]> frames = new ArrayList<>();
        var values = new double[steps + 1];
        double[][] x = copy(start);
        try (var progress = Progress.start("gradient flow", steps)) {
            for (int step = 0; ; step++) {
                var slope = new double[x.length][x[0].length];
                values[step] = slope(x, slope);
                Check.that(
                        Double.isFinite(values[step]),
                        "loss after " + step + " steps",
                        values[step],
                        "a finite number, which a lower rate may give");
                frames.add(x);
                if (step == steps || Progress.stopRequested()) {
                    return new Path(
                            frames.toArray(double[][][]::new), Arrays.copyOf(values, step + 1));
                }
                double value = values[step];
                progress.update(step + 1, () -> "loss " + value);
                x = copy(x);
                for (int i = 0; i < x.length; i++) {
                    for (int k = 0; k < x[i].length; k++) {
                        x[i][k] -= rate * x.length * slope[i][k];
                    }
                }
            }
        }
    }

    private static double[][] copy(double[][] rows) {
        return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }

    /** Writes the gradient and returns the loss. */
    private double slope(double[][] x, double[][] slope) {
        try (NDManager scope = PyTorch.newCpuManager();
                var mode = Autograd.on()) {
            NDArray at = Autograd.leaf(array(scope, x));
            NDArray value =
                    target == null ? loss.apply(at) : distance.apply(at, array(scope, target));
            Check.that(value.size() == 1, "shape of the loss", value.getShape(), "a scalar");
            NDArray gradient = gradient(at, value);
            double[] flat = Rows.numbers(gradient);
            for (int k = 0; k < flat.length; k++) {
                slope[k / x[0].length][k % x[0].length] = flat[k];
            }
            return Rows.numbers(value)[0];
        }
    }

    private static NDArray gradient(NDArray at, NDArray value) {
        NDArray gradient = null;
        try {
            Autograd.backward(value, 1);
            gradient = Autograd.gradient(at);
        } catch (EngineException e) {
            // What does not depend on the points has no graph to go back through.
            if (!String.valueOf(e.getMessage()).contains("does not require grad")) {
                throw e;
            }
        }
        Check.that(gradient != null, "gradient of the loss", null, "one in the points");
        return gradient;
    }

    private static NDArray array(NDManager scope, double[][] rows) {
        int d = rows[0].length;
        var flat = new float[Math.multiplyExact(rows.length, d)];
        for (int k = 0; k < flat.length; k++) {
            flat[k] = (float) rows[k / d][k % d];
        }
        return scope.create(flat, new Shape(rows.length, d));
    }
}
