package org.ot4j.base;

import java.time.Duration;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.ot4j.internal.Check;

/**
 * The progress of one long task, shown wherever the library runs: a line in a terminal, a bar in a
 * notebook. Every long loop of the library holds one, and asks {@link #stopRequested()} as it goes.
 *
 * <pre>{@code
 * try (var progress = Progress.start("transport", total)) {
 *     for (long i = 0; i < total && !Progress.stopRequested(); i++) {
 *         progress.update(i + 1, () -> "gap " + gap);
 *     }
 * }
 * }</pre>
 *
 * Updates are cheap (one clock reading) and shown ten times a second at most; a task that ends
 * within {@link #PATIENCE} is not shown at all.
 */
public final class Progress implements AutoCloseable {
    /** Tasks shorter than this stay silent. */
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

    /** The tasks of one thread: one that is being stopped on another is not around them. */
    private static final class Nest {
        private int open;
        private boolean shown;
    }

    private Progress(String task, long total) {
        this.task = task;
        this.total = total;
    }

    /** Starts a task of {@code total} units; 0 where the total is not known. */
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
     * Whether the user wants the work on this thread to end: Ctrl-C in JShell and the Stop button
     * of a notebook arrive as an interrupt. The flag stays set.
     */
    public static boolean stopRequested() {
        return Thread.currentThread().isInterrupted();
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
     * @param detail a short text to show beside the bar; asked for only when it is shown
     */
    public void update(long done, Supplier<String> detail) {
        this.done = done;
        this.detail = detail;
        long now = System.nanoTime();
        if (now >= next) {
            next = now + INTERVAL_NANOS;
            shown = true;
            nest.shown = true;
            show(now, false);
        }
    }

    /**
     * Ends the task; a task that was shown gets its last line, and an outermost one also where a
     * task in it was shown.
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
            // A broken display must not end hours of work, nor a detail whose array is closed by
            // now.
        }
    }
}
