package org.ot4j.training;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Everything that a run carries from one step to the next, besides the weights. */
final class State {
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

    static State read(DataInputStream in) throws IOException {
        var state = new State();
        state.round = in.readLong();
        state.best = in.readDouble();
        state.bestEpoch = in.readInt();
        for (int left = in.readInt(); left > 0; left--) {
            String key = Checkpoint.text(in);
            long count = in.readLong();
            var slots = Checkpoint.vectors(in).values().toArray(float[][]::new);
            state.memories.put(key, new Memory(count, slots));
        }
        state.raw.putAll(Checkpoint.vectors(in));
        state.averages.putAll(Checkpoint.vectors(in));
        state.history = History.read(in);
        return state;
    }
}
