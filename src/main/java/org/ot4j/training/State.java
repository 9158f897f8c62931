package org.ot4j.training;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ot4j.network.Weights;

/** Everything that a run carries from one step to the next, apart from the weights. */
final class State {
    /** Number of rounds played. */
    long round;

    History history = new History();

    /** States of the optimisers in use, by {@code player/weights}. */
    final Map<String, Optimizer.Running> optimizers = new LinkedHashMap<>();

    /** Optimiser states read from a file, until the optimisers request them. */
    final Map<String, Memory> memories = new LinkedHashMap<>();

    /** The weights being trained, by name, if averages replace them between runs. */
    final Map<String, float[]> raw = new LinkedHashMap<>();

    /** Moving averages of weights, by name. */
    final Map<String, float[]> averages = new LinkedHashMap<>();

    /** The smallest mean of the term that early stopping watches, and its epoch. */
    double best = Double.NaN;

    int bestEpoch;

    /** What the run has seen of held-out data, or null without {@code validate}. */
    Held held;

    /** The last checkpoint that was written, or null. */
    Path lastCheckpoint;

    /** The state of an optimiser: existing, restored or new. */
    Optimizer.Running optimizer(String key, Optimizer rule, int size) {
        return optimizers.computeIfAbsent(
                key,
                k -> {
                    Optimizer.Running started = rule.start(size);
                    Memory memory = memories.remove(k);
                    if (memory != null) {
                        started.restore(memory);
                    }
                    return started;
                });
    }

    /** The error for a player with a value that is not finite. */
    Divergence diverged(Player player, String what) {
        return diverged("player " + player.name() + ": " + what);
    }

    /** The error for a value that is not finite. */
    Divergence diverged(String what) {
        return new Divergence(
                "step "
                        + round
                        + ", "
                        + what
                        + "; last good checkpoint: "
                        + (lastCheckpoint == null ? "none" : lastCheckpoint));
    }

    /** The name under which the state of a player's optimiser is stored. */
    static String key(Player player, Weights weights) {
        return player.name() + "/" + weights.name();
    }

    /** The states of all optimisers, in use or not yet, by {@code player/weights}. */
    Map<String, Memory> allMemories() {
        var all = new LinkedHashMap<String, Memory>(memories);
        optimizers.forEach((key, running) -> all.put(key, running.memory()));
        return all;
    }
}
