package org.ot4j.model.flow;

/**
 * Points of the source and the samples that they are coupled with.
 *
 * @param from x₀, [n, d], row by row
 * @param to x₁, [n, d], row by row
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Pairs(float[] from, float[] to) {}
