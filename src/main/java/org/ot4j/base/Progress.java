package org.ot4j.base;

import java.time.Duration;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.ot4j.internal.Check;

/**
 * The progress of one long task, shown wherever the library runs: a line in a terminal, a bar in a
 * notebook. Every long loop of the library has one and checks {@link #stopRequested()} as it runs.
 *
 * <pre>{@code
 * try (var progress = Progress.start("transport", total)) {
 *     for (long i = 0; i < total && !Progress.stopRequested(); i++) {
 *         progress.update(i + 1, () -> "gap " + gap);
 *     }
 * }
 * }</pre>
 *
 * Updates are cheap (one clock reading) and shown at most ten times a second; a task that ends
 * within {@link #PATIENCE} is not shown at all.
 */
public final class Progress implements AutoCloseable {
    /** Tasks shorter than this are not shown. */
    public static final Duration PATIENCE = Duration.ofMillis(500);

    private static final long INTERVAL_NANOS = 100_000_000L;
    private static final AtomicLong IDS = new AtomicLong();

    private static final ThreadLocal<Nest> NEST = ThreadLocal.withInitial(Nest::new);

    private static volatile ProgressDisplay display =
            ServiceLoader.load(ProgressDisplay.class).findFirst().orElseGet(TerminalProgress::new);

    private final long id = IDS.incrementAndGet();
    private final Nest nest = NEST.get();
    private final int depth = nest.open++;
    private final String task;
    private final long total;
    private final long start = System.nanoTime();
    private long next = start + PATIENCE.toNanos();
    private long done;
    private Supplier<String> detail = () -> "";
    private boolean shown;
    private boolean closed;

    /**
     * The running tasks of one thread; a task that is being stopped on another thread does not
     * enclose them.
     */
    private static final class Nest {
        private int open;
        private boolean shown;
        private boolean quiet;
    }

    private Progress(String task, long total) {
        this.task = task;
        this.total = total;
    }

    /** Starts a task of {@code total} units; 0 if the total is unknown. */
    public static Progress start(String task, long total) {
        return new Progress(task, total);
    }

    /** Replaces the display for the whole process and returns the one it replaces. */
    public static ProgressDisplay setDisplay(ProgressDisplay replacement) {
        ProgressDisplay previous = display;
        display = Check.notNull(replacement, "replacement");
        return previous;
    }

    /**
     * Whether the user has asked the work on this thread to stop: Ctrl-C in JShell and the Stop
     * button of a notebook arrive as an interrupt. The flag stays set.
     */
    public static boolean stopRequested() {
        return Thread.currentThread().isInterrupted();
    }

    /**
     * Does work of this thread without showing its tasks, because something else shows how far it
     * is.
     *
     * @throws Exception what the work throws
     */
    public static <R> R quietly(Callable<R> work) throws Exception {
        Nest nest = NEST.get();
        boolean before = nest.quiet;
        nest.quiet = true;
        try {
            return work.call();
        } finally {
            nest.quiet = before;
        }
    }

    /** Records that {@code done} units are finished. */
    public void update(long done) {
        update(done, detail);
    }

    /** Records that {@code done} units are finished, with a short text to show beside the bar. */
    public void update(long done, String detail) {
        update(done, () -> detail);
    }

    /**
     * Records that {@code done} units are finished.
     *
     * @param detail a short text to show beside the bar; evaluated only when it is shown
     */
    public void update(long done, Supplier<String> detail) {
        this.done = done;
        this.detail = detail;
        long now = System.nanoTime();
        if (now >= next && !nest.quiet) {
            next = now + INTERVAL_NANOS;
            shown = true;
            nest.shown = true;
            show(now, false);
        }
    }

    /**
     * Ends the task; a task that was shown gets its last line, and so does an outermost task if a
     * task inside it was shown.
     */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            nest.open--;
            if (shown || depth == 0 && nest.shown) {
                show(System.nanoTime(), true);
            }
            if (depth == 0) {
                nest.shown = false;
            }
        }
    }

    private void show(long now, boolean finished) {
        try {
            var state =
                    new ProgressState(
                            id,
                            depth,
                            task,
                            done,
                            total,
                            detail.get(),
                            Duration.ofNanos(now - start),
                            finished,
                            finished && stopRequested() && (total == 0 || done < total));
            display.show(state);
        } catch (RuntimeException e) {
            // Neither a broken display nor a detail whose array is already closed may end hours of
            // work.
        }
    }
}
