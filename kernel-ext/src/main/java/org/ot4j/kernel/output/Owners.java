package org.ot4j.kernel.output;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ForkJoinWorkerThread;
import org.ot4j.kernel.inside.AllThreads;

/**
 * The cell that a thread belongs to: the one that ran last when the thread began. Threads that
 * existed before the first cell, those on which the kernel runs cells, and those of the common pool
 * work for whichever cell is running.
 *
 * @param <C> a cell
 */
final class Owners<C> {
    /** The prefix of the names of the threads on which the kernel runs cells. */
    private static final String EXECUTOR = "jjava-exec-";

    private final Map<Thread, C> owners = new WeakHashMap<>();
    private final Set<Thread> kernels = Collections.newSetFromMap(new WeakHashMap<>());

    /** Called when the first cell begins: threads running by now belong to the kernel. */
    synchronized void begin() {
        kernels.addAll(AllThreads.now());
    }

    /** Called when a cell gives way to the next: threads without an owner so far belong to it. */
    synchronized void settle(C before) {
        for (Thread thread : AllThreads.now()) {
            if (!kernels.contains(thread) && !isEverybodys(thread)) {
                owners.putIfAbsent(thread, before);
            }
        }
    }

    /** The cell of a thread, or otherwise the one that ran last. */
    synchronized C of(Thread thread, C last) {
        C owner = owners.get(thread);
        return owner == null ? last : owner;
    }

    private static boolean isEverybodys(Thread thread) {
        return thread.getName().startsWith(EXECUTOR) || thread instanceof ForkJoinWorkerThread;
    }
}
