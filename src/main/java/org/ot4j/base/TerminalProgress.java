package org.ot4j.base;

import java.io.Console;

/** One line on the terminal, rewritten in place; silent when there is no terminal. */
final class TerminalProgress implements ProgressDisplay {
    private final boolean terminal = isThere(System.console());

    @Override
    public void show(ProgressState state) {
        if (terminal) {
            System.err.print("\r\033[K" + state.line() + (state.finished() ? "\n" : ""));
            System.err.flush();
        }
    }

    /** From Java 22 on there is a console without a terminal, too, and a method that tells. */
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
