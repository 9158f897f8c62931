package org.ot4j.kernel.output;

import java.util.Collection;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.ot4j.kernel.inside.Inside;

/**
 * Lets no message get lost on its way. A ZeroMQ publisher throws away what a slow reader leaves
 * standing beyond a thousand messages, the word that a cell has ended among them.
 */
public final class Unbounded {
    private Unbounded() {}

    /** Takes the bound away, for readers that are there and those that come. */
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
