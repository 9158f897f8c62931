package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One layer of a {@link Network}: it knows the shapes of its arrays and how to start them, and
 * computes its output from them; the arrays themselves lie in the network's {@link Weights}.
 */
public interface Layer {
    /** What the summary and messages call it, for example {@code "Linear"}. */
    String name();

    /**
     * Shape of the output for one sample, without the batch axis.
     *
     * @throws IllegalArgumentException if an input of that shape does not fit
     */
    Shape outputShape(Shape input);

    /** Arrays to be trained; none by default. */
    default List<Array> arrays() {
        return List.of();
    }

    /** Arrays that forward passes update themselves, for example running means. */
    default List<Array> buffers() {
        return List.of();
    }

    /**
     * Computes the output.
     *
     * @param x input, [n, input shape...]
     * @param arrays the arrays of {@link #arrays()}, in that order
     * @param buffers the arrays of {@link #buffers()}, in that order
     * @param training whether in a training step
     */
    NDArray forward(NDArray x, NDArray[] arrays, NDArray[] buffers, boolean training);

    /** The name and shape of an array, and how it starts. */
    record Array(String name, Shape shape, Start start) {}

    /** How the values of an array start. */
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
