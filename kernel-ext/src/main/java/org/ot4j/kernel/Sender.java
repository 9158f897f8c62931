package org.ot4j.kernel;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Sends on a thread of its own. An interrupt, which is how a cell is stopped, would cut a message
 * in the middle, and those after it could not be read.
 */
final class Sender {
    private static final long IDLE_SECONDS = 5;

    private final ExecutorService thread =
            new ThreadPoolExecutor(
                    0,
                    1,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    Sender::make);

    private static Thread make(Runnable work) {
        var thread = new Thread(work, "ot4j-sender");
        thread.setDaemon(true);
        return thread;
    }

    /** Lets the thread end once it has sent what it has. */
    void close() {
        thread.shutdown();
    }

    /** Sends and waits until it is sent; an interrupt meanwhile is kept for the caller to see. */
    void run(Runnable message) {
        Future<?> sent = thread.submit(message);
        boolean stopped = false;
        try {
            while (true) {
                try {
                    sent.get();
                    return;
                } catch (InterruptedException e) {
                    stopped = true;
                } catch (ExecutionException e) {
                    return; // the cell ended in the same moment, or the kernel does
                }
            }
        } finally {
            if (stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
