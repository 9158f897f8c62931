package org.ot4j.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.Arrays;
import java.util.function.BiFunction;

/** Where every network starts: {@code Networks.mlp(256, 256).batchNorm()}. */
public final class Networks {
    private Networks() {}

    /**
     * Fully connected layers with the hidden widths given and ReLU between; with no widths, one
     * linear map. Sizes of input and output are the model's to add.
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
     * From pictures to vectors, halving the sides at each of the channels given; see {@link
     * ConvEncoder}. The WAE paper's is {@code convEncoder(128, 256, 512, 1024).batchNorm()}.
     */
    public static ConvEncoder convEncoder(int... channels) {
        return new ConvEncoder(
                Arrays.stream(channels).boxed().toList(), Activation.RELU, false, false);
    }

    /**
     * From vectors to pictures, doubling the sides between the channels given; see {@link
     * ConvDecoder}. The WAE paper's for 28×28 is {@code convDecoder(1024, 512, 256).batchNorm()}.
     */
    public static ConvDecoder convDecoder(int... channels) {
        return new ConvDecoder(
                Arrays.stream(channels).boxed().toList(),
                Activation.RELU,
                false,
                Activation.IDENTITY);
    }

    /**
     * DCGAN's discriminator: leaky ReLU between convolutions that halve the sides. Add {@code
     * spectralNorm()} or {@code batchNorm()} as the loss wants it.
     */
    public static ConvEncoder convDiscriminator(int... channels) {
        return convEncoder(channels).activation(Activation.LEAKY_RELU);
    }

    /**
     * A DJL block of your own, made for an input and an output shape (both without batch axis) and
     * registered under a name, by which files refer to it.
     */
    public static CustomNetwork custom(String name, BiFunction<Shape, Shape, Block> block) {
        return CustomNetwork.register(name, block);
    }
}
