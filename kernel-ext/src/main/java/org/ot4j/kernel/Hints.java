package org.ot4j.kernel;

import java.util.Map;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.reply.CompleteReply;
import org.dflib.jjava.jupyter.messages.reply.InspectReply;
import org.ot4j.kernel.inside.UndoList;
import org.ot4j.kernel.magic.MagicHints;
import org.ot4j.kernel.shell.Completion;
import org.ot4j.kernel.shell.Documents;
import org.ot4j.kernel.shell.UserShell;

/** Answers the front end's requests about names; unknown names are left to the kernel. */
final class Hints {
    private Hints() {}

    static void install(
            BaseKernel kernel,
            JupyterConnection connection,
            MagicHints magics,
            Documents documents,
            UndoList undo) {
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
                                        found =
                                                names(
                                                        kernel,
                                                        asked.getCode(),
                                                        asked.getCursorPos());
                                    }
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

    /** The kernel's completions in our order; null if the kernel must answer for itself. */
    private static MagicHints.Completion names(BaseKernel kernel, String code, int at) {
        try {
            var offers = kernel.complete(code, at);
            return offers == null
                    ? null
                    : new MagicHints.Completion(
                            Completion.ordered(
                                    UserShell.of(kernel),
                                    code.substring(0, at),
                                    offers.getSourceStart(),
                                    offers.getReplacements()),
                            offers.getSourceStart(),
                            offers.getSourceEnd());
        } catch (RuntimeException e) {
            return null; // the kernel says what is wrong
        }
    }

    private static CompleteReply reply(MagicHints.Completion found) {
        return new CompleteReply(found.matches(), found.start(), found.end(), Map.of());
    }
}
