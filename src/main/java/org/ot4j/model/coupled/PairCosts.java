package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import org.ot4j.tensor.Scope;

/** The costs between all atoms of data and some codes, computed once for all that need them. */
final class PairCosts {
    /** Entries of the greatest, 64 MB; a solver's own arrays of as many take more. */
    static final long MOST = CouplingSolver.STORED;

    private final NDArray output;
    private final NDArray costs;
    private boolean recorded;

    /**
     * Takes costs over.
     *
     * @param output the decoder's output whose costs these are, [m, ...]; if recorded, a leaf
     * @param costs [n, m]
     * @param recorded whether the costs have their graph back to the output
     */
    PairCosts(NDArray output, NDArray costs, boolean recorded) {
        this.output = output;
        this.costs = costs;
        this.recorded = recorded;
    }

    /** Whether a gradient can still be taken. */
    boolean recorded() {
        return recorded;
    }

    /** Says that a gradient has been taken, with which the engine frees the graph. */
    void spend() {
        recorded = false;
    }

    NDArray output() {
        return output;
    }

    /** Whether these are the costs of an output, to the last digit. */
    boolean areOf(NDArray other) {
        return output.contentEquals(other);
    }

    /** Those of the atoms [from, to), in a manager. */
    NDArray rows(int from, int to, NDManager scope) {
        if (from == 0 && to == costs.size(0)) {
            return Scope.view(costs, scope);
        }
        NDArray rows = costs.get(new NDIndex("{}:{}", from, to));
        rows.attach(scope);
        return rows;
    }

    /** Hands the memory to a manager. */
    void attach(NDManager manager) {
        output.attach(manager);
        costs.attach(manager);
    }

    void close() {
        output.close();
        costs.close();
    }
}
