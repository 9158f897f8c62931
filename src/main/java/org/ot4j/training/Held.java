package org.ot4j.training;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a run has seen of its held-out data, from one epoch to the next. */
final class Held {
    /** Name and fingerprint of the data. */
    final String data;

    final String fingerprint;

    /** Number of epochs without a new minimum after which the run ends, or 0. */
    int patience;

    /** The smallest validation loss, and its epoch. */
    double loss = Double.NaN;

    int epoch;

    /** All weights and statistics of the model after that epoch, by name. */
    final Map<String, float[]> weights = new LinkedHashMap<>();

    Held(String data, String fingerprint) {
        this.data = data;
        this.fingerprint = fingerprint;
    }

    /** Whether the run should end after the given epoch. */
    boolean over(int now) {
        return patience > 0 && now - epoch >= patience;
    }
}
