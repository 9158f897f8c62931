package org.ot4j.spark;

import java.io.Serializable;
import org.ot4j.internal.Check;

/**
 * Features of samples that follow each other.
 *
 * @param from place of the first
 * @param rows [n, d]
 * @param shape of each sample
 * @param first what the first sample is called
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FeatureBlock(int from, double[][] rows, String shape, String first) implements Serializable {

    /** Refuses blocks whose samples differ in shape. */
    static void same(String shape, String name, String expected, String other) {
        Check.that(
                shape.equals(expected),
                "size of " + name,
                shape,
                expected + ", as " + other + " has; size(height, width) makes pictures the same");
    }

    FeatureMoments moments() {
        return FeatureMoments.of(this);
    }
}
