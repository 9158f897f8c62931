package org.ot4j.kernel.magic;

import java.util.List;

/**
 * A magic: a class with picocli's annotations, made anew for each use. Its header is what {@code
 * %help} lists, its footer an example.
 */
interface Magic {
    /**
     * Does the work.
     *
     * @param body the cell below {@code %%name}; null for {@code %name}
     * @return what the notebook shows, or null for nothing
     */
    Object run(Session session, String body) throws Exception;

    /** What can follow the words that are on its line already, beside options. */
    default List<String> offers(Session session, List<String> words) {
        return List.of();
    }

    /** Whether Java stands on its line. */
    default boolean takesJava() {
        return false;
    }

    /** Whether its line, options apart, is one word, sign by sign as it was written. */
    default boolean takesLine() {
        return takesJava();
    }

    /** Whether it is used as {@code %name}. */
    default boolean onLine() {
        return true;
    }

    /** Whether it is used as {@code %%name} above a cell. */
    default boolean onCell() {
        return false;
    }
}
