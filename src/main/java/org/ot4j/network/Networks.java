package org.ot4j.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.Arrays;
import java.util.function.BiFunction;

/** Factory methods for network specifications: {@code Networks.mlp(256, 256).batchNorm()}. */
public final class Networks {
    private static final int FREQUENCIES = 8;

    private Networks() {}

    /**
     * Fully connected layers with the given hidden widths and ReLU between them; without widths,
     * one linear map. The model adds the input and output sizes.
     */
    public static Mlp mlp(int... widths) {
        return new Mlp(
                Arrays.stream(widths).boxed().toList(),
                Activation.RELU,
                false,
                0,
                Activation.IDENTITY,
                false);
    }

    /** One linear map. */
    public static Mlp linear() {
        return mlp();
    }

    /**
     * A convex function of points, whatever its weights, with the given hidden widths; without
     * widths, a quadratic one. See {@link InputConvex}.
     */
    public static InputConvex convex(int... widths) {
        return new InputConvex(Arrays.stream(widths).boxed().toList());
    }

    /**
     * A network of a point and a time in [0, 1], the last number of its input, with waves of that
     * time as further inputs: for the velocity of a flow.
     *
     * <pre>{@code
     * var velocity = Networks.timed(Networks.mlp(64, 64, 64), 4);
     * }</pre>
     *
     * @param layers the layers behind
     * @param frequencies cosine and sine of π k t for k from 1 to this number
     */
    public static Timed timed(NetworkSpec layers, int frequencies) {
        return new Timed(layers, frequencies);
    }

    /**
     * A U-Net of a picture and a time, for the velocity of a flow of pictures, with the given
     * numbers of channels at its levels, of which each has half the height and width of the one
     * before; see {@link UNet}.
     *
     * <pre>{@code
     * var velocity = Networks.unet(32, 64, 64).blocks(2);
     * }</pre>
     */
    public static UNet unet(int... channels) {
        return new UNet(Arrays.stream(channels).boxed().toList(), 1, FREQUENCIES);
    }

    /**
     * A network from pictures to vectors with one layer for each given number of channels, each of
     * which halves height and width; see {@link ConvEncoder}. The WAE authors' is {@code
     * convEncoder(128, 256, 512, 1024).batchNorm()}.
     */
    public static ConvEncoder convEncoder(int... channels) {
        return new ConvEncoder(
                Arrays.stream(channels).boxed().toList(), Activation.RELU, false, false);
    }

    /**
     * A network from vectors to pictures that doubles height and width between the given numbers of
     * channels by transposed convolutions, as DCGAN's generator does; see {@link
     * TransposedDecoder}. The WAE authors' for 28×28 is {@code convDecoder(1024, 512,
     * 256).batchNorm()}.
     */
    public static TransposedDecoder convDecoder(int... channels) {
        return new TransposedDecoder(
                Arrays.stream(channels).boxed().toList(),
                Activation.RELU,
                false,
                Activation.IDENTITY);
    }

    /**
     * A network from vectors to pictures that doubles height and width between the given numbers of
     * channels by upsampling and a 3×3 convolution, which avoids the checkerboard patterns of
     * transposed convolutions at about twice the time of a step; see {@link UpsamplingDecoder}.
     */
    public static UpsamplingDecoder upsamplingDecoder(int... channels) {
        return new UpsamplingDecoder(
                Arrays.stream(channels).boxed().toList(),
                Activation.RELU,
                false,
                Activation.IDENTITY);
    }

    /**
     * DCGAN's discriminator: leaky ReLU between convolutions that halve height and width. Add
     * {@code spectralNorm()} or {@code batchNorm()} as the loss requires.
     */
    public static ConvEncoder convDiscriminator(int... channels) {
        return convEncoder(channels).activation(Activation.LEAKY_RELU);
    }

    /**
     * Your own DJL block, made for an input and an output shape (both without the batch axis) and
     * registered under a name, by which files refer to it.
     */
    public static CustomNetwork custom(String name, BiFunction<Shape, Shape, Block> block) {
        return CustomNetwork.register(name, block);
    }
}
