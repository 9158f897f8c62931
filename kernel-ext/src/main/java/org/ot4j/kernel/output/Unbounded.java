package org.ot4j.kernel.output;

import java.util.Collection;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.ot4j.kernel.inside.Inside;

/**
 * Keeps messages from being dropped. A ZeroMQ publisher discards messages once a slow reader is a
 * thousand behind, including the one that says a cell has ended.
 */
public final class Unbounded {
    private Unbounded() {}

    /** Removes the bound, for present and future readers. */
    public static void make(JupyterConnection connection) {
        Object socket = connection.getIOPub();
        try {
            socket.getClass().getMethod("setSndHWM", int.class).invoke(socket, 0);
            Object base = socket.getClass().getMethod("base").invoke(socket);
            for (Object pipe : (Collection<?>) Inside.get(base, "pipes")) {
                Inside.set(pipe, "hwm", 0);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            System.err.println("ot4j: some output may be lost if there is much of it: " + e);
        }
    }
}
