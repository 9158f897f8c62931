package org.ot4j.kernel.output;

import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.ShellChannel;
import org.dflib.jjava.jupyter.channels.ShellHandler;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.channels.StdinChannel;
import org.dflib.jjava.jupyter.messages.Message;
import org.ot4j.kernel.inside.Fields;

/** What a cell answers through: each message follows all that the cell has printed before it. */
public final class CellEnvironment extends ShellReplyEnvironment {
    private final CellOutput output;

    private CellEnvironment(ShellReplyEnvironment given, StdinChannel stdin, CellOutput output) {
        super((ShellChannel) given.getShell(), stdin, given.getIopub(), given.getContext());
        this.output = output;
    }

    /** Lets a handler answer so, and ends the cell's output before its last messages go. */
    public static <T> ShellHandler<T> around(
            ShellHandler<T> handler, JupyterConnection connection, CellOutput output) {
        StdinChannel stdin;
        try {
            stdin = (StdinChannel) Fields.get(connection, "stdin");
        } catch (ReflectiveOperationException | RuntimeException e) {
            return handler; // another version of the kernel: it answers its own way
        }
        return (given, message) -> {
            var cell = new CellEnvironment(given, stdin, output);
            try {
                handler.handle(cell, message);
            } finally {
                output.end();
                cell.resolveDeferrals();
            }
        };
    }

    @Override
    public void publish(Message<?> message) {
        output.run(() -> super.publish(message));
    }
}
