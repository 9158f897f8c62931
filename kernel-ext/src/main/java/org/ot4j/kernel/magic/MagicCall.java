package org.ot4j.kernel.magic;

/**
 * A call of a magic in a cell.
 *
 * @param arguments the rest of its line, verbatim
 * @param body the cell below {@code %%name}; null for {@code %name}
 */
record MagicCall(String name, String arguments, String body) {
    /** The line of the call. */
    String line() {
        return ((body == null ? "%" : "%%") + name + " " + arguments).strip();
    }
}
