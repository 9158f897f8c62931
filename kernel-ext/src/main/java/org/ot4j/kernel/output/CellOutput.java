package org.ot4j.kernel.output;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.DisplayStream;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.messages.ContentType;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.publish.PublishStream;
import org.ot4j.kernel.inside.Inside;
import org.ot4j.kernel.inside.UndoList;

/**
 * Everything that cells print and display, in order. Text that a thread prints after the end of its
 * cell goes to that cell, even while another one is running.
 */
public final class CellOutput {
    private final Outbox<Cell> outbox = new Outbox<>(CellOutput::send, Pace.ofServer());
    private final CellStream out = new CellStream(Stream.OUT, this);
    private final CellStream err = new CellStream(Stream.ERR, this);
    private final Owners<Cell> owners = new Owners<>();
    private PrintStream terminalOut = System.out;
    private PrintStream terminalErr = System.err;
    private volatile Cell cell;

    /** A cell, and how much it may still print. */
    private record Cell(ShellReplyEnvironment environment, Allowance allowance) {}

    /** Sends waiting text before each display. */
    private final class Displays extends DisplayStream {
        @Override
        public void display(DisplayData data) {
            outbox.run(() -> super.display(data));
        }

        @Override
        public void updateDisplay(DisplayData data) {
            outbox.run(() -> super.updateDisplay(data));
        }
    }

    /**
     * Replaces the kernel's own streams; cells pick up the new ones as they begin. A kernel with
     * different internals keeps its own streams.
     *
     * @return an action that undoes this
     */
    public Runnable install(BaseKernel kernel) {
        JupyterIO io = kernel.getIO();
        var charset = StandardCharsets.UTF_8;
        var undo = new UndoList();
        undo.add(outbox::close);
        try {
            undo.add(Inside.set(io, "jupyterOut", out));
            undo.add(Inside.set(io, "jupyterErr", err));
            undo.add(Inside.set(io, "out", new PrintStream(out, false, charset)));
            undo.add(Inside.set(io, "err", new PrintStream(err, false, charset)));
            undo.add(Inside.set(io, "display", new Displays()));
            // After each cell the kernel restores the previous streams: our own.
            terminalOut = System.out;
            terminalErr = System.err;
            System.setOut(io.out);
            System.setErr(io.err);
            undo.add(() -> restore(io));
        } catch (ReflectiveOperationException | RuntimeException e) {
            undo.run();
            System.err.println("ot4j: output uses the kernel's own implementation: " + e);
        }
        return undo;
    }

    private void restore(JupyterIO io) {
        if (System.out == io.out) {
            System.setOut(terminalOut);
        }
        if (System.err == io.err) {
            System.setErr(terminalErr);
        }
    }

    /** Called by each of a cell's streams when it begins. */
    void begin(ShellReplyEnvironment environment) {
        Cell now = cell;
        if (now == null || now.environment != environment) {
            if (now == null) {
                owners.begin();
            } else {
                owners.settle(now);
            }
            cell = new Cell(environment, new Allowance(Allowance.MOST));
        }
    }

    /** Called when a cell ends: sends everything it has printed. */
    public void end() {
        Cell ended = cell;
        if (ended == null) {
            return;
        }
        out.end();
        err.end();
        synchronized (ended) {
            outbox.print(ended, Stream.ERR, ended.allowance.note());
        }
        outbox.flush();
    }

    /** Sends what was printed so far. */
    public void flush() {
        outbox.flush();
    }

    /** Sends a message after all that was printed before, and waits until it is sent. */
    public void run(Runnable message) {
        outbox.run(message);
    }

    void print(Stream stream, CharSequence text) {
        Cell last = cell;
        if (last == null) { // the kernel itself, to whoever started it
            PrintStream terminal = stream == Stream.OUT ? terminalOut : terminalErr;
            terminal.append(text);
            terminal.flush();
            return;
        }
        Cell now = owners.of(Thread.currentThread(), last);
        CharSequence shown;
        synchronized (now) {
            shown = now.allowance.take(text);
        }
        outbox.print(now, stream, shown);
    }

    private static void send(Cell cell, Stream stream, String text) {
        var type =
                stream == Stream.OUT ? PublishStream.StreamType.OUT : PublishStream.StreamType.ERR;
        publish(cell.environment, new PublishStream(type, text));
    }

    /** Bypasses the environment's own queue, which belongs to the cell and may be closing. */
    static <T extends ContentType<T>> void publish(ShellReplyEnvironment cell, T content) {
        cell.getIopub().sendMessage(new Message<>(cell.getContext(), content.getType(), content));
    }
}
