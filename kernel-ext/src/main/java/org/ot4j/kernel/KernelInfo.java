package org.ot4j.kernel;

import java.util.List;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.publish.PublishStatus;
import org.dflib.jjava.jupyter.messages.reply.HistoryReply;
import org.dflib.jjava.jupyter.messages.reply.KernelInfoReply;
import org.ot4j.kernel.inside.UndoList;

/**
 * The kernel's information about itself: what it is, and whether it is idle. JupyterLab ignores the
 * brief states around an information request; without a state that belongs to no request it would
 * show a kernel as "Unknown" until its first cell.
 */
final class KernelInfo {
    /**
     * The language version of notebooks, regardless of the JDK that runs them: front ends write it
     * into the notebook, so otherwise opening it on another machine would change it.
     */
    private static final String LANGUAGE_VERSION = "17";

    /** What jupytext calls a paired file, and nbconvert a script; JJava says .jshell. */
    private static final String FILE_EXTENSION = ".java";

    private final BaseKernel kernel;
    private final JupyterConnection connection;
    private boolean running;

    private KernelInfo(BaseKernel kernel, JupyterConnection connection) {
        this.kernel = kernel;
        this.connection = connection;
    }

    static void install(BaseKernel kernel, JupyterConnection connection, UndoList undo) {
        var info = new KernelInfo(kernel, connection);
        undo.add(
                Handlers.aroundCells(
                        connection, cell -> info.setRunning(true), () -> info.setRunning(false)));
        undo.add(
                Handlers.replace(
                        connection,
                        MessageType.KERNEL_INFO_REQUEST,
                        theirs ->
                                (env, message) -> {
                                    env.defer(info::publishState); // the last thing of all
                                    env.setBusyDeferIdle();
                                    env.reply(info.reply());
                                }));
        undo.add(
                Handlers.replace(
                        connection,
                        MessageType.HISTORY_REQUEST,
                        theirs ->
                                (env, message) -> {
                                    if (kernel.getHistoryManager() == null) {
                                        env.setBusyDeferIdle();
                                        env.reply(new NoHistory());
                                    } else {
                                        theirs.handle(env, message);
                                    }
                                }));
        info.publishState(); // for front ends that asked before we were installed
    }

    private synchronized void setRunning(boolean now) {
        running = now;
    }

    /** Locked, so that the state sent here comes before the one that ends the cell. */
    private synchronized void publishState() {
        var state = running ? PublishStatus.BUSY : PublishStatus.IDLE;
        connection.getIOPub().sendMessage(new Message<>(null, PublishStatus.MESSAGE_TYPE, state));
    }

    private KernelInfoReply reply() {
        LanguageInfo language = kernel.getLanguageInfo();
        return new Reply(
                kernel,
                new LanguageInfo(
                        language.getName(),
                        LANGUAGE_VERSION,
                        language.getMimetype(),
                        FILE_EXTENSION,
                        language.getPygmentsLexer(),
                        language.getCodemirrorMode(),
                        language.getNbconvertExporter()));
    }

    /** With the status that the protocol requires; a console does not accept history without it. */
    private static final class NoHistory extends HistoryReply {
        @SuppressWarnings("unused") // written into the message by its name
        private final String status = "ok";

        NoHistory() {
            super(List.of());
        }
    }

    /** With the status that the protocol requires. */
    private static final class Reply extends KernelInfoReply {
        private static final String PROTOCOL = "5.3";

        @SuppressWarnings("unused") // written into the message by its name
        private final String status = "ok";

        Reply(BaseKernel kernel, LanguageInfo language) {
            super(
                    PROTOCOL,
                    kernel.getName(),
                    kernel.getVersion(),
                    language,
                    kernel.getBanner(),
                    kernel.getHelpLinks());
        }
    }
}
