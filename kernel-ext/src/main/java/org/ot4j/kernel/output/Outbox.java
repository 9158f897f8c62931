package org.ot4j.kernel.output;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sends the kernel's messages on its own thread, in order. Text waits a moment for more of its
 * kind, so many short lines become one message; anything other than text sends the waiting text
 * first. It needs its own thread because an interrupt, which is how a cell is stopped, would cut a
 * message in the middle and make the following ones unreadable.
 *
 * @param <P> the owner of text: a cell
 */
public final class Outbox<P> {
    /** Sends text. */
    @FunctionalInterface
    public interface Printer<P> {
        void print(P place, Stream stream, String text);
    }

    private static final long GATHER_MILLIS = 50;

    /** Text of about this size is sent immediately, without waiting for more. */
    private static final int FULL = 1 << 16;

    /** A thread that prints more than this ahead of what has been sent must wait. */
    private static final int AHEAD = 1 << 21;

    private final Printer<P> printer;
    private final Pace pace;
    private final Deque<Entry<P>> waiting = new ArrayDeque<>();
    private long characters;
    private boolean hurry;
    private boolean sending;
    private boolean over;
    private Thread thread;

    /** Text, or something to do. */
    private static final class Entry<P> {
        private P place;
        private Stream stream;
        private StringBuilder text;
        private Runnable work;
        private final CountDownLatch done = new CountDownLatch(1);
    }

    public Outbox(Printer<P> printer, Pace pace) {
        this.printer = printer;
        this.pace = pace;
    }

    /** Prints a text after a moment. */
    public synchronized void print(P place, Stream stream, CharSequence text) {
        if (text.length() == 0 || over) {
            return;
        }
        Entry<P> last = waiting.peekLast();
        if (last == null || last.work != null || last.place != place || last.stream != stream) {
            last = new Entry<>();
            last.place = place;
            last.stream = stream;
            last.text = new StringBuilder();
            waiting.add(last);
        }
        last.text.append(text);
        boolean first = characters == 0;
        boolean full = characters >= FULL;
        characters += text.length();
        start();
        if (characters >= FULL) {
            hurry = true;
        }
        if (first || full != hurry) {
            notifyAll();
        }
        awaitRoom();
    }

    private void awaitRoom() {
        boolean stopped = false;
        while (characters > AHEAD && !over && Thread.currentThread() != thread) {
            try {
                wait();
            } catch (InterruptedException e) {
                stopped = true;
                break; // a stopped thread prints little more
            }
        }
        if (stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Runs an action that sends a message, after all text printed before it, and waits until it is
     * done; an interrupt in the meantime is preserved for the caller.
     */
    public void run(Runnable work) {
        if (Thread.currentThread() == thread) {
            work.run();
            return;
        }
        var entry = new Entry<P>();
        entry.work = work;
        synchronized (this) {
            if (over) {
                return;
            }
            waiting.add(entry);
            start();
            hurry = true;
            notifyAll();
        }
        await(entry.done);
    }

    /** Waits until all printed text has been sent. */
    public void flush() {
        synchronized (this) {
            if (waiting.isEmpty() && !sending) {
                return;
            }
        }
        run(() -> {});
    }

    /** Lets the thread end once it has sent everything. */
    public synchronized void close() {
        hurry = true;
        over = true;
        notifyAll();
    }

    private static void await(CountDownLatch done) {
        boolean stopped = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException e) {
                stopped = true;
            }
        }
        if (stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void start() {
        if (thread == null) {
            thread = new Thread(this::send, "ot4j-output");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void send() {
        List<Entry<P>> batch;
        while ((batch = next()) != null) {
            for (Entry<P> entry : batch) {
                try {
                    send(entry);
                } catch (RuntimeException e) {
                    // The cell ended at the same moment, or the kernel is ending.
                } finally {
                    entry.done.countDown();
                }
            }
        }
    }

    private void send(Entry<P> entry) {
        if (entry.work != null) {
            entry.work.run();
            return;
        }
        for (int from = 0; from < entry.text.length(); ) {
            int to = Pieces.end(entry.text, from, 4 * FULL);
            String piece = entry.text.substring(from, to);
            pace.await(piece.length());
            printer.print(entry.place, entry.stream, piece);
            from = to;
        }
    }

    /** What is to be sent now; null at the end. */
    private synchronized List<Entry<P>> next() {
        sending = false;
        notifyAll();
        try {
            while (waiting.isEmpty() && !over) {
                wait();
            }
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GATHER_MILLIS);
            while (!hurry && System.nanoTime() < end) {
                TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            // Not expected: waiting text is sent immediately.
        }
        if (waiting.isEmpty()) {
            return null;
        }
        var batch = new ArrayList<>(waiting);
        waiting.clear();
        characters = 0;
        hurry = over;
        sending = true;
        notifyAll();
        return batch;
    }
}
