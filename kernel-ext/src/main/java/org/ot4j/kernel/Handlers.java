package org.ot4j.kernel;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.ShellHandler;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.messages.MessageType;

/** Inserts handlers before the kernel's own for a type of message. */
final class Handlers {
    private Handlers() {}

    /**
     * Runs actions before and after each cell.
     *
     * @return an action that undoes this
     */
    static Runnable aroundCells(
            JupyterConnection connection, Consumer<ShellReplyEnvironment> begin, Runnable end) {
        return replace(
                connection,
                MessageType.EXECUTE_REQUEST,
                execute ->
                        (cell, message) -> {
                            begin.accept(cell);
                            try {
                                execute.handle(cell, message);
                            } finally {
                                end.run();
                            }
                        });
    }

    /** Wraps a handler in another. Returns an action that undoes this. */
    static <T> Runnable replace(
            JupyterConnection connection,
            MessageType<T> type,
            UnaryOperator<ShellHandler<T>> around) {
        ShellHandler<T> before = connection.getHandler(type);
        ShellHandler<T> ours = around.apply(before);
        connection.setHandler(type, ours);
        return () -> {
            if (connection.getHandler(type) == ours) {
                connection.setHandler(type, before);
            }
        };
    }
}
