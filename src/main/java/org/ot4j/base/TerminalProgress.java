package org.ot4j.base;

/** One line on the terminal, rewritten in place; silent when there is no terminal. */
final class TerminalProgress implements ProgressDisplay {
    private final boolean terminal = System.console() != null;

    @Override
    public void show(ProgressState state) {
        if (terminal) {
            System.err.print("\r\033[K" + state.line() + (state.finished() ? "\n" : ""));
            System.err.flush();
        }
    }
}
