package org.ot4j.training;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ot4j.data.DataSource;
import org.ot4j.network.Network;
import org.ot4j.network.Recipe;
import org.ot4j.network.Turns;

/**
 * A model as the training loop sees it: each objective in the papers is a game of one or more
 * players, played in rounds.
 */
public interface Game {
    /** A readable name, for example {@code "VAE"}. */
    String name();

    /**
     * Builds networks and other parameters for samples of a shape, drawn from a seed; does nothing
     * once they are built, except to reject samples of another shape.
     */
    void prepare(Shape sampleShape, long seed);

    /**
     * Builds networks and other parameters for the training data, drawn from a seed; for most games
     * only the shape of a sample matters. A game with a parameter for each sample gets the data
     * here, and rejects other data once it is built.
     */
    default void prepare(DataSource data, long seed) {
        prepare(data.sampleShape(), seed);
    }

    /**
     * Rejects data that this game cannot learn from, before anything is built; the loop has already
     * checked that they are finite.
     *
     * @throws IllegalArgumentException if it cannot; the message names the row, its value and what
     *     was expected
     */
    default void checkData(DataSource data) {}

    /**
     * Rejects a batch size that this game cannot learn from: called when it is set, and after
     * {@link #prepare}, when the networks are known, before the first step.
     *
     * @param data the training data
     * @throws IllegalArgumentException if it cannot; the message says what was expected
     */
    default void checkBatchSize(int size, DataSource data) {}

    /**
     * What {@code validate} measures on held-out samples: an objective that is a mean over samples,
     * evaluated without gradients. Null if this game has none, because its objective compares whole
     * samples or has a parameter for each of the training data.
     */
    default Objective validation() {
        return null;
    }

    /** The players in the order in which they move; only after {@link #prepare}. */
    List<Player> players();

    /** All networks, so that the loop can switch them to training and back, and save them. */
    List<Network> networks();

    /**
     * Turns for everything that training changes, so that one thread can train this game while
     * others sample; only after {@link #prepare}.
     */
    default Turns turns() {
        return Turns.at(
                Stream.concat(
                                networks().stream()
                                        .flatMap(n -> Stream.of(n.weights(), n.buffers())),
                                players().stream().flatMap(p -> p.weights().stream()))
                        .toList());
    }

    /**
     * The {@code GameRecipe} that rebuilds this game, untrained, from a file. Null if the game
     * cannot be stored; then a checkpoint can only be restored into a game built by the caller.
     */
    default Recipe recipe() {
        return null;
    }

    /**
     * The {@code GameRecipe} for files that are written now, where it differs from that with which
     * the training started, because something was fitted to the trained game; otherwise null.
     */
    default Recipe stored() {
        return null;
    }

    /**
     * Receives a writer that stores the current state of this game and its training in a
     * checkpoint; a game that can be saved keeps it. Training calls this before the first step, and
     * a checkpoint calls it after restoring the game.
     */
    default void savedBy(Consumer<Path> writer) {}
}
