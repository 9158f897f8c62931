package org.ot4j.kernel.execution;

import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.WeakHashMap;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ot4j.kernel.inside.AllThreads;

/**
 * The stop button, as checked by the code of cells. Until it is pressed, a check costs nothing in
 * compiled code: all loops share one call of an empty method, which the compiler removes and which
 * is replaced when the button is pressed. (A flag in memory would prevent loop optimisations and
 * make simple loops eight times slower.)
 *
 * <p>Pressing it ends the threads that were started by the running cell or work for it: all but
 * those that were busy with code of earlier cells when it began.
 */
public final class Stop {
    private static final MethodType NOTHING = MethodType.methodType(void.class);
    private static final MethodHandle GO = MethodHandles.empty(NOTHING);
    private static final MethodHandle LOOK;

    /** Shared by all calls in all cells. */
    private static final MutableCallSite SITE = new MutableCallSite(GO);

    /** JShell's package for the code of cells. */
    private static final String CELLS = "REPL.";

    /** The prefix of the names of the threads on which the kernel runs cells. */
    private static final String EXECUTOR = "jjava-exec-";

    /** Threads at work for earlier cells. */
    private static final Set<Thread> SPARED = threads();

    /** Threads that are to end. */
    private static final Set<Thread> DOOMED = threads();

    /** Threads that existed before the first cell: they never run code of cells. */
    private static final Set<Thread> KERNELS = threads();

    /**
     * True from a press of the button until the next cell: all threads that are not spared are to
     * end.
     */
    private static volatile boolean pressed;

    static {
        try {
            LOOK = MethodHandles.lookup().findStatic(Stop.class, "look", NOTHING);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Stop() {}

    private static Set<Thread> threads() {
        return Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    }

    /** Links a call in the code of a cell. */
    public static CallSite site(MethodHandles.Lookup caller, String name, MethodType type) {
        return SITE;
    }

    /** Ends the thread if it is to end. */
    private static void look() {
        Thread thread = Thread.currentThread();
        if (DOOMED.contains(thread) || pressed && !SPARED.contains(thread)) {
            throw new Stopped();
        }
    }

    /**
     * Called when a cell begins. Threads left running by earlier cells continue, unless they were
     * stopped.
     */
    public static synchronized void begin() {
        pressed = false;
        if (KERNELS.isEmpty()) {
            for (Thread thread : AllThreads.now()) {
                if (!isWorker(thread)) {
                    KERNELS.add(thread);
                }
            }
        }
        tidy();
        SPARED.clear();
        for (Thread thread : AllThreads.now()) {
            if (!KERNELS.contains(thread) && !DOOMED.contains(thread) && isBusy(thread)) {
                SPARED.add(thread);
            }
        }
    }

    /** Whether the running cell is to end. */
    static boolean isPressed() {
        return pressed;
    }

    /** Forgets the threads that have ended as asked, so that a pool can use them again. */
    static synchronized void tidy() {
        if (!pressed && SITE.getTarget() != GO) {
            DOOMED.removeIf(thread -> !isBusy(thread));
            if (DOOMED.isEmpty()) {
                exchange(GO);
            }
        }
    }

    /**
     * Stops the running cell on all its threads.
     *
     * @param end ends the cell itself; the next cell does not begin until everything that this one
     *     left behind has also been told to end
     */
    public static synchronized void press(Runnable end) {
        pressed = true;
        var running = new ArrayList<Thread>();
        for (Thread thread : AllThreads.now()) {
            if (!KERNELS.contains(thread) && !SPARED.contains(thread) && isBusy(thread)) {
                running.add(thread);
                DOOMED.add(thread);
                silence(thread);
            }
        }
        end.run();
        exchange(LOOK);
        running.forEach(Thread::interrupt); // they may wait for something
    }

    /**
     * Runs a task that is stopped after a time limit.
     *
     * @throws TimeoutException if the task was stopped; the cause is what the task threw
     */
    public static void within(long millis, Runnable work) throws TimeoutException {
        Thread thread = Thread.currentThread();
        var late = new AtomicBoolean();
        var stop =
                new TimerTask() {
                    @Override
                    public void run() {
                        synchronized (Stop.class) {
                            late.set(true);
                            DOOMED.add(thread);
                            exchange(LOOK);
                            thread.interrupt();
                        }
                    }
                };
        var timer = new Timer("ot4j-time-limit", true);
        timer.schedule(stop, millis);
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            if (late.get() && !pressed) {
                var timeout = new TimeoutException();
                timeout.initCause(e);
                throw timeout;
            }
            throw e;
        } finally {
            timer.cancel();
            synchronized (Stop.class) {
                if (late.get() && !pressed) {
                    DOOMED.remove(thread);
                    Thread.interrupted();
                    tidy();
                }
            }
        }
    }

    private static void exchange(MethodHandle target) {
        if (SITE.getTarget() != target) {
            SITE.setTarget(target);
            MutableCallSite.syncAll(new MutableCallSite[] {SITE});
        }
    }

    /** Whether the code of cells is on its stack. */
    private static boolean isBusy(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().startsWith(CELLS)) {
                return true;
            }
        }
        return false;
    }

    /** Threads of pools, which exist early and work for cells later. */
    private static boolean isWorker(Thread thread) {
        return thread instanceof ForkJoinWorkerThread || thread.getName().startsWith(EXECUTOR);
    }

    /** A stopped thread is not an error of the cell and need not be printed. */
    private static void silence(Thread thread) {
        UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
        thread.setUncaughtExceptionHandler(
                (stopped, failure) -> {
                    if (!(failure instanceof Stopped)) {
                        handler.uncaughtException(stopped, failure);
                    }
                });
    }
}
