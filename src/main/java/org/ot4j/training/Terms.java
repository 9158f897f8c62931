package org.ot4j.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import org.ot4j.internal.Check;

/**
 * The value of an objective as named scalars. A player minimises or maximises the sum of the terms;
 * values that are only observed go to the history.
 */
public final class Terms {
    record Term(String name, NDArray value, boolean counts) {
        /** The value, read from the engine. */
        double number() {
            return value.getDataType() == DataType.FLOAT64 ? value.getDouble() : value.getFloat();
        }
    }

    private final List<Term> terms = new ArrayList<>();

    private Terms() {}

    /** An objective whose first term is {@code value}, a scalar. */
    public static Terms of(String name, NDArray value) {
        return new Terms().and(name, value);
    }

    /** Adds a term to the sum. */
    public Terms and(String name, NDArray value) {
        return append(name, value, true);
    }

    /** Records a scalar in the history without adding it to the sum. */
    public Terms observe(String name, NDArray value) {
        return append(name, value, false);
    }

    /** Terms and observations, in order. */
    List<Term> all() {
        return terms;
    }

    /** The scalar to be minimised or maximised. */
    public NDArray sum() {
        NDArray sum = null;
        for (Term term : terms) {
            if (term.counts()) {
                sum = sum == null ? term.value() : sum.add(term.value());
            }
        }
        return sum;
    }

    private Terms append(String name, NDArray value, boolean counts) {
        Check.that(
                value.getShape().size() == 1,
                "shape of term " + name,
                value.getShape(),
                "a scalar: take the mean over the batch");
        terms.add(
                new Term(
                        name, value.getShape().dimension() == 0 ? value : value.squeeze(), counts));
        return this;
    }
}
