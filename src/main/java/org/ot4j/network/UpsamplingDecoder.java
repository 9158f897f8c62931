package org.ot4j.network;

import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * A network from a vector to a picture that cannot leave a checkerboard pattern: a linear map to a
 * small picture; then steps that each double height and width, by a nearest-neighbour upsampling
 * and a 3×3 convolution, with optional batch normalisation and an activation; then a 3×3
 * convolution to the output's channels. It takes about twice the time of a {@link
 * TransposedDecoder}.
 *
 * @param channels of the small picture and after each doubling
 * @param activation between the layers
 * @param normalised whether batch normalisation comes before each activation
 * @param last activation applied to the output
 */
public record UpsamplingDecoder(
        List<Integer> channels, Activation activation, boolean normalised, Activation last)
        implements NetworkSpec {
    /** Checks the arguments. */
    public UpsamplingDecoder {
        channels = Decoding.check(channels, activation, last);
    }

    /** With batch normalisation before each activation. */
    public UpsamplingDecoder batchNorm() {
        return new UpsamplingDecoder(channels, activation, true, last);
    }

    /** With another activation. */
    public UpsamplingDecoder activation(Activation replacement) {
        return new UpsamplingDecoder(channels, replacement, normalised, last);
    }

    /** With an activation after the last layer, for example a sigmoid. */
    public UpsamplingDecoder output(Activation replacement) {
        return new UpsamplingDecoder(channels, activation, normalised, replacement);
    }

    @Override
    public List<Layer> layers(Shape input, Shape output) {
        return Decoding.layers(
                input,
                output,
                channels,
                activation,
                normalised,
                last,
                (in, out) ->
                        List.of(
                                new Convolutions.Upsample(),
                                new Convolutions.Conv(in, out, 3, 1, 1)),
                (in, out) -> List.of(new Convolutions.Conv(in, out, 3, 1, 1)));
    }
}
