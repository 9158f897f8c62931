package org.ot4j.model.kantorovich;

import ai.djl.ndarray.types.Shape;
import org.ot4j.internal.Check;
import org.ot4j.model.GenerativeModel;

/** What the families that are here have in common. */
final class Families {
    private Families() {}

    /** Fails unless samples are vectors of the family's dimension. */
    static void checkSample(Shape sample, int dimension) {
        Check.that(
                sample.equals(new Shape(dimension)),
                "sample shape of the data",
                sample,
                new Shape(dimension) + ", that of the family");
    }

    /** The weights of a model of a family; fails if it has another generator. */
    static float[] weights(GenerativeModel model, int size, String family) {
        float[] values = Check.notNull(model, "model").generator().weights().values();
        Check.that(
                values.length == size
                        && model.generator().summary().get(1, 0).equals("1 " + family),
                "model",
                model.name(),
                "one whose generator is this " + family);
        return values;
    }
}
