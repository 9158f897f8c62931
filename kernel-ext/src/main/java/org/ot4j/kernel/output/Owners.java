package org.ot4j.kernel.output;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ForkJoinWorkerThread;
import org.ot4j.kernel.inside.AllThreads;

/**
 * Which cell a thread belongs to: the one that ran last when the thread began. Threads that were
 * there before the first cell, those that the kernel runs cells on, and the pool that all of Java
 * shares work for whichever cell runs.
 *
 * @param <C> a cell
 */
final class Owners<C> {
    /** What names of the threads begin with on which the kernel runs cells. */
    private static final String EXECUTOR = "jjava-exec-";

    private final Map<Thread, C> owners = new WeakHashMap<>();
    private final Set<Thread> kernels = Collections.newSetFromMap(new WeakHashMap<>());

    /** The first cell begins: what runs by now is the kernel's. */
    synchronized void begin() {
        kernels.addAll(AllThreads.now());
    }

    /** A cell gives way to the next: threads that nobody owned until now are its own. */
    synchronized void settle(C before) {
        for (Thread thread : AllThreads.now()) {
            if (!kernels.contains(thread) && !isEverybodys(thread)) {
                owners.putIfAbsent(thread, before);
            }
        }
    }

    /** The cell of a thread, or else the one that ran last. */
    synchronized C of(Thread thread, C last) {
        C owner = owners.get(thread);
        return owner == null ? last : owner;
    }

    private static boolean isEverybodys(Thread thread) {
        return thread.getName().startsWith(EXECUTOR) || thread instanceof ForkJoinWorkerThread;
    }
}
