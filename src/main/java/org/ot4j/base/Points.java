package org.ot4j.base;

/**
 * Anything that has points, one a row: a data set, a measure, a picture. What takes rows or arrays
 * of points takes these, too.
 */
@FunctionalInterface
public interface Points {
    /** A copy of the points as rows, [n, d]; samples of more axes are flattened. */
    double[][] toArray();

    /** Whether all points weigh the same: only then are the rows all that there is to know. */
    default boolean equalWeights() {
        return true;
    }
}
