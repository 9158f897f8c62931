package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ot4j.internal.Check;

/** The layers that specifications build. */
final class Layers {
    private Layers() {}

    /**
     * x W' + b. Weights and bias are initialised uniformly on [-1/√in, 1/√in], as in PyTorch
     * (Kaiming uniform with a = √5).
     */
    record Linear(int in, int out) implements Layer {
        @Override
        public String name() {
            return "Linear";
        }

        @Override
        public Shape outputShape(Shape input) {
            Check.that(
                    input.dimension() == 1 && input.get(0) == in,
                    "input shape of Linear",
                    input,
                    "(" + in + ")");
            return new Shape(out);
        }

        @Override
        public List<Array> arrays() {
            var start = Start.uniform(1 / Math.sqrt(in));
            return List.of(
                    new Array("weight", new Shape(out, in), start),
                    new Array("bias", new Shape(out), start));
        }

        @Override
        public NDArray forward(NDArray x, NDArray[] arrays, NDArray[] buffers, boolean training) {
            return JniUtils.linear((PtNDArray) x, (PtNDArray) arrays[0], (PtNDArray) arrays[1]);
        }
    }

    /**
     * Batch normalisation over all axes but the second; running statistics move by a tenth, as in
     * PyTorch (DJL calls this momentum 0.9).
     */
    record BatchNorm(int channels) implements Layer {
        private static final double EPSILON = 1e-5;
        private static final double MOMENTUM = 0.1;

        @Override
        public String name() {
            return "BatchNorm";
        }

        @Override
        public Shape outputShape(Shape input) {
            Check.that(
                    input.dimension() > 0 && input.get(0) == channels,
                    "input shape of BatchNorm",
                    input,
                    "a first axis of " + channels);
            return input;
        }

        @Override
        public List<Array> arrays() {
            return List.of(
                    new Array("gamma", new Shape(channels), Start.constant(1)),
                    new Array("beta", new Shape(channels), Start.constant(0)));
        }

        @Override
        public List<Array> buffers() {
            return List.of(
                    new Array("mean", new Shape(channels), Start.constant(0)),
                    new Array("variance", new Shape(channels), Start.constant(1)));
        }

        @Override
        public NDArray forward(NDArray x, NDArray[] arrays, NDArray[] buffers, boolean training) {
            if (training) {
                Check.that(
                        x.size() > channels,
                        "batch size",
                        x.size(0),
                        "at least 2 with batch normalisation in training");
            }
            return JniUtils.batchNorm(
                    (PtNDArray) x,
                    (PtNDArray) buffers[0],
                    (PtNDArray) buffers[1],
                    (PtNDArray) arrays[0],
                    (PtNDArray) arrays[1],
                    training,
                    MOMENTUM,
                    EPSILON);
        }
    }

    /** An activation function. */
    record Activate(Activation activation) implements Layer {
        @Override
        public String name() {
            return activation.name();
        }

        @Override
        public Shape outputShape(Shape input) {
            return input;
        }

        @Override
        public NDArray forward(NDArray x, NDArray[] arrays, NDArray[] buffers, boolean training) {
            return activation.apply(x);
        }
    }

    /**
     * In training, sets values to 0 with a given probability and scales up the others to
     * compensate.
     */
    record Dropout(double probability) implements NoisyLayer {
        @Override
        public String name() {
            return "Dropout";
        }

        @Override
        public Shape outputShape(Shape input) {
            return input;
        }

        @Override
        public NDArray forward(NDArray x, NDArray[] arrays, NDArray[] buffers, boolean training) {
            return x;
        }

        /** The mask is drawn in Java, because all threads share the engine's generator. */
        @Override
        public NDArray forward(
                NDArray x, NDArray[] arrays, NDArray[] buffers, RandomGenerator noise) {
            return x.mul(mask(x.getManager(), x.getShape(), noise));
        }

        private NDArray mask(NDManager manager, Shape shape, RandomGenerator noise) {
            int least =
                    (int) Math.min(Integer.MAX_VALUE, Math.round(probability * 0x1p32 - 0x1p31));
            float kept = (float) (1 / (1 - probability));
            return Tensors.fill(
                    manager,
                    values -> {
                        // Two values from each draw of 64 bits.
                        while (values.remaining() > 1) {
                            long bits = noise.nextLong();
                            values.put((int) bits >= least ? kept : 0);
                            values.put((int) (bits >> 32) >= least ? kept : 0);
                        }
                        if (values.hasRemaining()) {
                            values.put(noise.nextInt() >= least ? kept : 0);
                        }
                    },
                    shape.getShape());
        }
    }

    /** Reshapes each sample, keeping the number of values. */
    record Reshape(Shape shape) implements Layer {
        @Override
        public String name() {
            return "Reshape";
        }

        @Override
        public Shape outputShape(Shape input) {
            Check.that(
                    input.size() == shape.size(),
                    "input shape of Reshape",
                    input,
                    "as many values as " + shape);
            return shape;
        }

        @Override
        public NDArray forward(NDArray x, NDArray[] arrays, NDArray[] buffers, boolean training) {
            var full = new long[shape.dimension() + 1];
            full[0] = x.size(0);
            System.arraycopy(shape.getShape(), 0, full, 1, shape.dimension());
            return JniUtils.reshape((PtNDArray) x, full);
        }
    }
}
