package org.ot4j.kernel;

import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.ot4j.kernel.execution.Stop;
import org.ot4j.kernel.inside.UndoList;

/** Notifies the code of cells when a cell begins, and when its user asks it to stop. */
final class StopButton {
    private StopButton() {}

    static void install(JupyterConnection connection, UndoList undo) {
        undo.add(Handlers.aroundCells(connection, cell -> Stop.begin(), () -> {}));
        undo.add(
                Handlers.replace(
                        connection,
                        MessageType.INTERRUPT_REQUEST,
                        interrupt ->
                                (env, message) ->
                                        Stop.press(() -> interrupt.handle(env, message))));
    }
}
