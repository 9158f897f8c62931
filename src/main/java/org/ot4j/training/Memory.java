package org.ot4j.training;

/**
 * What an optimiser remembers of one vector of weights.
 *
 * @param count steps taken
 * @param slots moments, each of the size of the weights
 */
record Memory(long count, float[][] slots) {}
