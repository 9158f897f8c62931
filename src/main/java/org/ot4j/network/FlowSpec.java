package org.ot4j.network;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.ot4j.internal.Check;

/**
 * A chain of normalising flows of one kind (Rezende and Mohamed 2015).
 *
 * @param kind planar or radial
 * @param count number of maps in the chain
 */
public record FlowSpec(Kind kind, int count) implements Recipe {
    /** The kind of each map. */
    public enum Kind {
        /** z + û tanh(w·z + b). */
        PLANAR,
        /** z + β (z - z₀) / (α + |z - z₀|). */
        RADIAL
    }

    /** Checks the arguments. */
    public FlowSpec {
        Check.notNull(kind, "kind");
        Check.atLeast(count, 1, "count");
    }

    /** Builds the chain for codes of the given dimension; it starts close to the identity. */
    public Flow build(String name, int dimension, long seed) {
        Check.atLeast(dimension, 1, "dimension");
        var entries = new ArrayList<Weights.Entry>();
        for (int k = 1; k <= count; k++) {
            if (kind == Kind.PLANAR) {
                entries.add(new Weights.Entry(k + ".u", new Shape(1, dimension)));
                entries.add(new Weights.Entry(k + ".w", new Shape(1, dimension)));
                entries.add(new Weights.Entry(k + ".b", new Shape(1)));
            } else {
                entries.add(new Weights.Entry(k + ".centre", new Shape(1, dimension)));
                entries.add(new Weights.Entry(k + ".alpha", new Shape(1)));
                entries.add(new Weights.Entry(k + ".beta", new Shape(1)));
            }
        }
        var random = new SplittableRandom(seed);
        var values = new float[entries.stream().mapToInt(Weights.Entry::size).sum()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-0.1, 0.1);
        }
        return new Flow(kind, dimension, new Weights(name, entries, values));
    }
}
