package org.ot4j.training;

import ai.djl.ndarray.types.Shape;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ot4j.base.Check;
import org.ot4j.network.Network;
import org.ot4j.network.Recipes;
import org.ot4j.network.Weights;

/**
 * A model and its training in one file: weights, running statistics, the optimisers' memories,
 * history, settings, seed, versions and the fingerprint of the data. Random state is the seed and
 * the step, for all noise is a function of these. Writing is atomic: a crash at any byte leaves the
 * last good file.
 */
public final class Checkpoint {
    private final Path path;
    private final Provenance provenance;
    private final Shape sampleShape;
    private final Map<String, float[]> weights;
    private final State state;

    private Checkpoint(
            Path path,
            Provenance provenance,
            Shape sampleShape,
            Map<String, float[]> weights,
            State state) {
        this.path = path;
        this.provenance = provenance;
        this.sampleShape = sampleShape;
        this.weights = weights;
        this.state = state;
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException when it is damaged or was not written by this library
     * @throws UncheckedIOException when it cannot be read
     */
    public static Checkpoint read(Path path) {
        try (var in = AtomicFile.read(path)) {
            var provenance =
                    new Provenance(
                            text(in),
                            text(in),
                            text(in),
                            in.readLong(),
                            text(in),
                            text(in),
                            text(in));
            var sides = new long[in.readInt()];
            for (int i = 0; i < sides.length; i++) {
                sides[i] = in.readLong();
            }
            Map<String, float[]> weights = vectors(in);
            return new Checkpoint(path, provenance, new Shape(sides), weights, State.read(in));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read checkpoint " + path, e);
        }
    }

    /** Where the model came from. */
    public Provenance provenance() {
        return provenance;
    }

    /** Rounds played when it was written. */
    public long steps() {
        return state.round;
    }

    /**
     * Rebuilds the model from the file alone.
     *
     * @throws IllegalArgumentException when the model could not be written down as a recipe, or a
     *     class of it is not on the class path
     */
    public Game game() {
        Check.that(
                provenance.recipe() != null,
                "checkpoint " + path,
                provenance.game(),
                "a model with a recipe; restore it into one made by hand");
        Game game = ((GameRecipe) Recipes.fromJson(provenance.recipe())).create();
        restore(game);
        return game;
    }

    /** Puts weights and statistics into a game of the same make. */
    public void restore(Game game) {
        game.prepare(sampleShape, provenance.seed());
        Map<String, Weights> own = weights(game);
        Check.that(
                own.keySet().equals(weights.keySet()),
                "weights of checkpoint " + path,
                weights.keySet(),
                own.keySet().toString());
        own.forEach((name, target) -> target.set(weights.get(name)));
    }

    State state() {
        return state;
    }

    Settings settings() {
        return (Settings) Recipes.fromJson(provenance.settings());
    }

    static void write(Path path, Game game, Shape sampleShape, Provenance provenance, State state) {
        try {
            AtomicFile.write(
                    path,
                    out -> {
                        text(out, provenance.game());
                        text(out, provenance.recipe());
                        text(out, provenance.settings());
                        out.writeLong(provenance.seed());
                        text(out, provenance.data());
                        text(out, provenance.fingerprint());
                        text(out, provenance.versions());
                        out.writeInt(sampleShape.dimension());
                        for (long side : sampleShape.getShape()) {
                            out.writeLong(side);
                        }
                        var values = new LinkedHashMap<String, float[]>();
                        weights(game).forEach((name, w) -> values.put(name, w.values()));
                        vectors(out, values);
                        state.write(out);
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write checkpoint " + path, e);
        }
    }

    /** All weights and statistics by name; a name must not occur twice. */
    static Map<String, Weights> weights(Game game) {
        var all = new LinkedHashMap<String, Weights>();
        for (Network network : game.networks()) {
            add(all, network.weights());
            add(all, network.buffers());
        }
        for (Player player : game.players()) {
            player.weights().forEach(weights -> add(all, weights));
        }
        return all;
    }

    private static void add(Map<String, Weights> all, Weights weights) {
        Weights other = all.putIfAbsent(weights.name(), weights);
        Check.that(
                other == null || other == weights,
                "name of weights",
                weights.name(),
                "a name for each");
    }

    static void vectors(DataOutputStream out, Map<String, float[]> vectors) throws IOException {
        out.writeInt(vectors.size());
        for (var entry : vectors.entrySet()) {
            text(out, entry.getKey());
            float[] values = entry.getValue();
            var bytes = ByteBuffer.allocate(values.length * Float.BYTES);
            bytes.asFloatBuffer().put(values);
            out.writeInt(values.length);
            out.write(bytes.array());
        }
    }

    static Map<String, float[]> vectors(DataInputStream in) throws IOException {
        var vectors = new LinkedHashMap<String, float[]>();
        for (int left = in.readInt(); left > 0; left--) {
            String name = text(in);
            var values = new float[in.readInt()];
            ByteBuffer.wrap(in.readNBytes(values.length * Float.BYTES)).asFloatBuffer().get(values);
            vectors.put(name, values);
        }
        return vectors;
    }

    static void text(DataOutputStream out, String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
