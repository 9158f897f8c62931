package org.ot4j.kernel.check;

/**
 * Ends a check, with the value's description, what was found, what was expected, and a hint; each
 * may be null.
 */
final class Wrong extends Error {
    private static final long serialVersionUID = 1;

    final String what;
    final String found;
    final String expected;
    final String hint;

    Wrong(String what, String found, String expected, String hint) {
        super(hint, null, false, false);
        this.what = what;
        this.found = found;
        this.expected = expected;
        this.hint = hint;
    }
}
