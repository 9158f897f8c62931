package org.ot4j.network;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.ot4j.internal.Check;

/**
 * A network that is told the class of each row, as numbers of which one is 1 and the others are 0:
 * before the coordinates of a point, or as planes before the channels of a picture. The classes are
 * those that {@link ClassLabels} has.
 *
 * @param layers the network behind
 * @param classes number of classes, at least 1
 */
public record Conditioned(NetworkSpec layers, int classes) implements NetworkSpec {
    /** Checks the arguments. */
    public Conditioned {
        Check.notNull(layers, "layers");
        Check.atLeast(classes, 1, "classes");
    }

    /** A network as it is, where there are no classes, and otherwise one that is told them. */
    public static NetworkSpec of(NetworkSpec layers, Integer classes) {
        return layers == null || classes == null ? layers : new Conditioned(layers, classes);
    }

    @Override
    public List<Layer> layers(Shape input, Shape output) {
        return layers.conditioned(input, output, classes);
    }
}
