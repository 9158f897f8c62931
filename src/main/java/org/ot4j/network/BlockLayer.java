package org.ot4j.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A whole DJL block as one layer; it computes with the network's arrays instead of its own. */
final class BlockLayer implements NoisyLayer {
    private final Block block;
    private final NDManager manager = Tensors.newManager();
    private final Shape output;
    private final List<Parameter> trained = new ArrayList<>();
    private final List<Parameter> moving = new ArrayList<>();

    BlockLayer(Block block, Shape input) {
        this.block = block;
        Shape one = batch(input);
        EngineNoise.with(
                0,
                () -> {
                    block.initialize(manager, DataType.FLOAT32, one);
                    return null;
                });
        output = block.getOutputShapes(new Shape[] {one})[0].slice(1);
        for (Parameter parameter : block.getParameters().values()) {
            (parameter.requiresGradient() ? trained : moving).add(parameter);
        }
    }

    @Override
    public String name() {
        return block.getClass().getSimpleName();
    }

    @Override
    public Shape outputShape(Shape input) {
        return output;
    }

    @Override
    public List<Array> arrays() {
        return describe(trained);
    }

    @Override
    public List<Array> buffers() {
        return describe(moving);
    }

    @Override
    public NDArray forward(NDArray x, NDArray[] arrays, NDArray[] buffers, boolean training) {
        Map<String, NDArray> values = new HashMap<>();
        for (int i = 0; i < arrays.length; i++) {
            values.put(trained.get(i).getId(), arrays[i]);
        }
        for (int i = 0; i < buffers.length; i++) {
            values.put(moving.get(i).getId(), buffers[i]);
        }
        var store =
                new ParameterStore(x.getManager(), false) {
                    @Override
                    public NDArray getValue(Parameter parameter, Device device, boolean train) {
                        return values.get(parameter.getId());
                    }
                };
        return block.forward(store, new NDList(x), training).singletonOrThrow();
    }

    /** A block may draw from the engine (dropout, for example) while nothing else does. */
    @Override
    public NDArray forward(NDArray x, NDArray[] arrays, NDArray[] buffers, RandomGenerator noise) {
        return EngineNoise.with(noise.nextLong(), () -> forward(x, arrays, buffers, true));
    }

    /** Values come from the parameter's own initialiser, whose noise is made to follow the seed. */
    private List<Array> describe(List<Parameter> parameters) {
        var arrays = new ArrayList<Array>();
        for (Parameter parameter : parameters) {
            arrays.add(
                    new Array(
                            parameter.getName(),
                            parameter.getShape(),
                            (values, from, to, random) -> {
                                try (NDArray start = start(parameter, random.nextLong())) {
                                    System.arraycopy(
                                            start.toFloatArray(), 0, values, from, to - from);
                                }
                            }));
        }
        return arrays;
    }

    private NDArray start(Parameter parameter, long seed) {
        return EngineNoise.with(
                seed,
                () ->
                        parameter
                                .getInitializer()
                                .initialize(manager, parameter.getShape(), DataType.FLOAT32));
    }

    private static Shape batch(Shape sample) {
        var sides = new long[sample.dimension() + 1];
        sides[0] = 1;
        System.arraycopy(sample.getShape(), 0, sides, 1, sample.dimension());
        return new Shape(sides);
    }
}
