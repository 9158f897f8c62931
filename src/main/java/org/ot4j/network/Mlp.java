package org.ot4j.network;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.ot4j.internal.Check;

/**
 * Fully connected layers: for each hidden width a linear map, optional batch normalisation, an
 * activation (ReLU by default) and optional dropout; then a linear map to the output. Inputs with
 * more than one axis are flattened, and outputs are reshaped.
 *
 * @param widths hidden widths; none gives a single linear map
 * @param activation between the layers
 * @param normalised whether batch normalisation follows each hidden linear map
 * @param dropped probability of dropping a hidden value in training, in [0, 1)
 * @param last activation applied after the last layer
 * @param spectral whether all weights are spectrally normalised
 */
public record Mlp(
        List<Integer> widths,
        Activation activation,
        boolean normalised,
        double dropped,
        Activation last,
        boolean spectral)
        implements NetworkSpec {
    /** Checks the arguments. */
    public Mlp {
        widths = List.copyOf(widths);
        for (int i = 0; i < widths.size(); i++) {
            Check.atLeast(widths.get(i), 1, "widths[" + i + "]");
        }
        Check.notNull(activation, "activation");
        Check.notNull(last, "output");
        Check.that(dropped >= 0 && dropped < 1, "dropout", dropped, "a number in [0, 1)");
    }

    /** With batch normalisation after each hidden linear map. */
    public Mlp batchNorm() {
        return new Mlp(widths, activation, true, dropped, last, spectral);
    }

    /** With another activation between the layers. */
    public Mlp activation(Activation replacement) {
        return new Mlp(widths, replacement, normalised, dropped, last, spectral);
    }

    /** With dropout after each hidden activation. */
    public Mlp dropout(double probability) {
        return new Mlp(widths, activation, normalised, probability, last, spectral);
    }

    /** With an activation after the last layer, for example a sigmoid. */
    public Mlp output(Activation replacement) {
        return new Mlp(widths, activation, normalised, dropped, replacement, spectral);
    }

    /** With spectral normalisation of all weights, for critics. */
    public Mlp spectralNorm() {
        return new Mlp(widths, activation, normalised, dropped, last, true);
    }

    @Override
    public List<Layer> layers(Shape input, Shape outputShape) {
        var layers = new ArrayList<Layer>();
        int in = Math.toIntExact(input.size());
        if (input.dimension() != 1) {
            layers.add(new Layers.Reshape(new Shape(in)));
        }
        for (int width : widths) {
            layers.add(wrap(new Layers.Linear(in, width)));
            if (normalised) {
                layers.add(new Layers.BatchNorm(width));
            }
            if (activation != Activation.IDENTITY) {
                layers.add(new Layers.Activate(activation));
            }
            if (dropped > 0) {
                layers.add(new Layers.Dropout(dropped));
            }
            in = width;
        }
        layers.add(wrap(new Layers.Linear(in, Math.toIntExact(outputShape.size()))));
        if (last != Activation.IDENTITY) {
            layers.add(new Layers.Activate(last));
        }
        if (outputShape.dimension() != 1) {
            layers.add(new Layers.Reshape(outputShape));
        }
        return layers;
    }

    private Layer wrap(Layer layer) {
        return spectral ? new Spectral(layer) : layer;
    }
}
