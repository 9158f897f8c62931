package org.ot4j.kernel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.messages.ContentType;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.publish.PublishDisplayData;
import org.dflib.jjava.jupyter.messages.publish.PublishUpdateDisplayData;
import org.ot4j.base.FreedMemory;
import org.ot4j.base.ProgressDisplay;
import org.ot4j.base.ProgressState;
import org.ot4j.kernel.output.CellOutput;

/**
 * Progress bars that are updated in place below the cell. An outermost task and all tasks inside it
 * share one output, so a saved notebook has one line for it, however many tasks ran inside.
 *
 * <p>The kernel ends a stopped cell immediately, while the task in it ends a moment later. Its last
 * update still goes to its own cell, as JupyterLab accepts, and is sent once more with the next
 * cell, for front ends that listen only to the running cell.
 */
final class KernelProgress implements ProgressDisplay {
    /** A cell that took less time than this, in nanoseconds, has left no memory worth freeing. */
    private static final long SHORT = 100_000_000L;

    private final BaseKernel kernel;
    private final CellOutput output;

    /** The bar of each working thread: a task may end after one of the next cell has begun. */
    private final Map<Thread, Bar> bars = new HashMap<>();

    /** Last lines of tasks that outlived their cell. */
    private final List<DisplayData> late = new ArrayList<>();

    /** The running cell; null between cells, and if the kernel hides it. */
    private ShellReplyEnvironment running;

    private long start;

    /** The content of one output. */
    private static final class Bar {
        /** The tasks currently shown, outermost first. */
        private final TreeMap<Integer, ProgressState> rows = new TreeMap<>();

        /** The cell above the output; null if unknown. */
        private ShellReplyEnvironment place;

        private String displayId;
    }

    KernelProgress(BaseKernel kernel, CellOutput output) {
        this.kernel = kernel;
        this.output = output;
    }

    /** Watches the start and end of cells from now on. Returns an action that undoes this. */
    Runnable follow(JupyterConnection connection) {
        return Handlers.aroundCells(connection, this::begin, this::end);
    }

    private synchronized void begin(ShellReplyEnvironment cell) {
        running = cell;
        start = System.nanoTime();
        for (DisplayData data : late) {
            publish(cell, new PublishUpdateDisplayData(data));
        }
        late.clear();
    }

    private void end() {
        long taken;
        synchronized (this) {
            running = null;
            taken = System.nanoTime() - start;
        }
        if (taken > SHORT) {
            FreedMemory.giveBack();
        }
    }

    @Override
    public synchronized void show(ProgressState state) {
        Bar bar = bars.computeIfAbsent(Thread.currentThread(), thread -> new Bar());
        bar.rows.tailMap(state.depth(), false).clear();
        bar.rows.put(state.depth(), state);
        boolean last = state.finished() && state.depth() == 0;
        try {
            send(bar, last);
        } finally {
            if (state.finished()) {
                bar.rows.remove(state.depth());
            }
            if (last) {
                bars.remove(Thread.currentThread());
            }
        }
    }

    private void send(Bar bar, boolean last) {
        var display = kernel.getIO().display;
        boolean first = bar.displayId == null;
        if (first) {
            if (!display.isAttached()) {
                return; // nobody would see it
            }
            bar.displayId = UUID.randomUUID().toString();
            bar.place = running;
        }
        DisplayData data = data(bar.rows.values());
        data.putTransientData("display_id", bar.displayId);
        if (bar.place == null) {
            output.run(first ? () -> display.display(data) : () -> display.updateDisplay(data));
        } else if (first) {
            publish(bar.place, new PublishDisplayData(data));
        } else {
            publish(bar.place, new PublishUpdateDisplayData(data));
        }
        boolean over = bar.place == null ? !display.isAttached() : bar.place != running;
        if (last && over) {
            late.add(data);
        }
    }

    /** Bypasses the environment's own queue, which belongs to the cell and may be closing. */
    private <T extends ContentType<T>> void publish(ShellReplyEnvironment cell, T content) {
        var message = new Message<>(cell.getContext(), content.getType(), content);
        output.run(() -> cell.getIopub().sendMessage(message));
    }

    private static DisplayData data(Collection<ProgressState> rows) {
        var data = new DisplayData();
        data.putText(rows.stream().map(ProgressState::line).collect(Collectors.joining("\n")));
        data.putHTML(rows.stream().map(ProgressHtml::row).collect(Collectors.joining("\n")));
        return data;
    }
}
