package org.ot4j.kernel;

import java.util.Map;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.reply.CompleteReply;
import org.dflib.jjava.jupyter.messages.reply.InspectReply;
import org.ot4j.kernel.inside.UndoList;
import org.ot4j.kernel.magic.MagicHints;
import org.ot4j.kernel.shell.Documents;

/** Answers what the front end asks about names; what is not known here goes to the kernel. */
final class Hints {
    private Hints() {}

    static void install(
            JupyterConnection connection, MagicHints magics, Documents documents, UndoList undo) {
        undo.add(
                Handlers.replace(
                        connection,
                        MessageType.COMPLETE_REQUEST,
                        java ->
                                (env, message) -> {
                                    var asked = message.getContent();
                                    var found =
                                            magics.complete(asked.getCode(), asked.getCursorPos());
                                    if (found == null) {
                                        java.handle(env, message);
                                    } else {
                                        env.setBusyDeferIdle();
                                        env.reply(reply(found));
                                    }
                                }));
        undo.add(
                Handlers.replace(
                        connection,
                        MessageType.INSPECT_REQUEST,
                        java ->
                                (env, message) -> {
                                    var asked = message.getContent();
                                    String text =
                                            magics.inspect(asked.getCode(), asked.getCursorPos());
                                    if (text == null) {
                                        text =
                                                documents.inspect(
                                                        asked.getCode(), asked.getCursorPos());
                                    }
                                    if (text == null) {
                                        java.handle(env, message);
                                    } else {
                                        env.setBusyDeferIdle();
                                        env.reply(new InspectReply(true, new DisplayData(text)));
                                    }
                                }));
    }

    private static CompleteReply reply(MagicHints.Completion found) {
        return new CompleteReply(found.matches(), found.start(), found.end(), Map.of());
    }
}
