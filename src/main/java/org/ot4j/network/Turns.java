package org.ot4j.network;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/**
 * Turns at weights that several threads use. A training step has them to itself; between steps come
 * those who read: draw samples, encode, save. First come is first served, so that a reader waits
 * for one step and a training for the readers that were there before.
 *
 * <p>Weights are taken in one order everywhere, so that models that share some of them cannot wait
 * for each other. Whoever changes weights may read them, too, and turns may be nested.
 */
public final class Turns {
    private final List<Weights> weights;

    private Turns(List<Weights> weights) {
        this.weights = weights;
    }

    /** Turns at all of these weights together. */
    public static Turns at(Collection<Weights> weights) {
        return new Turns(
                weights.stream()
                        .distinct()
                        .sorted(Comparator.comparingLong(Weights::serial))
                        .toList());
    }

    /** The weights, each once. */
    public List<Weights> weights() {
        return weights;
    }

    /** Runs {@code body} while nobody changes the weights, and returns its result. */
    public <T> T reading(Supplier<T> body) {
        var held = new ArrayDeque<Lock>(weights.size());
        try {
            for (Weights each : weights) {
                take(each.readLock(), held);
            }
            return body.get();
        } finally {
            release(held);
        }
    }

    /**
     * Runs {@code body} while nobody else reads or changes the weights.
     *
     * @throws IllegalStateException when this thread is only reading them
     */
    public void changing(Runnable body) {
        var held = new ArrayDeque<Lock>(weights.size());
        try {
            for (Weights each : weights) {
                take(each.writeLock(), held);
            }
            body.run();
        } finally {
            release(held);
        }
    }

    private static void take(Lock lock, Deque<Lock> held) {
        lock.lock();
        held.push(lock);
    }

    private static void release(Deque<Lock> held) {
        while (!held.isEmpty()) {
            held.pop().unlock();
        }
    }
}
