package org.ot4j.kernel.magic;

/**
 * A magic as it stands in a cell.
 *
 * @param arguments the rest of its line, sign by sign
 * @param body the cell below {@code %%name}; null for {@code %name}
 */
record MagicCall(String name, String arguments, String body) {
    /** The line that it stands on. */
    String line() {
        return ((body == null ? "%" : "%%") + name + " " + arguments).strip();
    }
}
