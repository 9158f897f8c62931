package org.ot4j.kernel.input;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.dflib.jjava.jupyter.channels.JupyterInputStream;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.channels.StdinChannel;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.reply.InputReply;
import org.dflib.jjava.jupyter.messages.request.InputRequest;
import org.ot4j.kernel.inside.Inside;
import org.ot4j.kernel.inside.UndoList;

/**
 * {@code System.in} of cells: asks the front end for a line when there is nothing left to read. A
 * cell begins without what an earlier one has left, and takes no answer to what an earlier one
 * asked. The kernel's own stream overruns short arrays and gives signs beyond ASCII as negative.
 */
public final class CellInput extends InputStream {
    private static final int READABLE = 1; // ZeroMQ's POLLIN
    private static final long LOOK_MILLIS = 20;

    private final Runnable flush;
    private ShellReplyEnvironment cell;
    private boolean enabled;
    private byte[] line = {};
    private int at;

    /** Hears from the kernel which cell runs. */
    private final class Cells extends JupyterInputStream {
        Cells() {
            super(StandardCharsets.UTF_8);
        }

        @Override
        public void setEnv(ShellReplyEnvironment env) {
            super.setEnv(env);
            begin(env);
        }

        @Override
        public void setEnabled(boolean isEnabled) {
            super.setEnabled(isEnabled);
            enable(isEnabled);
        }

        @Override
        public void retractEnv(ShellReplyEnvironment env) {
            super.retractEnv(env);
            begin(null);
        }
    }

    /**
     * Input that shows what was printed before it asks.
     *
     * @param flush sends what was printed
     */
    public CellInput(Runnable flush) {
        this.flush = flush;
    }

    /** Puts this in the place of a kernel's own stream. Returns what undoes it. */
    public Runnable install(BaseKernel kernel) {
        var undo = new UndoList();
        try {
            undo.add(Inside.set(kernel.getIO(), "jupyterIn", new Cells()));
            undo.add(Inside.set(kernel.getIO(), "in", this));
        } catch (ReflectiveOperationException | RuntimeException e) {
            undo.run();
            System.err.println("ot4j: input uses the kernel's own implementation: " + e);
        }
        return undo;
    }

    private synchronized void begin(ShellReplyEnvironment environment) {
        cell = environment;
        line = new byte[0];
        at = 0;
    }

    private synchronized void enable(boolean isEnabled) {
        enabled = isEnabled;
    }

    @Override
    public synchronized int read() {
        if (!fill()) {
            return -1;
        }
        return line[at++] & 0xFF;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int n = Math.min(length, line.length - at);
        System.arraycopy(line, at, into, offset, n);
        at += n;
        return n;
    }

    @Override
    public synchronized int available() {
        return line.length - at;
    }

    /** Whether there is something to read, asked for if need be. */
    private boolean fill() {
        if (at == line.length) {
            if (cell == null) {
                return false; // between cells
            }
            if (!enabled) {
                throw new IllegalStateException(
                        "System.in: the cell asks for input, but this front end takes none");
            }
            flush.run();
            line = (ask(cell) + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
            at = 0;
        }
        return true;
    }

    private static String ask(ShellReplyEnvironment cell) {
        try {
            var channel = (StdinChannel) Inside.get(cell, "stdin");
            var request =
                    new Message<>(
                            cell.getContext(),
                            InputRequest.MESSAGE_TYPE,
                            new InputRequest("", false));
            while (poll(channel) != null) {
                // An answer to what nobody asks any more.
            }
            channel.sendMessage(request);
            String id = request.getHeader().getId();
            while (true) {
                Message<?> reply = next(channel);
                if (reply.getContent() instanceof InputReply answer
                        && (reply.getParentHeader() == null
                                || id.equals(reply.getParentHeader().getId()))) {
                    return answer.getValue();
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("System.in: this kernel hides its input", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("System.in: stopped while waiting for input", e);
        }
    }

    /** Waits, as long as nobody stops it: the channel itself would not hear of that. */
    private static Message<?> next(StdinChannel channel)
            throws ReflectiveOperationException, InterruptedException {
        while (true) {
            Message<?> message = poll(channel);
            if (message != null) {
                return message;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** A message that is there, or null. */
    private static Message<?> poll(StdinChannel channel) throws ReflectiveOperationException {
        synchronized (channel) {
            int events = (int) channel.getClass().getMethod("getEvents").invoke(channel);
            return (events & READABLE) == 0 ? null : channel.readMessage();
        }
    }
}
