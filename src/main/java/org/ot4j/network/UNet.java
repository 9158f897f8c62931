package org.ot4j.network;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.ot4j.internal.Check;

/**
 * A small U-Net (Ronneberger et al. 2015) of a picture and a time, for the velocity of a flow of
 * pictures. Residual blocks of 3×3 convolutions with group normalisation and x·sigmoid(x), to each
 * of which the time and the class are added (Ho et al. 2020), work at several sizes: a convolution
 * of stride 2 halves height and width, rounded up, from one level to the next, and on the way back
 * each level also sees what it was before. There is no attention.
 *
 * <p>Its input is a flattened picture and, last, a time t in [0, 1], of which it sees cos πkt and
 * sin πkt; its output is a picture of the same height and width. The last convolution, and the last
 * of each block, start at 0.
 *
 * <pre>{@code
 * var flow = FlowMatching.builder().source(Prior.standardNormal(784))
 *     .network(Networks.unet(32, 64, 64)).condition(10).build();
 * }</pre>
 *
 * @param channels of each level, from the size of the picture on
 * @param blocks residual blocks at each level, on either way
 * @param frequencies number of k
 */
public record UNet(List<Integer> channels, int blocks, int frequencies) implements NetworkSpec {
    /** Checks the arguments. */
    public UNet {
        channels = List.copyOf(channels);
        Check.atLeast(channels.size(), 1, "channels.size");
        for (int i = 0; i < channels.size(); i++) {
            Check.atLeast(channels.get(i), 1, "channels[" + i + "]");
        }
        Check.atLeast(blocks, 1, "blocks");
        Check.atLeast(frequencies, 1, "frequencies");
    }

    /** With so many residual blocks at each level; 1 unless set. */
    public UNet blocks(int number) {
        return new UNet(channels, number, frequencies);
    }

    /** With cosine and sine of π k t for k from 1 to this number; 8 unless set. */
    public UNet frequencies(int number) {
        return new UNet(channels, blocks, number);
    }

    @Override
    public List<Layer> layers(Shape input, Shape output) {
        return List.of(layer(input, output, 0));
    }

    /** The class is embedded like the time, and no plane of the picture. */
    @Override
    public List<Layer> conditioned(Shape input, Shape output, int classes) {
        var told = new ClassPlanes(classes);
        return List.of(told, layer(told.outputShape(input), output, classes));
    }

    private Layer layer(Shape input, Shape output, int classes) {
        Check.that(
                output.dimension() == 3,
                "output shape of a U-Net",
                output,
                "a picture (channels, height, width)");
        long pixels = output.get(1) * output.get(2);
        long values = input.size() - classes - 1;
        Check.that(
                input.dimension() == 1 && values >= pixels && values % pixels == 0,
                "input shape of a U-Net",
                input,
                "a flattened picture of "
                        + output.get(1)
                        + "×"
                        + output.get(2)
                        + " and a time, without Networks.timed");
        long side = Math.min(output.get(1), output.get(2));
        int most = 1;
        for (; side > 1; side = (side + 1) / 2) {
            most++;
        }
        Check.that(
                channels.size() <= most,
                "channels.size",
                channels.size(),
                "at most " + most + ": a picture of " + output + " is halved so often less one");
        var picture = new Shape(values / pixels, output.get(1), output.get(2));
        return new UNetLayer(picture, output.get(0), classes, this);
    }
}
