package org.ot4j.network;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.ot4j.internal.Check;

/**
 * A network of a point and a time that also sees waves of the time: its input is a vector whose
 * last number is a time t in [0, 1], to which cos πkt and sin πkt are added for k = 1, 2, ..., so
 * that the layers behind can tell times apart sharply.
 *
 * @param layers the network behind
 * @param frequencies number of k
 */
public record Timed(NetworkSpec layers, int frequencies) implements NetworkSpec {
    /** Checks the arguments. */
    public Timed {
        Check.notNull(layers, "layers");
        Check.atLeast(frequencies, 1, "frequencies");
    }

    @Override
    public List<Layer> layers(Shape input, Shape output) {
        var waves = new TimeWaves(frequencies);
        var all = new ArrayList<Layer>();
        all.add(waves);
        all.addAll(layers.layers(waves.outputShape(input), output));
        return all;
    }
}
