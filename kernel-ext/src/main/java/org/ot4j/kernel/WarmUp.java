package org.ot4j.kernel;

import ai.djl.pytorch.jni.LibUtils;

/**
 * Loads the engine's native library while the user is still reading, so that the first array does
 * not keep them waiting. The engine itself starts on the thread that first requests it: PyTorch has
 * a gradient mode per thread, and the engine sets it on the thread it starts on.
 */
final class WarmUp {
    private static final long DELAY_MILLIS = 4_000;

    private WarmUp() {}

    /** Returns an action that cancels it if loading has not begun. */
    static Runnable start() {
        var thread = new Thread(WarmUp::load, "ot4j-warm-up");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.start();
        return thread::interrupt;
    }

    private static void load() {
        try {
            Thread.sleep(DELAY_MILLIS);
            LibUtils.loadLibrary();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception | LinkageError e) {
            // The first array will report the error where the user sees it.
        }
    }
}
