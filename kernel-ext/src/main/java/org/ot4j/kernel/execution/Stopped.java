package org.ot4j.kernel.execution;

/** Ends what a cell does, because its user wants it to stop. */
public final class Stopped extends Error {
    private static final long serialVersionUID = 1;

    Stopped() {
        super("stopped");
    }
}
