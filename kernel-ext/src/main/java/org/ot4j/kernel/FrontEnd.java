package org.ot4j.kernel;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.ot4j.kernel.inside.AllThreads;
import org.ot4j.kernel.inside.Inside;
import org.ot4j.kernel.inside.UndoList;

/**
 * The kernel's connection to its front end. The kernel does not pass it to extensions, so it is
 * found through the threads that listen to it, as soon as there are any. These threads poll every
 * 50 ms; here they are made to block instead, so a message is answered immediately.
 */
final class FrontEnd {
    private static final String LISTENER = "org.dflib.jjava.jupyter.channels.Loop";
    private static final String LOOP_BODY = "loopBody";
    private static final String CHANNEL = "ShellChannel";
    private static final String POLLER = "ZMQ$Poller";
    private static final int LISTENERS = 2; // for requests, and for interrupts
    private static final long WAIT_MILLIS = 50;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int LOOK_MILLIS = 5;

    private final BiConsumer<JupyterConnection, UndoList> action;
    private final UndoList undo = new UndoList();

    /**
     * Prepares to look for the connection.
     *
     * @param action called once the connection exists, with a list for the actions that undo its
     *     changes; never called if this version of the kernel hides the connection
     */
    FrontEnd(BiConsumer<JupyterConnection, UndoList> action) {
        this.action = action;
    }

    /**
     * Looks for the connection in the background. Returns an action that undoes all resulting
     * changes.
     */
    Runnable find() {
        var thread = new Thread(this::look, "ot4j-front-end");
        thread.setDaemon(true);
        thread.start();
        undo.add(thread::interrupt);
        return undo;
    }

    private void look() {
        try {
            JupyterConnection connection = null;
            int found = 0;
            for (int waited = 0; waited < PATIENCE_MILLIS; waited += LOOK_MILLIS) {
                for (Thread thread : AllThreads.now()) {
                    if (thread.getClass().getName().equals(LISTENER)) {
                        JupyterConnection own = hasten(thread);
                        if (own != null) {
                            connection = own;
                            found++;
                        }
                    }
                }
                if (found >= LISTENERS) {
                    action.accept(connection, undo);
                    return;
                }
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Another version of the kernel: everything works as without us, a little more slowly.
        }
    }

    /**
     * Makes a listener block for messages; returns its connection, or null if it listens to none.
     */
    private JupyterConnection hasten(Thread listener) throws ReflectiveOperationException {
        var body = (LongSupplier) Inside.get(listener, LOOP_BODY);
        Object work = captured(body, "Runnable");
        Object channel = work == null ? null : captured(work, CHANNEL);
        if (channel == null) {
            return null;
        }
        Object poller = captured(work, POLLER);
        Method poll = poller.getClass().getMethod("poll", long.class);
        LongSupplier quick =
                () -> {
                    try {
                        poll.invoke(poller, WAIT_MILLIS);
                    } catch (ReflectiveOperationException e) {
                        return body.getAsLong();
                    }
                    return Math.min(0, body.getAsLong());
                };
        undo.add(Inside.set(listener, LOOP_BODY, quick));
        return (JupyterConnection) Inside.get(channel, "connection");
    }

    /** The value of the given type that a lambda has captured. */
    private static Object captured(Object lambda, String type) throws IllegalAccessException {
        for (Field field : lambda.getClass().getDeclaredFields()) {
            if (field.getType().getName().endsWith(type)) {
                field.setAccessible(true);
                return field.get(lambda);
            }
        }
        return null;
    }
}
