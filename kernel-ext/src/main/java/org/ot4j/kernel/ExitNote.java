package org.ot4j.kernel;

import java.util.Arrays;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.publish.PublishStream;
import org.ot4j.kernel.inside.UndoList;

/**
 * Explains below a cell that called {@code System.exit} that the end of Java is the end of the
 * kernel.
 */
final class ExitNote {
    private static final String TEXT =
            "System.exit ended the kernel: variables and definitions are gone."
                    + " In a cell, return from a method or throw an exception instead.\n";

    /** Messages are sent by a ZeroMQ thread, which ends with Java. */
    private static final long SENDING_MILLIS = 200;

    private volatile ShellReplyEnvironment running;

    private ExitNote() {}

    static void install(JupyterConnection connection, UndoList undo) {
        var note = new ExitNote();
        undo.add(
                Handlers.aroundCells(
                        connection, cell -> note.running = cell, () -> note.running = null));
        var hook = new Thread(note::tell, "ot4j-exit-note");
        Runtime.getRuntime().addShutdownHook(hook);
        undo.add(
                () -> {
                    try {
                        Runtime.getRuntime().removeShutdownHook(hook);
                    } catch (IllegalStateException e) {
                        // Java is already shutting down.
                    }
                });
    }

    private void tell() {
        ShellReplyEnvironment cell = running;
        if (cell == null || !exitWasCalled()) {
            return; // the kernel is shut down in another way
        }
        var content = new PublishStream(PublishStream.StreamType.ERR, TEXT);
        try {
            Thread.sleep(SENDING_MILLIS); // what the cell printed before goes first
            cell.getIopub()
                    .sendMessage(new Message<>(cell.getContext(), content.getType(), content));
            Thread.sleep(SENDING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A signal and the end of the last thread do not come through here. */
    private static boolean exitWasCalled() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(
                        f ->
                                f.getClassName().equals(Runtime.class.getName())
                                        && f.getMethodName().equals("exit"));
    }
}
