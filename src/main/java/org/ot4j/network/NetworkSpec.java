package org.ot4j.network;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
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
     * The layers of this network where it is told the class of each row, as numbers before the
     * first axis of its input; see {@link Conditioned}.
     *
     * @param classes number of classes, at least 1
     */
    default List<Layer> conditioned(Shape input, Shape output, int classes) {
        var told = new ClassPlanes(classes);
        var all = new ArrayList<Layer>();
        all.add(told);
        all.addAll(layers(told.outputShape(input), output));
        return all;
    }

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
