package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.ot4j.internal.Check;
import org.ot4j.tensor.Script;

/**
 * Appends cos πkt and sin πkt to vectors whose last number is t. The half waves, at odd k, tell 0
 * from 1.
 *
 * @param frequencies number of k
 */
record TimeWaves(int frequencies) implements Layer {
    private static final Script APPEND =
            new Script(
                    """
                    x: Tensor,
                        k: Tensor) -> Tensor:
                        angles = torch.mul(torch.slice(x, 1, -1), k)
                        return torch.cat([x, torch.cos(angles), torch.sin(angles)], 1)
                    """);

    @Override
    public String name() {
        return "TimeWaves";
    }

    @Override
    public Shape outputShape(Shape input) {
        Check.that(
                input.dimension() == 1, "input shape of TimeWaves", input, "(d), the last a time");
        return new Shape(input.get(0) + 2L * frequencies);
    }

    @Override
    public NDArray forward(NDArray x, NDArray[] arrays, NDArray[] buffers, boolean training) {
        var k = new float[frequencies];
        for (int i = 0; i < frequencies; i++) {
            k[i] = (float) (Math.PI * (i + 1));
        }
        return APPEND.call(x, Tensors.of(x.getManager(), k, 1, frequencies));
    }
}
