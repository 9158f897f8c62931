package org.ot4j.network;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.ot4j.internal.Check;

/**
 * A network from a vector to a picture: a linear map to a small picture; then steps that each
 * double height and width, with optional batch normalisation and an activation; then a 3×3
 * convolution to the output's channels. With channels (1024, 512, 256) it is the WAE paper's
 * decoder for 28×28, and with (1024, 512, 256, 128) the one for 64×64 (appendix F), with one
 * difference: the engine has no call for transposed convolutions, so each doubling is a
 * nearest-neighbour upsampling followed by a 3×3 convolution, which also avoids checkerboard
 * artefacts.
 *
 * @param channels of the small picture and after each doubling
 * @param activation between the layers
 * @param normalised whether batch normalisation comes before each activation
 * @param last activation applied to the output
 */
public record ConvDecoder(
        List<Integer> channels, Activation activation, boolean normalised, Activation last)
        implements NetworkSpec {
    /** Checks the arguments. */
    public ConvDecoder {
        channels = List.copyOf(channels);
        Check.atLeast(channels.size(), 1, "channels.size");
        for (int i = 0; i < channels.size(); i++) {
            Check.atLeast(channels.get(i), 1, "channels[" + i + "]");
        }
        Check.notNull(activation, "activation");
        Check.notNull(last, "output");
    }

    /** With batch normalisation before each activation. */
    public ConvDecoder batchNorm() {
        return new ConvDecoder(channels, activation, true, last);
    }

    /** With another activation. */
    public ConvDecoder activation(Activation replacement) {
        return new ConvDecoder(channels, replacement, normalised, last);
    }

    /** With an activation after the last layer, for example a sigmoid. */
    public ConvDecoder output(Activation replacement) {
        return new ConvDecoder(channels, activation, normalised, replacement);
    }

    @Override
    public List<Layer> layers(Shape input, Shape output) {
        Check.that(output.dimension() == 3, "output shape", output, "(channels, height, width)");
        int factor = 1 << (channels.size() - 1);
        Check.that(
                output.get(1) % factor == 0 && output.get(2) % factor == 0,
                "output shape",
                output,
                "sides that " + (channels.size() - 1) + " doublings can reach");
        var layers = new ArrayList<Layer>();
        int in = Math.toIntExact(input.size());
        if (input.dimension() != 1) {
            layers.add(new Layers.Reshape(new Shape(in)));
        }
        var small = new Shape(channels.get(0), output.get(1) / factor, output.get(2) / factor);
        layers.add(new Layers.Linear(in, Math.toIntExact(small.size())));
        layers.add(new Layers.Reshape(small));
        finish(layers, channels.get(0));
        for (int i = 1; i < channels.size(); i++) {
            layers.add(new Convolutions.Upsample());
            layers.add(new Convolutions.Conv(channels.get(i - 1), channels.get(i), 3, 1, 1));
            finish(layers, channels.get(i));
        }
        int lastChannels = channels.get(channels.size() - 1);
        layers.add(new Convolutions.Conv(lastChannels, Math.toIntExact(output.get(0)), 3, 1, 1));
        if (last != Activation.IDENTITY) {
            layers.add(new Layers.Activate(last));
        }
        return layers;
    }

    private void finish(List<Layer> layers, int width) {
        if (normalised) {
            layers.add(new Layers.BatchNorm(width));
        }
        layers.add(new Layers.Activate(activation));
    }
}
