package org.ot4j.network;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.ot4j.internal.Check;

/**
 * A network from a picture to a vector: 4×4 convolutions of stride 2, each of which halves height
 * and width (rounded up), with optional batch normalisation and an activation; then a linear map.
 * With channels (128, 256, 512, 1024) and batch normalisation it is the encoder of the WAE authors:
 * the paper's appendix E has the 4×4 filters, their published code the numbers of channels. With
 * leaky ReLU and no normalisation of its first layer it is a DCGAN discriminator.
 *
 * @param channels after each convolution
 * @param activation between the layers
 * @param normalised whether batch normalisation follows each convolution
 * @param spectral whether all weights are spectrally normalised
 */
public record ConvEncoder(
        List<Integer> channels, Activation activation, boolean normalised, boolean spectral)
        implements NetworkSpec {
    private static final int KERNEL = 4;

    /** Checks the arguments. */
    public ConvEncoder {
        channels = List.copyOf(channels);
        Check.atLeast(channels.size(), 1, "channels.size");
        for (int i = 0; i < channels.size(); i++) {
            Check.atLeast(channels.get(i), 1, "channels[" + i + "]");
        }
        Check.notNull(activation, "activation");
    }

    /** With batch normalisation after each convolution. */
    public ConvEncoder batchNorm() {
        return new ConvEncoder(channels, activation, true, spectral);
    }

    /** With another activation. */
    public ConvEncoder activation(Activation replacement) {
        return new ConvEncoder(channels, replacement, normalised, spectral);
    }

    /** With spectral normalisation of all weights. */
    public ConvEncoder spectralNorm() {
        return new ConvEncoder(channels, activation, normalised, true);
    }

    @Override
    public List<Layer> layers(Shape input, Shape output) {
        Check.that(input.dimension() == 3, "input shape", input, "(channels, height, width)");
        Check.that(input.get(1) == input.get(2), "input shape", input, "a square picture");
        var layers = new ArrayList<Layer>();
        int in = Math.toIntExact(input.get(0));
        long side = input.get(1);
        for (int out : channels) {
            // Padding 2 maps an odd side to (side + 1) / 2, like TensorFlow's SAME.
            int padding = side % 2 == 0 ? 1 : 2;
            layers.add(wrap(new Convolutions.Conv(in, out, KERNEL, 2, padding)));
            if (normalised) {
                layers.add(new Layers.BatchNorm(out));
            }
            layers.add(new Layers.Activate(activation));
            in = out;
            side = (side + 1) / 2;
        }
        int flat = Math.toIntExact(in * side * side);
        layers.add(new Layers.Reshape(new Shape(flat)));
        layers.add(wrap(new Layers.Linear(flat, Math.toIntExact(output.size()))));
        if (output.dimension() != 1) {
            layers.add(new Layers.Reshape(output));
        }
        return layers;
    }

    private Layer wrap(Layer layer) {
        return spectral ? new Spectral(layer) : layer;
    }
}
