package org.ot4j.kernel.magic;

/**
 * Thrown when a magic is asked for something it cannot do; the message says what was expected. It
 * is an error because the kernel wraps exceptions of magics in one of its own.
 */
public final class MagicError extends Error {
    private static final long serialVersionUID = 1;

    MagicError(String message) {
        super(message, null, false, false);
    }
}
