package org.ot4j.training;

import java.util.Set;
import org.ot4j.internal.Check;

/**
 * Ends a run that no longer improves.
 *
 * @param term the term whose mean is watched, a column of the history
 * @param patience number of epochs without a new minimum
 */
record EarlyStopping(String term, int patience) {
    EarlyStopping {
        Check.notNull(term, "term");
        Check.atLeast(patience, 1, "patience");
    }

    /** Whether the watched term is missing from these terms. */
    boolean inVain(Set<String> terms) {
        return !terms.contains(term);
    }

    /**
     * Fails if the watched term is missing.
     *
     * @param terms of the objective; none if it has not been evaluated yet
     */
    void check(Set<String> terms) {
        if (!terms.isEmpty() && inVain(terms)) {
            throw Check.error("stopEarly.term", term, "one of " + terms);
        }
    }

    /** Records the mean of an epoch and returns whether the run should end. */
    boolean over(State state, History.Row row) {
        check(row.means().keySet());
        double value = row.means().get(term);
        if (!(value >= state.best)) {
            state.best = value;
            state.bestEpoch = row.epoch();
        }
        return row.epoch() - state.bestEpoch >= patience;
    }
}
