package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import org.ot4j.internal.Check;
import org.ot4j.tensor.Script;

/** Layers over pictures, (channels, height, width). */
final class Convolutions {
    private static final Shape DILATION = new Shape(1, 1);

    private static final Script CHANNELS_LAST =
            new Script(
                    """
                    x: Tensor) -> Tensor:
                        return torch.contiguous(x, memory_format=2)
                    """);

    private Convolutions() {}

    /**
     * The same pictures with the channels of a pixel beside each other in memory, as they stay from
     * layer to layer: on a CPU a step of convolutions then takes 0.6 to 0.9 of its time.
     */
    private static NDArray channelsLast(NDArray x) {
        return x.getDevice().isGpu() ? x : CHANNELS_LAST.call(x);
    }

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
                    (PtNDArray) channelsLast(x),
                    (PtNDArray) arrays[0],
                    (PtNDArray) arrays[1],
                    new Shape(stride, stride),
                    new Shape(padding, padding),
                    DILATION,
                    1);
        }
    }

    /**
     * Transposed 4×4 convolution, which maps a picture to one of {@code stride} times its height
     * and width: the adjoint of the convolution whose output at (i, j) sees rows and columns from
     * i·stride - 1 and j·stride - 1 on, with zeros outside, as "SAME" in TensorFlow. Weights and
     * bias are initialised uniformly on ± 1/√(out k²), as in PyTorch.
     *
     * @param stride 1 or 2
     */
    record Transposed(int in, int out, int stride) implements Layer {
        private static final int KERNEL = 4;

        /** Stride 2, which doubles exactly with a padding of 1. */
        private static final Script DOUBLE =
                new Script(
                        """
                        x: Tensor,
                            weight: Tensor,
                            bias: Tensor) -> Tensor:
                            return torch.conv_transpose2d(x, weight, bias, [2, 2], [1, 1])
                        """);

        /** Stride 1, which with a padding of 1 has one row and column too many at the end. */
        private static final Script KEEP =
                new Script(
                        """
                        x: Tensor,
                            weight: Tensor,
                            bias: Tensor) -> Tensor:
                            y = torch.conv_transpose2d(x, weight, bias, [1, 1], [1, 1])
                            rows = torch.slice(y, 2, 0, -1, 1)
                            return torch.contiguous(torch.slice(rows, 3, 0, -1, 1))
                        """);

        Transposed {
            Check.that(stride == 1 || stride == 2, "stride", stride, "1 or 2");
        }

        @Override
        public String name() {
            return "ConvTranspose " + KERNEL + "×" + KERNEL + (stride > 1 ? " /" + stride : "");
        }

        @Override
        public Shape outputShape(Shape input) {
            checkPicture(input, in, name());
            return new Shape(out, stride * input.get(1), stride * input.get(2));
        }

        @Override
        public List<Array> arrays() {
            var start = Start.uniform(1 / Math.sqrt((double) out * KERNEL * KERNEL));
            return List.of(
                    new Array("weight", new Shape(in, out, KERNEL, KERNEL), start),
                    new Array("bias", new Shape(out), start));
        }

        @Override
        public NDArray forward(NDArray x, NDArray[] arrays, NDArray[] buffers, boolean training) {
            return (stride == 2 ? DOUBLE : KEEP).call(channelsLast(x), arrays[0], arrays[1]);
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
