package org.ot4j.training;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ot4j.training.internal.Blocks;
import org.ot4j.training.internal.CheckpointInput;
import org.ot4j.training.internal.CheckpointOutput;
import org.ot4j.training.internal.SealedFile;

/**
 * The layout of a checkpoint: {@link #read} reads what {@link #write} writes, in the same order.
 */
final class CheckpointCodec {
    /**
     * Minimum size in bytes of an optimiser's memory, a row of the history, a term and what belongs
     * to held-out data in a file.
     */
    private static final int MEMORY = 2 * Integer.BYTES + Long.BYTES;

    private static final int ROW = 2 * Integer.BYTES + Long.BYTES + Double.BYTES;
    private static final int TERM = Integer.BYTES + Double.BYTES;
    private static final int HELD = 5 * Integer.BYTES + Double.BYTES;

    private CheckpointCodec() {}

    /** The content of a file. */
    static Blocks encode(Snapshot snapshot) {
        try {
            return SealedFile.content(out -> write(new CheckpointOutput(out), snapshot));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads the content of a file.
     *
     * @throws IllegalArgumentException if it is damaged or was not written by this library
     * @throws UncheckedIOException if it cannot be read
     */
    static Snapshot decode(Path path) {
        try (var content = SealedFile.read(path)) {
            var in = new CheckpointInput(path, content, SealedFile.contentSize(path));
            Snapshot snapshot = read(in);
            in.end();
            return snapshot;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read checkpoint " + path, e);
        }
    }

    private static void write(CheckpointOutput out, Snapshot snapshot) throws IOException {
        Provenance provenance = snapshot.provenance();
        out.text(provenance.game());
        out.text(provenance.recipe());
        out.text(provenance.settings());
        out.longInteger(provenance.seed());
        out.text(provenance.data());
        out.text(provenance.fingerprint());
        out.text(provenance.versions());
        out.integer(snapshot.sampleShape().dimension());
        for (long side : snapshot.sampleShape().getShape()) {
            out.longInteger(side);
        }
        out.vectors(snapshot.weights());
        write(out, snapshot.state());
    }

    private static Snapshot read(CheckpointInput in) throws IOException {
        var provenance =
                new Provenance(
                        in.text("name of the model"),
                        in.optional("recipe"),
                        in.text("settings"),
                        in.longInteger("seed"),
                        in.text("name of the data"),
                        in.text("fingerprint of the data"),
                        in.text("versions"));
        var sides = new long[in.count("dimensions of a sample", Long.BYTES)];
        for (int i = 0; i < sides.length; i++) {
            sides[i] = in.longInteger("sample shape");
            if (sides[i] < 1) {
                throw in.error("sample shape", sides[i], "sides of at least 1");
            }
        }
        return new Snapshot(provenance, new Shape(sides), in.vectors("weights"), readState(in));
    }

    private static void write(CheckpointOutput out, State state) throws IOException {
        out.longInteger(state.round);
        out.number(state.best);
        out.integer(state.bestEpoch);
        Map<String, Memory> memories = state.allMemories();
        out.integer(memories.size());
        for (var entry : memories.entrySet()) {
            out.text(entry.getKey());
            out.longInteger(entry.getValue().count());
            var slots = new LinkedHashMap<String, float[]>();
            for (float[] slot : entry.getValue().slots()) {
                slots.put("" + slots.size(), slot);
            }
            out.vectors(slots);
        }
        out.vectors(state.raw);
        out.vectors(state.averages);
        write(out, state.history.seen());
        if (state.held != null) {
            write(out, state.held);
        }
    }

    private static State readState(CheckpointInput in) throws IOException {
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
        state.history = History.of(readSeen(in));
        if (in.more(HELD)) {
            state.held = readHeld(in);
        }
        return state;
    }

    /** The last part of a file, which only runs with held-out data have. */
    private static void write(CheckpointOutput out, Held held) throws IOException {
        out.text(held.data);
        out.text(held.fingerprint);
        out.integer(held.patience);
        out.number(held.loss);
        out.integer(held.epoch);
        out.vectors(held.weights);
    }

    private static Held readHeld(CheckpointInput in) throws IOException {
        var held =
                new Held(
                        in.text("name of the held-out data"),
                        in.text("fingerprint of the held-out data"));
        held.patience = in.integer("patience");
        held.loss = in.number("validation loss");
        held.epoch = in.integer("epoch of the validation loss");
        if (held.patience < 0 || held.epoch < 0) {
            throw in.error("patience", held.patience, "at least 0, and so the epoch");
        }
        held.weights.putAll(in.vectors("weights of the best epoch"));
        return held;
    }

    private static void write(CheckpointOutput out, History.Seen seen) throws IOException {
        out.integer(seen.rows().size());
        for (History.Row row : seen.rows()) {
            out.integer(row.epoch());
            out.longInteger(row.step());
            out.number(row.rate());
            out.integer(row.means().size());
            for (var mean : row.means().entrySet()) {
                out.text(mean.getKey());
                out.number(mean.getValue());
            }
        }
        out.integer(seen.sums().size());
        for (var sum : seen.sums().entrySet()) {
            out.text(sum.getKey());
            out.number(sum.getValue()[0]);
            out.number(sum.getValue()[1]);
        }
    }

    private static History.Seen readSeen(CheckpointInput in) throws IOException {
        var rows = new ArrayList<History.Row>();
        for (int left = in.count("rows of the history", ROW); left > 0; left--) {
            int epoch = in.integer("epoch");
            long step = in.longInteger("step");
            double rate = in.number("learning rate");
            var means = new LinkedHashMap<String, Double>();
            for (int terms = in.count("terms of the history", TERM); terms > 0; terms--) {
                means.put(in.text("name of a term"), in.number("mean of a term"));
            }
            rows.add(new History.Row(epoch, step, rate, means));
        }
        var sums = new LinkedHashMap<String, double[]>();
        for (int left = in.count("terms of the epoch", TERM + Double.BYTES); left > 0; left--) {
            String term = in.text("name of a term");
            sums.put(term, new double[] {in.number("sum of a term"), in.number("count of a term")});
        }
        return new History.Seen(rows, sums);
    }
}
