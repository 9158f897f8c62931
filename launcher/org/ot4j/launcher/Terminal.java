package org.ot4j.launcher;

import java.io.Console;

/** Whether a person reads what is printed, or a log does. */
final class Terminal {
    private Terminal() {}

    /** From Java 22 on there is a console without a terminal, too, and a method that tells. */
    static boolean isThere() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
