package org.ot4j.kernel.output;

import java.util.function.UnaryOperator;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.ShellChannel;
import org.dflib.jjava.jupyter.channels.ShellHandler;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.channels.StdinChannel;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.publish.PublishError;
import org.dflib.jjava.jupyter.messages.reply.ErrorReply;
import org.ot4j.kernel.inside.Inside;

/**
 * The environment through which a cell replies: each message follows everything that the cell has
 * printed before it.
 */
public final class CellEnvironment extends ShellReplyEnvironment {
    private final CellOutput output;
    private final UnaryOperator<PublishError> errors;

    /** The error that the cell ended with, as reported. */
    private PublishError error;

    private CellEnvironment(
            ShellReplyEnvironment given,
            StdinChannel stdin,
            CellOutput output,
            UnaryOperator<PublishError> errors) {
        super((ShellChannel) given.getShell(), stdin, given.getIopub(), given.getContext());
        this.output = output;
        this.errors = errors;
    }

    /**
     * Makes a handler reply this way, and ends the cell's output before its last messages are sent.
     *
     * @param errors improves the kernel's error messages
     */
    public static <T> ShellHandler<T> around(
            ShellHandler<T> handler,
            JupyterConnection connection,
            CellOutput output,
            UnaryOperator<PublishError> errors) {
        StdinChannel stdin;
        try {
            stdin = (StdinChannel) Inside.get(connection, "stdin");
        } catch (ReflectiveOperationException | RuntimeException e) {
            return handler; // another version of the kernel: it replies in its own way
        }
        return (given, message) -> {
            var cell = new CellEnvironment(given, stdin, output, errors);
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
        Message<?> told = message;
        if (message.getContent() instanceof PublishError found) {
            error = errors.apply(found);
            told = new Message<>(getContext(), PublishError.MESSAGE_TYPE, error);
        }
        Message<?> last = told;
        output.run(() -> super.publish(last));
    }

    @Override
    public void replyError(MessageType<?> type, ErrorReply reply) {
        ErrorReply told = reply;
        if (error != null) {
            told =
                    new ErrorReply(
                            error.getErrorName(), error.getErrorMessage(), error.getStacktrace());
            try {
                told.setExecutionCount((Integer) Inside.get(reply, "count"));
            } catch (ReflectiveOperationException e) {
                told = reply;
            }
        }
        super.replyError(type, told);
    }
}
