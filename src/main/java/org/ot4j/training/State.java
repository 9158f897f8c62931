package org.ot4j.training;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ot4j.network.Weights;

/** Everything that a run carries from one step to the next, besides the weights. */
final class State {
    /** Least bytes of an optimiser's memory in a file. */
    private static final int MEMORY = 2 * Integer.BYTES + Long.BYTES;

    /** What an optimiser remembers of one vector of weights. */
    record Memory(long count, float[][] slots) {}

    long round;
    History history = new History();

    /** Memories of optimisers in use, by {@code player/weights}. */
    final Map<String, Optimizer.Running> optimizers = new LinkedHashMap<>();

    /** Memories read from a file, until their optimisers ask for them. */
    final Map<String, Memory> memories = new LinkedHashMap<>();

    /** The weights under training, by name, where averages stand in for them between runs. */
    final Map<String, float[]> raw = new LinkedHashMap<>();

    /** Moving averages of weights, by name. */
    final Map<String, float[]> averages = new LinkedHashMap<>();

    double best = Double.NaN;
    int bestEpoch;

    /** The memory of an optimiser, started, carried on or restored. */
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

    void write(DataOutputStream out) throws IOException {
        out.writeLong(round);
        out.writeDouble(best);
        out.writeInt(bestEpoch);
        var all = new LinkedHashMap<String, Memory>(memories);
        optimizers.forEach((key, state) -> all.put(key, state.memory()));
        out.writeInt(all.size());
        for (var entry : all.entrySet()) {
            Checkpoint.text(out, entry.getKey());
            out.writeLong(entry.getValue().count());
            var slots = new LinkedHashMap<String, float[]>();
            for (float[] slot : entry.getValue().slots()) {
                slots.put("" + slots.size(), slot);
            }
            Checkpoint.vectors(out, slots);
        }
        Checkpoint.vectors(out, raw);
        Checkpoint.vectors(out, averages);
        history.write(out);
    }

    /** What the memory of a player's optimiser is called. */
    static String key(Player player, Weights weights) {
        return player.name() + "/" + weights.name();
    }

    static State read(CheckpointInput in) throws IOException {
        var state = new State();
        state.round = in.longInteger("steps");
        state.best = in.number("best value");
        state.bestEpoch = in.integer("best epoch");
        if (state.round < 0 || state.bestEpoch < 0) {
            throw in.error("steps", state.round, "at least 0, and so the best epoch");
        }
        for (int left = in.count("number of optimisers", MEMORY); left > 0; left--) {
            String key = in.text("name of an optimiser");
            long count = in.longInteger("steps of optimiser " + key);
            if (count < 0) {
                throw in.error("steps of optimiser " + key, count, "at least 0");
            }
            var slots = in.vectors("memory of optimiser " + key).values().toArray(float[][]::new);
            if (state.memories.put(key, new Memory(count, slots)) != null) {
                throw in.error("optimiser", key, "each name once");
            }
        }
        state.raw.putAll(in.vectors("raw weights"));
        state.averages.putAll(in.vectors("averages"));
        state.history = History.read(in);
        return state;
    }
}
