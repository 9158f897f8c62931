package org.ot4j.training;

import java.util.LinkedHashMap;
import java.util.Map;

/** Everything that a run carries from one step to the next, besides the weights. */
final class State {
    long round;
    final History history = new History();

    /** Memories of optimisers, by {@code player/weights}. */
    final Map<String, Optimizer.State> optimizers = new LinkedHashMap<>();

    /** The weights under training, by name, where averages stand in for them between runs. */
    final Map<String, float[]> raw = new LinkedHashMap<>();

    /** Moving averages of weights, by name. */
    final Map<String, float[]> averages = new LinkedHashMap<>();

    double best = Double.NaN;
    int bestEpoch;
}
