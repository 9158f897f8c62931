package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Puts the class of each row before its first axis, see {@link Conditioned}.
 *
 * @param classes number of classes
 */
record ClassPlanes(int classes) implements Layer {
    @Override
    public String name() {
        return "Classes";
    }

    @Override
    public Shape outputShape(Shape input) {
        long[] sides = input.getShape().clone();
        sides[0] += classes;
        return new Shape(sides);
    }

    @Override
    public NDArray forward(NDArray x, NDArray[] arrays, NDArray[] buffers, boolean training) {
        ClassLabels labels = ClassLabels.current();
        if (labels == null) {
            throw new IllegalStateException(
                    "this model is conditioned on "
                            + classes
                            + " classes: say which one, as in model.given(label).sample(n, seed)");
        }
        int plane = Math.toIntExact(x.size() / (x.size(0) * x.size(1)));
        NDArray told = labels.planes(x.getManager(), x.size(0), classes, plane);
        if (plane > 1) {
            long[] sides = x.getShape().getShape().clone();
            sides[1] = classes;
            told = told.reshape(new Shape(sides));
        }
        return told.concat(x, 1);
    }
}
