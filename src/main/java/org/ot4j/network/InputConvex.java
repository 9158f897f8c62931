package org.ot4j.network;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.ot4j.internal.Check;

/**
 * A function of points that is convex whatever its weights are (Amos et al. 2017): hidden layers z₁
 * = s(W₀x + b₀), z_{k+1} = s(V_k z_k + W_k x + b_k) with a softplus s, which is convex and
 * increasing, and V_k at least 0, the square of the weights. Its output is
 *
 * <pre>φ(x) = v·z + w·x + |Ax|² / 2,    v at least 0</pre>
 *
 * with A = 1 at the start, so that the gradient starts near the identity; without hidden layers the
 * gradient is affine, as between Gaussians (Bunne et al. 2022).
 *
 * @param widths of the hidden layers
 */
public record InputConvex(List<Integer> widths) implements NetworkSpec {
    /** Checks the arguments. */
    public InputConvex {
        widths = List.copyOf(widths);
        for (int i = 0; i < widths.size(); i++) {
            Check.atLeast(widths.get(i), 1, "widths[" + i + "]");
        }
    }

    @Override
    public List<Layer> layers(Shape input, Shape output) {
        Check.that(input.dimension() == 1, "input shape of a convex function", input, "(d)");
        return List.of(new ConvexLayers(Math.toIntExact(input.get(0)), widths));
    }
}
