package org.ot4j.network;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a network looks like inside; a model adds the shapes at both ends. Implementations are
 * immutable records whose components alone describe them, so that a checkpoint can hold them.
 */
public interface NetworkSpec extends Recipe {
    /** The layers between an input and an output of the shapes given, without batch axis. */
    List<Layer> layers(Shape input, Shape output);

    /**
     * Builds the network with weights drawn from {@code seed}.
     *
     * @param name what messages and checkpoints call it, for example {@code "encoder"}
     * @param input shape of one input sample, without the batch axis
     * @param output shape of one output sample
     * @throws IllegalArgumentException if a layer does not fit, naming it
     */
    default Network build(String name, Shape input, Shape output, long seed) {
        return new Network(name, layers(input, output), input, output, new SplittableRandom(seed));
    }

    /** Builds a network whose output is a vector of {@code outputs} numbers a sample. */
    default Network build(String name, Shape input, int outputs, long seed) {
        return build(name, input, new Shape(outputs), seed);
    }
}
