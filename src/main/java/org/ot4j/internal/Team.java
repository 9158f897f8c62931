package org.ot4j.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Threads that run the same short task repeatedly, for loops whose turns last some hundred
 * microseconds: between turns the helpers wait actively, so a turn starts immediately. Any free
 * thread takes the next part, so the work gets done even if no helper ever runs; the result of a
 * part does not depend on the thread that runs it. An interrupt of the waiting thread is passed on
 * to the helpers.
 */
public final class Team implements AutoCloseable {
    // About 50 microseconds of spinning, then progressively less demanding ways to wait.
    private static final int SPINS = 2_000;
    private static final int YIELDS = 200;
    private static final long NAP_NANOS = 50_000;

    private static final ExecutorService HELPERS =
            Executors.newCachedThreadPool(
                    task -> {
                        var thread = new Thread(task, "ot4j-team");
                        thread.setDaemon(true);
                        return thread;
                    });

    private final int parts;
    private final boolean alone;
    private volatile Turn turn;
    private volatile boolean closed;

    private static final class Turn {
        final IntConsumer task;
        final AtomicInteger next = new AtomicInteger();
        final AtomicInteger done = new AtomicInteger();
        final Queue<Thread> helpers = new ConcurrentLinkedQueue<>();
        volatile Throwable failure;

        Turn(IntConsumer task) {
            this.task = task;
        }
    }

    /**
     * A team for tasks of {@code parts} parts, run by at most {@code threads} threads including the
     * calling one.
     */
    public Team(int parts, int threads) {
        this.parts = parts;
        int workers = Math.min(parts, threads);
        this.alone = workers <= 1;
        for (int h = 1; h < workers; h++) {
            HELPERS.execute(this::help);
        }
    }

    public int parts() {
        return parts;
    }

    /**
     * The index of the first of {@code n} items that belongs to a part; part p has [from(p), from(p
     * + 1)).
     */
    public int from(int part, int n) {
        return (int) ((long) n * part / parts);
    }

    /** Runs all parts of a task and returns when all are done. */
    public void run(IntConsumer task) {
        if (alone) {
            for (int part = 0; part < parts; part++) {
                task.accept(part);
            }
            return;
        }
        var mine = new Turn(task);
        turn = mine;
        work(mine);
        for (int tries = 0; mine.done.get() < parts; tries++) {
            if (tries == SPINS && Thread.currentThread().isInterrupted()) {
                mine.helpers.forEach(Thread::interrupt);
            }
            await(tries);
        }
        if (mine.failure instanceof Error e) {
            throw e;
        }
        if (mine.failure instanceof RuntimeException e) {
            throw e;
        }
    }

    private void help() {
        Turn last = null;
        int tries = 0;
        while (!closed) {
            Turn now = turn;
            if (now == last) {
                await(tries++);
            } else {
                last = now;
                tries = 0;
                now.helpers.add(Thread.currentThread());
                work(now);
                now.helpers.remove(Thread.currentThread());
                // A request to stop applied to this turn only.
                Thread.interrupted();
            }
        }
    }

    private void work(Turn now) {
        for (int part = now.next.getAndIncrement();
                part < parts;
                part = now.next.getAndIncrement()) {
            try {
                now.task.accept(part);
            } catch (Throwable t) {
                now.failure = t;
            } finally {
                now.done.incrementAndGet();
            }
        }
    }

    private static void await(int tries) {
        if (tries < SPINS) {
            Thread.onSpinWait();
        } else if (tries < SPINS + YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
