package org.ot4j.kernel.magic;

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

    /** Whether it is used as {@code %name}. */
    default boolean onLine() {
        return true;
    }

    /** Whether it is used as {@code %%name} above a cell. */
    default boolean onCell() {
        return false;
    }
}
