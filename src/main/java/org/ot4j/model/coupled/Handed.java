package org.ot4j.model.coupled;

import org.ot4j.internal.Check;

/** A value that one player of a round leaves for those that move after it. */
final class Handed<T> {
    private final String player;
    private T value;

    /**
     * @param player who leaves it
     */
    Handed(String player) {
        this.player = player;
    }

    void leave(T next) {
        value = Check.notNull(next, player);
    }

    /**
     * @throws IllegalStateException if the player has not moved yet
     */
    T take() {
        if (value == null) {
            throw new IllegalStateException("the player " + player + " has to move first");
        }
        return value;
    }
}
