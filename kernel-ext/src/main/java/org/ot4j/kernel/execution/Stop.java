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
 * The stop button, as the code of cells looks at it. While nobody has pressed it, the look costs
 * nothing in compiled code: all loops share one call of an empty method, which is put out of the
 * way by the compiler and exchanged when somebody presses. (A flag in memory would keep loops from
 * being made faster: eight times slower where they are simple.)
 *
 * <p>A press ends the threads that began with the running cell or work for it: all but those that
 * were busy with code of earlier cells when it began.
 */
public final class Stop {
    private static final MethodType NOTHING = MethodType.methodType(void.class);
    private static final MethodHandle GO = MethodHandles.empty(NOTHING);
    private static final MethodHandle LOOK;

    /** Of all calls in all cells. */
    private static final MutableCallSite SITE = new MutableCallSite(GO);

    /** JShell's package for the code of cells. */
    private static final String CELLS = "REPL.";

    /** What names of the threads begin with on which the kernel runs cells. */
    private static final String EXECUTOR = "jjava-exec-";

    /** Threads at work for earlier cells. */
    private static final Set<Thread> SPARED = threads();

    /** Threads that are to end. */
    private static final Set<Thread> DOOMED = threads();

    /** Threads that were there before the first cell: they never run the code of one. */
    private static final Set<Thread> KERNELS = threads();

    /** From the button to the next cell, all are to end that are not spared. */
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

    /** What links a call in the code of a cell. */
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

    /** A cell begins. What earlier cells have left running goes on, unless it was stopped. */
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

    /** Forgets threads that were to end and did, so that a pool can use them again. */
    static synchronized void tidy() {
        if (!pressed && SITE.getTarget() != GO) {
            DOOMED.removeIf(thread -> !isBusy(thread));
            if (DOOMED.isEmpty()) {
                exchange(GO);
            }
        }
    }

    /**
     * Stops what the running cell does, on all its threads.
     *
     * @param end ends the cell itself; the next does not begin before all that it left behind is
     *     told to end, too
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
     * Does something that is stopped after a time.
     *
     * @throws TimeoutException if it was; its cause is what came of it
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

    /** Threads of pools, which are there early and work for cells later. */
    private static boolean isWorker(Thread thread) {
        return thread instanceof ForkJoinWorkerThread || thread.getName().startsWith(EXECUTOR);
    }

    /** That a thread was stopped is no fault of the cell, to be printed. */
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
