package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import org.ot4j.internal.Check;

/** Layers over pictures, (channels, height, width). */
final class Convolutions {
    private static final Shape DILATION = new Shape(1, 1);

    private Convolutions() {}

    /**
     * Convolution with a square kernel; weights and bias are initialised uniformly on ± 1/√(in k²),
     * as in PyTorch.
     */
    record Conv(int in, int out, int kernel, int stride, int padding) implements Layer {
        @Override
        public String name() {
            return "Conv " + kernel + "×" + kernel + (stride > 1 ? " /" + stride : "");
        }

        @Override
        public Shape outputShape(Shape input) {
            checkPicture(input, in, name());
            return new Shape(out, side(input.get(1)), side(input.get(2)));
        }

        private long side(long from) {
            return (from + 2L * padding - kernel) / stride + 1;
        }

        @Override
        public List<Array> arrays() {
            var start = Start.uniform(1 / Math.sqrt((double) in * kernel * kernel));
            return List.of(
                    new Array("weight", new Shape(out, in, kernel, kernel), start),
                    new Array("bias", new Shape(out), start));
        }

        @Override
        public NDArray forward(NDArray x, NDArray[] arrays, NDArray[] buffers, boolean training) {
            return JniUtils.convolution(
                    (PtNDArray) x,
                    (PtNDArray) arrays[0],
                    (PtNDArray) arrays[1],
                    new Shape(stride, stride),
                    new Shape(padding, padding),
                    DILATION,
                    1);
        }
    }

    /** Nearest-neighbour upsampling to twice the height and width. */
    record Upsample() implements Layer {
        private static final int NEAREST = 0;

        @Override
        public String name() {
            return "Upsample ×2";
        }

        @Override
        public Shape outputShape(Shape input) {
            Check.that(input.dimension() == 3, "input shape of Upsample", input, "(c, h, w)");
            return new Shape(input.get(0), 2 * input.get(1), 2 * input.get(2));
        }

        @Override
        public NDArray forward(NDArray x, NDArray[] arrays, NDArray[] buffers, boolean training) {
            return JniUtils.interpolate(
                    (PtNDArray) x, new long[] {2 * x.size(2), 2 * x.size(3)}, NEAREST, false);
        }
    }

    private static void checkPicture(Shape input, int channels, String name) {
        Check.that(
                input.dimension() == 3 && input.get(0) == channels,
                "input shape of " + name,
                input,
                "(" + channels + ", height, width)");
    }
}
