package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One layer of a {@link Network}: it declares the shapes of its arrays and how they are
 * initialised, and computes its output from them; the arrays themselves belong to the network's
 * {@link Weights}.
 */
public interface Layer {
    /** The layer's name in the summary and in messages, for example {@code "Linear"}. */
    String name();

    /**
     * The output shape of one sample, without the batch axis.
     *
     * @throws IllegalArgumentException if the layer cannot take an input of that shape
     */
    Shape outputShape(Shape input);

    /** The trainable arrays; none by default. */
    default List<Array> arrays() {
        return List.of();
    }

    /** The arrays that forward passes update, for example running means; none by default. */
    default List<Array> buffers() {
        return List.of();
    }

    /**
     * Computes the output.
     *
     * @param x input, [n, input shape...]
     * @param arrays the arrays of {@link #arrays()}, in that order
     * @param buffers the arrays of {@link #buffers()}, in that order
     * @param training whether this is a training step
     */
    NDArray forward(NDArray x, NDArray[] arrays, NDArray[] buffers, boolean training);

    /** The name, shape and initialiser of an array. */
    record Array(String name, Shape shape, Start start) {}

    /** Initialises the values of an array. */
    @FunctionalInterface
    interface Start {
        /** Fills {@code values[from, to)}. */
        void fill(float[] values, int from, int to, RandomGenerator random);

        /** All equal to {@code value}. */
        static Start constant(double value) {
            return (values, from, to, random) -> Arrays.fill(values, from, to, (float) value);
        }

        /** Uniform on [-bound, bound). */
        static Start uniform(double bound) {
            return (values, from, to, random) -> {
                for (int i = from; i < to; i++) {
                    values[i] = (float) random.nextDouble(-bound, bound);
                }
            };
        }

        /** Normal with mean 0. */
        static Start normal(double std) {
            return (values, from, to, random) -> {
                for (int i = from; i < to; i++) {
                    values[i] = (float) (std * random.nextGaussian());
                }
            };
        }
    }
}
