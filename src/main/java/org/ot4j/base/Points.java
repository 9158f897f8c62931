package org.ot4j.base;

/**
 * Anything that has points, one per row: a data set, a measure, a picture. Methods that take rows
 * or arrays of points also accept these.
 */
@FunctionalInterface
public interface Points {
    /** A copy of the points as rows, [n, d]; samples with more axes are flattened. */
    double[][] toArray();

    /** Whether all points have the same weight: only then do the rows describe them completely. */
    default boolean equalWeights() {
        return true;
    }
}
