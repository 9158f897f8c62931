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
 * Bars that move in place below the cell. An outermost task and all inside it share one output, so
 * that a saved notebook holds one line for it however many tasks ran within.
 *
 * <p>The kernel ends a stopped cell at once, while the task in it comes to its end a moment later.
 * What it says then goes to its own cell all the same, as JupyterLab takes it; and once more with
 * the next cell, for front ends that listen to no cell but the one that runs.
 */
final class KernelProgress implements ProgressDisplay {
    /** A cell that took less, in nanoseconds, has left no memory to speak of. */
    private static final long SHORT = 100_000_000L;

    private final BaseKernel kernel;
    private final CellOutput output;

    /** The bar of each thread at work: a task may end while the next cell's has begun. */
    private final Map<Thread, Bar> bars = new HashMap<>();

    /** Last lines of tasks that outlived their cell. */
    private final List<DisplayData> late = new ArrayList<>();

    /** The cell that runs; null between cells, and where the kernel does not let us see. */
    private ShellReplyEnvironment running;

    private long start;

    /** What one output shows. */
    private static final class Bar {
        /** The tasks that are shown now, outermost first. */
        private final TreeMap<Integer, ProgressState> rows = new TreeMap<>();

        /** The cell that it is below; null where it is not known. */
        private ShellReplyEnvironment place;

        private String displayId;
    }

    KernelProgress(BaseKernel kernel, CellOutput output) {
        this.kernel = kernel;
        this.output = output;
    }

    /** From now on sees where cells begin and end. Returns what undoes it. */
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

    /** Past the environment's own queue, which is the cell's and may just be closing. */
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
