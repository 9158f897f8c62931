package org.ot4j.kernel.magic;

import java.util.List;

/**
 * A magic: a class with picocli's annotations, created anew for each use. Its header is listed by
 * {@code %help}; its footer is an example.
 */
interface Magic {
    /**
     * Runs the magic.
     *
     * @param body the cell below {@code %%name}; null for {@code %name}
     * @return what the notebook shows, or null for nothing
     */
    Object run(Session session, String body) throws Exception;

    /** What can follow the words already on its line, apart from options. */
    default List<String> offers(Session session, List<String> words) {
        return List.of();
    }

    /** Whether its line contains Java code. */
    default boolean takesJava() {
        return false;
    }

    /** Whether its line, apart from options, is one verbatim word. */
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
