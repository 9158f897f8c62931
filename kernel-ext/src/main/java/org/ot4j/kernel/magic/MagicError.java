package org.ot4j.kernel.magic;

/**
 * A magic was asked for something that it cannot do; the message says what was expected. An error,
 * because the kernel wraps exceptions of magics in one of its own.
 */
public final class MagicError extends Error {
    private static final long serialVersionUID = 1;

    MagicError(String message) {
        super(message, null, false, false);
    }
}
