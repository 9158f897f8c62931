package org.ot4j.kernel.execution;

/** Ends a cell because its user asked it to stop. */
public final class Stopped extends Error {
    private static final long serialVersionUID = 1;

    Stopped() {
        super("stopped");
    }
}
