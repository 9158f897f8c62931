package org.ot4j.training;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ot4j.internal.Check;
import org.ot4j.network.Recipe;
import org.ot4j.network.Recipes;
import org.ot4j.network.Weights;
import org.ot4j.training.internal.Blocks;
import org.ot4j.training.internal.CheckpointInput;
import org.ot4j.training.internal.SealedFile;

/**
 * A model and its training in one file: weights, running statistics, optimiser states, history,
 * settings, seed, versions and the fingerprint of the data. The random state consists of the seed
 * and the step, because all noise is a function of these. Writing is atomic: a crash at any byte
 * leaves the last good file.
 */
public final class Checkpoint {
    private final Path path;
    private final Snapshot held;

    private Checkpoint(Path path, Snapshot held) {
        this.path = path;
        this.held = held;
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is damaged or was not written by this library
     * @throws UncheckedIOException if it cannot be read
     */
    public static Checkpoint read(Path path) {
        return new Checkpoint(path, CheckpointCodec.decode(Check.notNull(path, "checkpoint")));
    }

    /** Where the model came from. */
    public Provenance provenance() {
        return held.provenance();
    }

    /** Number of rounds played when the file was written. */
    public long steps() {
        return held.state().round;
    }

    /**
     * Rebuilds the model from the file alone.
     *
     * @throws IllegalArgumentException if the model could not be stored as a recipe, or one of its
     *     classes is not on the class path
     */
    public Game game() {
        Check.that(
                provenance().recipe() != null,
                "checkpoint " + path,
                provenance().game(),
                "a model with a recipe; restore it into one made by hand");
        GameRecipe recipe = recipe("recipe", provenance().recipe(), GameRecipe.class);
        try {
            return Weights.atMost(
                    held.weights().values().stream().mapToLong(values -> values.length).sum(),
                    () -> {
                        Game game = recipe.create();
                        restore(game);
                        return game;
                    });
        } catch (OutOfMemoryError e) {
            throw Check.error(
                    field("recipe"), provenance().game(), "a model that fits into memory");
        } catch (ArithmeticException | NegativeArraySizeException | NullPointerException e) {
            throw new IllegalArgumentException(
                    field("recipe") + ": expected a model that can be made: " + e, e);
        }
    }

    private <T extends Recipe> T recipe(String field, String json, Class<T> type) {
        try {
            return type.cast(Recipes.fromJson(json, type));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    field(field)
                            + ": "
                            + e.getMessage()
                            + " (written by "
                            + provenance().versions()
                            + ")",
                    e);
        }
    }

    /**
     * Copies weights and statistics into a game of the same structure.
     *
     * @throws IllegalArgumentException if it has other weights
     */
    public void restore(Game game) {
        try {
            game.prepare(held.sampleShape(), provenance().seed());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field("model") + ": " + e.getMessage(), e);
        }
        State state = held.state();
        Map<String, float[]> weights = held.weights();
        Map<String, Weights> own = Snapshot.weights(game);
        Check.that(
                own.keySet().equals(weights.keySet()),
                field("weights"),
                weights.keySet(),
                own.keySet().toString());
        own.forEach((name, target) -> checkLength("weights", name, weights.get(name), target));
        state.raw.forEach((name, v) -> checkLength("raw weights", name, v, own.get(name)));
        state.averages.forEach((name, v) -> checkLength("averages", name, v, own.get(name)));
        if (state.held != null) {
            state.held.weights.forEach(
                    (name, v) -> checkLength("weights of the best epoch", name, v, own.get(name)));
        }
        checkMemories(game, state.memories);
        game.turns().changing(() -> own.forEach((name, w) -> w.set(weights.get(name))));
        Shape shape = held.sampleShape();
        Provenance origin = provenance();
        game.savedBy(file -> write(file, content(game, shape, origin, state)));
    }

    private void checkLength(String field, String name, float[] values, Weights own) {
        Check.that(own != null, field(field), name, "a name of weights of the model");
        Check.that(
                values.length == own.size(),
                field("length of " + field + " " + name),
                values.length,
                own.size() + ", that of the model's");
    }

    /** An optimiser's state belongs to a player and its weights. */
    private void checkMemories(Game game, Map<String, Memory> memories) {
        var sizes = new LinkedHashMap<String, Integer>();
        for (Player player : game.players()) {
            player.weights().forEach(w -> sizes.put(State.key(player, w), w.size()));
        }
        memories.forEach(
                (key, memory) -> {
                    Check.that(
                            sizes.containsKey(key),
                            field("optimiser"),
                            key,
                            "one of " + sizes.keySet());
                    for (float[] slot : memory.slots()) {
                        Check.that(
                                slot.length == sizes.get(key),
                                field("length of the memory of optimiser " + key),
                                slot.length,
                                sizes.get(key) + ", that of its weights");
                    }
                });
    }

    State state() {
        return held.state();
    }

    Settings settings() {
        return recipe("settings", provenance().settings(), Settings.class);
    }

    /**
     * The content of a checkpoint of a game in this state, taken while no thread changes its
     * weights.
     */
    static Blocks content(Game game, Shape sampleShape, Provenance provenance, State state) {
        return game.turns()
                .reading(
                        () ->
                                CheckpointCodec.encode(
                                        Snapshot.of(
                                                game, sampleShape, now(game, provenance), state)));
    }

    private static Provenance now(Game game, Provenance origin) {
        Recipe stored = game.stored();
        return stored == null || origin.recipe() == null
                ? origin
                : origin.withRecipe(Recipes.toJson(stored));
    }

    static void write(Path path, Blocks content) {
        try {
            SealedFile.write(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write checkpoint " + path, e);
        }
    }

    private String field(String field) {
        return CheckpointInput.field(path, field);
    }
}
