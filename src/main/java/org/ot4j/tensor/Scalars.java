package org.ot4j.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Arithmetic between an array and a number that is safe for gradients.
 *
 * <p>{@code x.mul(0.5)} and similar methods are not: DJL 0.35 puts the number into Java memory and
 * releases it immediately, while PyTorch keeps the address for the backward pass. A garbage
 * collection in between frees the memory, and the gradient becomes NaN or, worse, a wrong number.
 * Here the number is in PyTorch's own memory. Results belong to the manager of {@code x}.
 */
public final class Scalars {
    private Scalars() {}

    /** x · number. */
    public static NDArray mul(NDArray x, Number number) {
        try (NDArray scalar = scalar(x, number)) {
            return x.mul(scalar);
        }
    }

    /** x / number. */
    public static NDArray div(NDArray x, Number number) {
        try (NDArray scalar = scalar(x, number)) {
            return x.div(scalar);
        }
    }

    /** x to the power of a number. */
    public static NDArray pow(NDArray x, Number number) {
        try (NDArray scalar = scalar(x, number)) {
            return x.pow(scalar);
        }
    }

    /** The larger of x and a number, element by element. */
    public static NDArray maximum(NDArray x, Number number) {
        try (NDArray scalar = scalar(x, number)) {
            return x.maximum(scalar);
        }
    }

    /** The smaller of x and a number, element by element. */
    public static NDArray minimum(NDArray x, Number number) {
        try (NDArray scalar = scalar(x, number)) {
            return x.minimum(scalar);
        }
    }

    private static NDArray scalar(NDArray x, Number number) {
        NDManager manager = x.getManager();
        if (x.getDataType() == DataType.FLOAT32) {
            return manager.full(new Shape(), number.floatValue(), DataType.FLOAT32);
        }
        try (NDArray inJava = manager.create(number.doubleValue());
                NDArray own = inJava.duplicate()) {
            return own.toType(x.getDataType(), true);
        }
    }
}
