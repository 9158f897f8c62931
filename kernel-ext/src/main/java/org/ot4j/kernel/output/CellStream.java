package org.ot4j.kernel.output;

import java.util.function.BiConsumer;
import org.dflib.jjava.jupyter.channels.JupyterOutputStream;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;

/**
 * The stream behind {@code System.out} or {@code System.err}: the kernel's own sends a message for
 * each write, and a � for each character that is split between two writes.
 */
final class CellStream extends JupyterOutputStream {
    private static final BiConsumer<ShellReplyEnvironment, String> UNUSED = (env, text) -> {};

    private final Stream stream;
    private final CellOutput output;
    private final Utf8 signs = new Utf8();

    CellStream(Stream stream, CellOutput output) {
        super(UNUSED);
        this.stream = stream;
        this.output = output;
    }

    @Override
    public void setEnv(ShellReplyEnvironment env) {
        super.setEnv(env);
        output.begin(env);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int n) {
        output.print(stream, signs.decode(bytes, from, n));
    }

    @Override
    public void writeBytes(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    /** Nothing to do: written text is sent within a moment, and before the cell ends. */
    @Override
    public void flush() {}

    /** At the end of a cell: the replacement for an incomplete character. */
    synchronized void end() {
        output.print(stream, signs.end());
    }
}
