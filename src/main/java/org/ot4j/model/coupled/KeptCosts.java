package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Where a round's costs lie between the step of the solver that computed them and that of the
 * decoder, which needs the same if it learns from all of the solver's codes.
 */
final class KeptCosts {
    private final NDManager owner;
    private PairCosts costs;

    /**
     * @param owner frees them if nobody takes them
     */
    KeptCosts(NDManager owner) {
        this.owner = owner;
    }

    /** Leaves costs in place of those that were left before. */
    void leave(PairCosts next) {
        clear();
        next.attach(owner);
        costs = next;
    }

    /** What was left, in the manager of an output, if it is the costs of that; otherwise null. */
    PairCosts take(NDArray output) {
        PairCosts left = costs;
        if (left == null || !left.areOf(output)) {
            clear();
            return null;
        }
        costs = null;
        left.attach(output.getManager());
        return left;
    }

    /** Frees what nobody took. */
    void clear() {
        if (costs != null) {
            costs.close();
            costs = null;
        }
    }
}
