package org.ot4j.training;

import ai.djl.ndarray.types.Shape;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ot4j.internal.Check;
import org.ot4j.network.Network;
import org.ot4j.network.Recipe;
import org.ot4j.network.Recipes;
import org.ot4j.network.Weights;

/**
 * A model and its training in one file: weights, running statistics, the optimisers' memories,
 * history, settings, seed, versions and the fingerprint of the data. Random state is the seed and
 * the step, for all noise is a function of these. Writing is atomic: a crash at any byte leaves the
 * last good file.
 */
public final class Checkpoint {
    private static final int BLOCK = 1 << 16;

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
        Check.notNull(path, "checkpoint");
        try (var content = SealedFile.read(path)) {
            var in = new CheckpointInput(path, content, SealedFile.contentSize(path));
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
            Map<String, float[]> weights = in.vectors("weights");
            State state = State.read(in);
            in.end();
            return new Checkpoint(path, provenance, new Shape(sides), weights, state);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read checkpoint " + path, e);
        }
    }

    /** How errors call a field of a file. */
    static String field(Path path, String field) {
        return "checkpoint " + path + ", " + field;
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
        GameRecipe recipe = recipe("recipe", provenance.recipe(), GameRecipe.class);
        try {
            return Weights.atMost(
                    weights.values().stream().mapToLong(values -> values.length).sum(),
                    () -> {
                        Game game = recipe.create();
                        restore(game);
                        return game;
                    });
        } catch (OutOfMemoryError e) {
            throw Check.error(
                    field(path, "recipe"), provenance.game(), "a model that fits into memory");
        } catch (ArithmeticException | NegativeArraySizeException | NullPointerException e) {
            throw new IllegalArgumentException(
                    field(path, "recipe") + ": expected a model that can be made: " + e, e);
        }
    }

    private <T extends Recipe> T recipe(String field, String json, Class<T> type) {
        try {
            return type.cast(Recipes.fromJson(json, type));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    field(path, field)
                            + ": "
                            + e.getMessage()
                            + " (written by "
                            + provenance.versions()
                            + ")",
                    e);
        }
    }

    /**
     * Puts weights and statistics into a game of the same make.
     *
     * @throws IllegalArgumentException when it has other weights
     */
    public void restore(Game game) {
        try {
            game.prepare(sampleShape, provenance.seed());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field(path, "model") + ": " + e.getMessage(), e);
        }
        Map<String, Weights> own = weights(game);
        Check.that(
                own.keySet().equals(weights.keySet()),
                field(path, "weights"),
                weights.keySet(),
                own.keySet().toString());
        own.forEach((name, target) -> checkLength("weights", name, weights.get(name), target));
        state.raw.forEach((name, v) -> checkLength("raw weights", name, v, own.get(name)));
        state.averages.forEach((name, v) -> checkLength("averages", name, v, own.get(name)));
        checkMemories(game);
        game.turns().changing(() -> own.forEach((name, w) -> w.set(weights.get(name))));
        game.savedBy(file -> write(file, content(game, sampleShape, provenance, state)));
    }

    private void checkLength(String field, String name, float[] values, Weights own) {
        Check.that(own != null, field(path, field), name, "a name of weights of the model");
        Check.that(
                values.length == own.size(),
                field(path, "length of " + field + " " + name),
                values.length,
                own.size() + ", that of the model's");
    }

    /** What optimisers remember belongs to a player and its weights. */
    private void checkMemories(Game game) {
        var sizes = new LinkedHashMap<String, Integer>();
        for (Player player : game.players()) {
            player.weights().forEach(w -> sizes.put(State.key(player, w), w.size()));
        }
        state.memories.forEach(
                (key, memory) -> {
                    Check.that(
                            sizes.containsKey(key),
                            field(path, "optimiser"),
                            key,
                            "one of " + sizes.keySet());
                    for (float[] slot : memory.slots()) {
                        Check.that(
                                slot.length == sizes.get(key),
                                field(path, "length of the memory of optimiser " + key),
                                slot.length,
                                sizes.get(key) + ", that of its weights");
                    }
                });
    }

    State state() {
        return state;
    }

    Settings settings() {
        return recipe("settings", provenance.settings(), Settings.class);
    }

    /** What the file of a game in this state holds, while nobody changes its weights. */
    static Blocks content(Game game, Shape sampleShape, Provenance provenance, State state) {
        return game.turns()
                .reading(
                        () -> {
                            try {
                                return SealedFile.content(
                                        out -> write(out, game, sampleShape, provenance, state));
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
    }

    static void write(Path path, Blocks content) {
        try {
            SealedFile.write(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write checkpoint " + path, e);
        }
    }

    private static void write(
            DataOutputStream out, Game game, Shape sampleShape, Provenance provenance, State state)
            throws IOException {
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
            out.writeInt(values.length);
            var block = ByteBuffer.allocate(BLOCK);
            for (int from = 0; from < values.length; ) {
                int some = Math.min(values.length - from, BLOCK / Float.BYTES);
                block.asFloatBuffer().put(values, from, some);
                out.write(block.array(), 0, some * Float.BYTES);
                from += some;
            }
        }
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
}
