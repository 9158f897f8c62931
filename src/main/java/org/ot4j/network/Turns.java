package org.ot4j.network;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Access by turns to weights that several threads use. A training step has exclusive access;
 * readers, which draw samples, encode or save, get theirs between steps. Requests are served in
 * order of arrival, so a reader waits for one step, and training waits for the readers that came
 * before it.
 *
 * <p>A thread that changes weights may also read them, and turns may be nested. A training step may
 * therefore draw samples from another model, and two trainings from each other's models. There are
 * no deadlocks: a reader that would wait for a step that is itself waiting for that reader is let
 * in. The step stands still until the reader is done, so the reader finds the weights at rest, as
 * they are between the moves of two players. A change that would deadlock in this way is refused,
 * because it could not be undone.
 */
public final class Turns {
    /** Guards all state of requests; held only briefly. */
    private static final Object MONITOR = new Object();

    /** Requests not yet granted, in order of arrival. */
    private static final Set<Request> WAITING = new LinkedHashSet<>();

    /** The innermost turn of each thread. */
    private static final ThreadLocal<Request> INNERMOST = new ThreadLocal<>();

    private final List<Weights> weights;

    private Turns(List<Weights> weights) {
        this.weights = weights;
    }

    /** Turns at all of the given weights together. */
    public static Turns at(Collection<Weights> weights) {
        return new Turns(weights.stream().distinct().toList());
    }

    /** The weights, each once. */
    public List<Weights> weights() {
        return weights;
    }

    /** Runs {@code body} while no other thread changes the weights, and returns its result. */
    public <T> T reading(Supplier<T> body) {
        var turn = enter(false);
        try {
            return body.get();
        } finally {
            leave(turn);
        }
    }

    /**
     * Runs {@code body} while no other thread reads or changes the weights.
     *
     * @throws IllegalStateException if this thread already has a turn for reading only, or if it
     *     would wait for a thread that is waiting for it
     */
    public void changing(Runnable body) {
        var turn = enter(true);
        try {
            body.run();
        } finally {
            leave(turn);
        }
    }

    /** Whether this thread reads weights in the middle of a step, which waits for it meanwhile. */
    public static boolean amidStep() {
        for (Request turn = INNERMOST.get(); turn != null; turn = turn.outer) {
            if (turn.guest) {
                return true;
            }
        }
        return false;
    }

    private Request enter(boolean change) {
        var request = new Request(weights, change, INNERMOST.get());
        boolean interrupted = false;
        synchronized (MONITOR) {
            request.refuseUpgrade();
            try {
                while (!request.granted()) {
                    if (WAITING.add(request)) {
                        MONITOR.notifyAll();
                    }
                    try {
                        MONITOR.wait();
                    } catch (InterruptedException e) {
                        // A stop ends a training or loop after its step, but does not cut short
                        // this wait.
                        interrupted = true;
                    }
                }
                weights.forEach(each -> each.turns().add(request));
            } finally {
                if (WAITING.remove(request)) {
                    MONITOR.notifyAll();
                }
            }
        }
        INNERMOST.set(request);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return request;
    }

    private static void leave(Request turn) {
        if (turn.outer == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(turn.outer);
        }
        synchronized (MONITOR) {
            for (Weights each : turn.weights) {
                each.turns().remove(turn);
            }
            if (!WAITING.isEmpty()) {
                MONITOR.notifyAll();
            }
        }
    }

    /**
     * A turn that a thread has requested or been granted. All of its state is guarded by the
     * monitor.
     */
    static final class Request {
        private final Thread thread = Thread.currentThread();
        private final List<Weights> weights;
        private final boolean change;
        private final Request outer;
        private boolean guest;

        /**
         * @param outer the innermost turn that the thread already has, or null
         */
        Request(List<Weights> weights, boolean change, Request outer) {
            this.weights = weights;
            this.change = change;
            this.outer = outer;
        }

        private void refuseUpgrade() {
            if (!change) {
                return;
            }
            for (Weights each : weights) {
                if (held(each, false) && !held(each, true)) {
                    throw new IllegalStateException(
                            "weights of " + each.name() + " cannot be changed by what reads them");
                }
            }
        }

        /**
         * Whether the thread already has a turn at these weights, with the right to change them if
         * requested.
         */
        private boolean held(Weights wanted, boolean toChange) {
            for (Request turn : wanted.turns()) {
                if (turn.thread == thread && (turn.change || !toChange)) {
                    return true;
                }
            }
            return false;
        }

        /** Whether the thread may go on. */
        private boolean granted() {
            Set<Thread> users = users();
            Set<Thread> guests = guests();
            Set<Thread> before = before();
            if (users.isEmpty() && guests.isEmpty() && before.isEmpty()) {
                return true;
            }
            // No thread waits for one without a turn, so it may wait.
            if (outer == null || !allWaitForMe(users, guests, before) || !guests.isEmpty()) {
                return false;
            }
            if (!users.isEmpty() && change) {
                throw new IllegalStateException(
                        "weights of "
                                + weights.get(0).name()
                                + " cannot be changed here: they are in use by a call that waits"
                                + " for this very step, so neither could ever continue");
            }
            guest = !users.isEmpty();
            return true;
        }

        /** The turns at the weights that exclude this one. */
        private Set<Thread> users() {
            var found = new HashSet<Thread>();
            for (Weights each : weights) {
                for (Request turn : each.turns()) {
                    if (excludes(turn)) {
                        found.add(turn.thread);
                    }
                }
            }
            return found;
        }

        /** The readers that were let in during this thread's step because they found it waiting. */
        private Set<Thread> guests() {
            var found = new HashSet<Thread>();
            for (Request mine = outer; mine != null; mine = mine.outer) {
                if (mine.change) {
                    for (Weights each : mine.weights) {
                        for (Request turn : each.turns()) {
                            if (turn.guest && turn.thread != thread) {
                                found.add(turn.thread);
                            }
                        }
                    }
                }
            }
            return found;
        }

        /** The earlier requests that are still waiting and exclude this one. */
        private Set<Thread> before() {
            var found = new HashSet<Thread>();
            if (WAITING.isEmpty() || weights.stream().allMatch(each -> held(each, change))) {
                return found;
            }
            for (Request other : WAITING) {
                if (other == this) {
                    break;
                }
                if (excludes(other) && other.weights.stream().anyMatch(weights::contains)) {
                    found.add(other.thread);
                }
            }
            return found;
        }

        private boolean excludes(Request other) {
            return other.thread != thread && (change || other.change);
        }

        @SafeVarargs
        private boolean allWaitForMe(Set<Thread>... others) {
            for (Set<Thread> some : others) {
                for (Thread other : some) {
                    if (!waitsForMe(other)) {
                        return false;
                    }
                }
            }
            return true;
        }

        /** Whether a thread cannot proceed before this one does. */
        private boolean waitsForMe(Thread other) {
            var seen = new HashSet<Thread>();
            var open = new ArrayDeque<Thread>();
            open.add(other);
            while (!open.isEmpty()) {
                Thread next = open.poll();
                if (next == thread) {
                    return true;
                }
                if (seen.add(next)) {
                    for (Request waiting : WAITING) {
                        if (waiting.thread == next) {
                            open.addAll(waiting.users());
                            open.addAll(waiting.guests());
                            open.addAll(waiting.before());
                        }
                    }
                }
            }
            return false;
        }
    }
}
