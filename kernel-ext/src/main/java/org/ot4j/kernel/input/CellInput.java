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
 * {@code System.in} of cells: requests a line from the front end when there is nothing left to
 * read. A cell does not see input left over from an earlier one, and ignores answers to requests of
 * an earlier one. The kernel's own stream overruns short arrays and returns characters beyond ASCII
 * as negative numbers.
 */
public final class CellInput extends InputStream {
    private static final int READABLE = 1; // ZeroMQ's POLLIN
    private static final long LOOK_MILLIS = 20;

    private final Runnable flush;
    private ShellReplyEnvironment cell;
    private boolean enabled;
    private byte[] line = {};
    private int at;

    /** Learns from the kernel which cell is running. */
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
     * Input that shows printed text before it asks.
     *
     * @param flush sends the printed text
     */
    public CellInput(Runnable flush) {
        this.flush = flush;
    }

    /** Replaces the kernel's own stream by this one. Returns an action that undoes this. */
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

    /** Whether there is something to read; requests a line if necessary. */
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
                // An answer to a request that is no longer current.
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

    /** Waits until stopped: the channel itself would not notice a stop. */
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

    /** A waiting message, or null. */
    private static Message<?> poll(StdinChannel channel) throws ReflectiveOperationException {
        synchronized (channel) {
            int events = (int) channel.getClass().getMethod("getEvents").invoke(channel);
            return (events & READABLE) == 0 ? null : channel.readMessage();
        }
    }
}
