package org.ot4j.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/**
 * Double precision inside a single-precision computation that would otherwise lose its digits.
 * Unlike DJL's {@code toType}, both conversions let gradients through.
 */
public final class Precision {
    private static final Script WIDE =
            new Script(
                    """
                    x: Tensor) -> Tensor:
                        return torch.to(x, 7)
                    """);

    private static final Script AS =
            new Script(
                    """
                    x: Tensor,
                        other: Tensor) -> Tensor:
                        return torch.to(x, ops.prim.dtype(other))
                    """);

    private Precision() {}

    /** The values as doubles; the array itself if it already has doubles. */
    public static NDArray wide(NDArray x) {
        return x.getDataType() == DataType.FLOAT64 ? x : WIDE.call(x);
    }

    /** The values rounded to the type of another array; x itself if it already has that type. */
    public static NDArray as(NDArray x, NDArray other) {
        return x.getDataType() == other.getDataType() ? x : AS.call(x, other);
    }
}
