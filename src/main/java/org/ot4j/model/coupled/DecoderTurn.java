package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;

/**
 * The decoder's turn in a round: what it makes of codes, and the plan there while the potentials
 * are held.
 *
 * @param z codes
 * @param output the decoder's, [m, ...], with its graph
 * @param u potentials of the data
 * @param v potentials of the codes
 * @param plan of these potentials
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DecoderTurn(Round round, Codes z, NDArray output, double[] u, NDArray v, PlanBlocks plan) {
    /** A term of the value given, by which the decoder learns what the round's lesson says. */
    NDArray term(double value, NDArray gradient) {
        return Surrogate.of(round.lesson().direction(output, gradient, z.z()), value);
    }
}
