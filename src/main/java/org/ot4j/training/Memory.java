package org.ot4j.training;

/**
 * The state of an optimiser for one vector of weights.
 *
 * @param count number of steps taken
 * @param slots moments, each of the size of the weights
 */
record Memory(long count, float[][] slots) {}
