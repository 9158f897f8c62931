package org.ot4j.kernel;

import java.util.Map;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.reply.CompleteReply;
import org.dflib.jjava.jupyter.messages.reply.InspectReply;
import org.ot4j.kernel.magic.MagicHints;

/** Answers what the front end asks about a line with a magic; all else goes to the kernel. */
final class Hints {
    private Hints() {}

    static void install(JupyterConnection connection, MagicHints magics) {
        var java = connection.getHandler(MessageType.COMPLETE_REQUEST);
        connection.setHandler(
                MessageType.COMPLETE_REQUEST,
                (env, message) -> {
                    var request = message.getContent();
                    var found = magics.complete(request.getCode(), request.getCursorPos());
                    if (found == null) {
                        java.handle(env, message);
                    } else {
                        env.setBusyDeferIdle();
                        env.reply(
                                new CompleteReply(
                                        found.matches(), found.start(), found.end(), Map.of()));
                    }
                });
        var documents = connection.getHandler(MessageType.INSPECT_REQUEST);
        connection.setHandler(
                MessageType.INSPECT_REQUEST,
                (env, message) -> {
                    var request = message.getContent();
                    String text = magics.inspect(request.getCode(), request.getCursorPos());
                    if (text == null) {
                        documents.handle(env, message);
                    } else {
                        env.setBusyDeferIdle();
                        env.reply(new InspectReply(true, new DisplayData(text)));
                    }
                });
    }
}
