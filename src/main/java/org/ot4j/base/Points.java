package org.ot4j.base;

/**
 * Anything that has points, one a row, such as a data set: what takes arrays of points takes these,
 * too.
 */
@FunctionalInterface
public interface Points {
    /** A copy of the points as rows, [n, d]. */
    double[][] toArray();
}
