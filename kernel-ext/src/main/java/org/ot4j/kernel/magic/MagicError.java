package org.ot4j.kernel.magic;

/** A magic was asked for something that it cannot do; the message says what was expected. */
public final class MagicError extends RuntimeException {
    private static final long serialVersionUID = 1;

    MagicError(String message) {
        super(message, null, false, false);
    }
}
