package org.ot4j.base;

import java.io.Console;

/**
 * Shows progress as one line on the terminal, rewritten in place; does nothing without a terminal.
 */
final class TerminalProgress implements ProgressDisplay {
    private final boolean terminal = isThere(System.console());

    @Override
    public void show(ProgressState state) {
        if (terminal) {
            System.err.print("\r\033[K" + state.line() + (state.finished() ? "\n" : ""));
            System.err.flush();
        }
    }

    /**
     * From Java 22 on, there can be a console without a terminal, and a method that tells them
     * apart.
     */
    private static boolean isThere(Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true; // Java 17 to 21: a console is a terminal
        }
    }
}
