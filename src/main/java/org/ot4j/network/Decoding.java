package org.ot4j.network;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.ot4j.internal.Check;

/** What decoders from vectors to pictures have in common: everything but how a side doubles. */
final class Decoding {
    /** Layers from one number of channels to another. */
    @FunctionalInterface
    interface Stage {
        List<Layer> layers(int in, int out);
    }

    private Decoding() {}

    /** Checks the settings of a decoder and returns a copy of its channels. */
    static List<Integer> check(List<Integer> channels, Activation activation, Activation last) {
        List<Integer> copy = List.copyOf(channels);
        Check.atLeast(copy.size(), 1, "channels.size");
        for (int i = 0; i < copy.size(); i++) {
            Check.atLeast(copy.get(i), 1, "channels[" + i + "]");
        }
        Check.notNull(activation, "activation");
        Check.notNull(last, "output");
        return copy;
    }

    /**
     * A linear map to a small picture, doublings, and the way to the output's channels.
     *
     * @param channels of the small picture and after each doubling
     * @param doubling doubles height and width
     * @param end keeps them
     */
    static List<Layer> layers(
            Shape input,
            Shape output,
            List<Integer> channels,
            Activation activation,
            boolean normalised,
            Activation last,
            Stage doubling,
            Stage end) {
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
        for (int i = 0; i < channels.size(); i++) {
            if (i > 0) {
                layers.addAll(doubling.layers(channels.get(i - 1), channels.get(i)));
            }
            if (normalised) {
                layers.add(new Layers.BatchNorm(channels.get(i)));
            }
            layers.add(new Layers.Activate(activation));
        }
        int width = channels.get(channels.size() - 1);
        layers.addAll(end.layers(width, Math.toIntExact(output.get(0))));
        if (last != Activation.IDENTITY) {
            layers.add(new Layers.Activate(last));
        }
        return layers;
    }
}
