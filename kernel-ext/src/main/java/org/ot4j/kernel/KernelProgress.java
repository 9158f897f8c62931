package org.ot4j.kernel;

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
    private final BaseKernel kernel;

    /** The tasks that are shown now, outermost first. */
    private final TreeMap<Integer, ProgressState> rows = new TreeMap<>();

    private String displayId;

    KernelProgress(BaseKernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public synchronized void show(ProgressState state) {
        if (!kernel.getIO().display.isAttached()) {
            return;
        }
        rows.tailMap(state.depth(), false).clear();
        rows.put(state.depth(), state);
        send();
        if (state.finished()) {
            rows.remove(state.depth());
            if (state.depth() == 0) {
                displayId = null;
            }
        }
    }

    private void send() {
        var data = new DisplayData();
        data.putText(
                rows.values().stream().map(ProgressState::line).collect(Collectors.joining("\n")));
        data.putHTML(
                rows.values().stream().map(ProgressHtml::row).collect(Collectors.joining("\n")));
        if (displayId == null) {
            displayId = UUID.randomUUID().toString();
            data.putTransientData("display_id", displayId);
            kernel.getIO().display.display(data);
        } else {
            kernel.getIO().display.updateDisplay(displayId, data);
        }
    }
}
