package org.ot4j.model;

import org.ot4j.distribution.Prior;

/** Fits a distribution to codes; those of this library are made by {@code LatentDensity}. */
@FunctionalInterface
public interface PriorFit {
    /**
     * The distribution.
     *
     * @param codes [n, d], finite
     * @param seed determines all randomness
     */
    Prior fit(double[][] codes, long seed);
}
