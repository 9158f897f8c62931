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
 * A model as the training loop sees it: every objective of the papers is a game of one or more
 * players, played in rounds.
 */
public interface Game {
    /** Name for people, for example {@code "VAE"}. */
    String name();

    /**
     * Builds networks and other parameters for samples of a shape, drawn from a seed; does nothing
     * once they are built, except to refuse samples of another shape.
     */
    void prepare(Shape sampleShape, long seed);

    /**
     * Builds networks and other parameters for the data that a training brings, drawn from a seed:
     * for most games only the shape of a sample counts. One that has a parameter for each sample
     * takes them from here, and refuses other data once it is built.
     */
    default void prepare(DataSource data, long seed) {
        prepare(data.sampleShape(), seed);
    }

    /**
     * Refuses data that this game cannot learn from, before anything is built; the loop has seen
     * that they are finite.
     *
     * @throws IllegalArgumentException which names the row, its value and what was expected
     */
    default void checkData(DataSource data) {}

    /**
     * Refuses a batch size that this game cannot learn from: called where it is set, and after
     * {@link #prepare}, when the networks are known, before the first step.
     *
     * @param data what is learnt from
     * @throws IllegalArgumentException which says what was expected
     */
    default void checkBatchSize(int size, DataSource data) {}

    /** The players in the order in which they move; only after {@link #prepare}. */
    List<Player> players();

    /** All networks, so that the loop can switch them to training and back, and save them. */
    List<Network> networks();

    /**
     * Turns at all that a training changes, by which one thread may train this game and others draw
     * samples; only after {@link #prepare}.
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
     * What rebuilds this game, untrained, from a file: a {@code GameRecipe}. Null when it cannot be
     * written down, and then a checkpoint can only be restored into a game made by hand.
     */
    default Recipe recipe() {
        return null;
    }

    /**
     * Takes what writes this game and its training to a checkpoint, as they are when it is called;
     * a game that can be saved keeps it. Training calls this before the first step, and a
     * checkpoint when it has restored the game.
     */
    default void savedBy(Consumer<Path> writer) {}
}
