package org.ot4j.network;

import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * A network from a vector to a picture, like DCGAN's generator: a linear map to a small picture;
 * then 4×4 transposed convolutions of stride 2, each of which doubles height and width, with
 * optional batch normalisation and an activation; then a 4×4 transposed convolution of stride 1 to
 * the output's channels. With batch normalisation and channels (1024, 512, 256) it is the decoder
 * of the WAE authors for 28×28, and with (1024, 512, 256, 128) the one for 64×64.
 *
 * @param channels of the small picture and after each doubling
 * @param activation between the layers
 * @param normalised whether batch normalisation comes before each activation
 * @param last activation applied to the output
 */
public record TransposedDecoder(
        List<Integer> channels, Activation activation, boolean normalised, Activation last)
        implements NetworkSpec {
    /** Checks the arguments. */
    public TransposedDecoder {
        channels = Decoding.check(channels, activation, last);
    }

    /** With batch normalisation before each activation. */
    public TransposedDecoder batchNorm() {
        return new TransposedDecoder(channels, activation, true, last);
    }

    /** With another activation. */
    public TransposedDecoder activation(Activation replacement) {
        return new TransposedDecoder(channels, replacement, normalised, last);
    }

    /** With an activation after the last layer, for example a sigmoid. */
    public TransposedDecoder output(Activation replacement) {
        return new TransposedDecoder(channels, activation, normalised, replacement);
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
                (in, out) -> List.of(new Convolutions.Transposed(in, out, 2)),
                (in, out) -> List.of(new Convolutions.Transposed(in, out, 1)));
    }
}
