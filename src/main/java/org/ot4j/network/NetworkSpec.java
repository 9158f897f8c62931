package org.ot4j.network;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The architecture of a network; a model adds the input and output shapes. Implementations are
 * immutable records that are fully described by their components, so a checkpoint can store them.
 */
public interface NetworkSpec extends Recipe {
    /** The layers between an input and an output of the given shapes, without the batch axis. */
    List<Layer> layers(Shape input, Shape output);

    /**
     * Builds the network with weights drawn from {@code seed}.
     *
     * @param name its name in messages and checkpoints, for example {@code "encoder"}
     * @param input shape of one input sample, without the batch axis
     * @param output shape of one output sample
     * @throws IllegalArgumentException if a layer does not fit; the message names it
     */
    default Network build(String name, Shape input, Shape output, long seed) {
        return new Network(name, layers(input, output), input, output, new SplittableRandom(seed));
    }

    /** Builds a network that maps each sample to a vector of {@code outputs} numbers. */
    default Network build(String name, Shape input, int outputs, long seed) {
        return build(name, input, new Shape(outputs), seed);
    }
}
