package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;
import org.ot4j.tensor.Autograd;
import org.ot4j.tensor.Script;

/**
 * Gradients with respect to inputs that can themselves be differentiated, as gradient penalties
 * require. They do not accumulate in the gradients of any weights.
 *
 * <p>DJL's own second derivative accumulates into every weight and creates a reference cycle that
 * is never freed; this class calls the engine's {@code autograd.grad} instead.
 */
public final class Derivative {
    private static final class Lazy {
        static final Script GRAD =
                new Script(
                        """
                        y: Tensor,
                            x: Tensor) -> Tensor:
                            g = torch.autograd.grad([y], [x], None, True, True)[0]
                            return unchecked_cast(Tensor, g)
                        """);
    }

    private Derivative() {}

    /**
     * The gradient of Σ f at each row of x. In a training step the result can be differentiated
     * again with respect to the weights in f.
     *
     * @param f maps [n, ...] to values whose sum is differentiated; rows must not mix
     * @param x points, [n, ...]; they are detached from their own history
     * @return shape of {@code x}, owned by its manager
     */
    public static NDArray of(UnaryOperator<NDArray> f, NDArray x) {
        try (var recording = Autograd.on()) {
            NDArray point = Autograd.leaf(x);
            return Lazy.GRAD.call(f.apply(point).sum(), point);
        }
    }

    /** |∇f| of each row, [n]; see {@link #of}. */
    public static NDArray norm(UnaryOperator<NDArray> f, NDArray x) {
        NDArray gradient = of(f, x);
        return gradient.reshape(x.size(0), -1).square().sum(new int[] {1}).add(NORM_FLOOR).sqrt();
    }

    /** Keeps the derivative of the square root finite at 0. */
    private static final double NORM_FLOOR = 1e-12;
}
