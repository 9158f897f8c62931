package org.ot4j.training;

import java.util.Set;
import org.ot4j.internal.Check;

/**
 * Ends a run that gets no better.
 *
 * @param term whose mean is watched, a column of the history
 * @param patience epochs without a new minimum
 */
record EarlyStopping(String term, int patience) {
    EarlyStopping {
        Check.notNull(term, "term");
        Check.atLeast(patience, 1, "patience");
    }

    /** Whether there is nothing to look at among these terms. */
    boolean inVain(Set<String> terms) {
        return !terms.contains(term);
    }

    /**
     * Fails where there is nothing to look at.
     *
     * @param terms of the objective; none where it was not evaluated yet
     */
    void check(Set<String> terms) {
        if (!terms.isEmpty() && inVain(terms)) {
            throw Check.error("stopEarly.term", term, "one of " + terms);
        }
    }

    /** Notes the mean of an epoch, and whether it is time to end. */
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
