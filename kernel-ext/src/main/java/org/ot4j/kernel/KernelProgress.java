package org.ot4j.kernel;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.ot4j.base.ProgressDisplay;
import org.ot4j.base.ProgressState;

/**
 * Bars that move in place below the cell. An outermost task and all inside it share one output, so
 * that a saved notebook holds one line for it however many tasks ran within.
 */
final class KernelProgress implements ProgressDisplay {
    private static final long POLL_MILLIS = 1; // a cell can be over in ten

    private final BaseKernel kernel;

    /** The tasks that are shown now, outermost first. */
    private final TreeMap<Integer, ProgressState> rows = new TreeMap<>();

    private String displayId;

    KernelProgress(BaseKernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public synchronized void show(ProgressState state) {
        rows.tailMap(state.depth(), false).clear();
        rows.put(state.depth(), state);
        if (attached()) {
            send();
        }
        boolean attached = attached(); // else the cell may have ended before that was sent
        if (state.finished()) {
            rows.remove(state.depth());
            if (state.depth() == 0) {
                if (!attached && displayId != null) {
                    sendLater(displayId, data(List.of(state)));
                }
                displayId = null;
            }
        }
    }

    /** Whether a cell runs: only then does what is sent arrive. */
    private boolean attached() {
        return kernel.getIO().display.isAttached();
    }

    /** What a stopped task says last comes from an interrupted thread, which cannot send. */
    private void send() {
        boolean stopped = Thread.interrupted();
        try {
            var data = data(rows.values());
            if (displayId == null) {
                displayId = UUID.randomUUID().toString();
                data.putTransientData("display_id", displayId);
                kernel.getIO().display.display(data);
            } else {
                kernel.getIO().display.updateDisplay(displayId, data);
            }
        } finally {
            if (stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * The kernel ends a stopped cell at once, and its output with it: the last line of a task that
     * ended a moment later is sent when the next cell runs.
     */
    private void sendLater(String id, DisplayData data) {
        var sender =
                new Thread(
                        () -> {
                            try {
                                do {
                                    while (!attached()) {
                                        Thread.sleep(POLL_MILLIS);
                                    }
                                    kernel.getIO().display.updateDisplay(id, data);
                                } while (!attached());
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "ot4j-progress");
        sender.setDaemon(true);
        sender.start();
    }

    private static DisplayData data(Collection<ProgressState> rows) {
        var data = new DisplayData();
        data.putText(rows.stream().map(ProgressState::line).collect(Collectors.joining("\n")));
        data.putHTML(rows.stream().map(ProgressHtml::row).collect(Collectors.joining("\n")));
        return data;
    }
}
