package org.ot4j.launcher;

/** Ends a command with one clear line and an exit code, without a stack trace. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    final int code;

    Failure(String message) {
        this(message, 1);
    }

    Failure(String message, int code) {
        super(message);
        this.code = code;
    }
}
