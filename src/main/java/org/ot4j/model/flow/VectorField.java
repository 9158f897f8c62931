package org.ot4j.model.flow;

/** A velocity in time and space, of many points at once. */
@FunctionalInterface
public interface VectorField {
    /**
     * The velocity of each point.
     *
     * @param t time
     * @param x points, [n, d]; not to be changed
     * @return [n, d]
     */
    double[][] at(double t, double[][] x);
}
