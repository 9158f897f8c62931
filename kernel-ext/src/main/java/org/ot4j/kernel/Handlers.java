package org.ot4j.kernel;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.ShellHandler;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.messages.MessageType;

/** Puts something before the kernel's own answer to a kind of message. */
final class Handlers {
    private Handlers() {}

    /**
     * Does something before and after each cell.
     *
     * @return what undoes it
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

    /** Replaces a handler by one around it. Returns what undoes it. */
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
