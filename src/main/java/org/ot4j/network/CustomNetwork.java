package org.ot4j.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.ot4j.internal.Check;

/**
 * A user's own DJL block, registered under a name. A file stores only the name, so the same name
 * must be registered with {@link Networks#custom} before the model is loaded.
 *
 * @param name under which the block was registered
 */
public record CustomNetwork(String name) implements NetworkSpec {
    private static final Map<String, BiFunction<Shape, Shape, Block>> REGISTERED =
            new ConcurrentHashMap<>();

    /** Checks the name. */
    public CustomNetwork {
        Check.that(name != null && !name.isBlank(), "name", name, "a name");
    }

    static CustomNetwork register(String name, BiFunction<Shape, Shape, Block> block) {
        var spec = new CustomNetwork(name);
        REGISTERED.put(name, Check.notNull(block, "block"));
        return spec;
    }

    @Override
    public List<Layer> layers(Shape input, Shape output) {
        var block = REGISTERED.get(name);
        Check.that(
                block != null,
                "custom network",
                name,
                "one registered by Networks.custom before; known are " + REGISTERED.keySet());
        return List.of(new BlockLayer(block.apply(input, output), input));
    }
}
