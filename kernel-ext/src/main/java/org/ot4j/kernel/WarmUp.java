package org.ot4j.kernel;

import ai.djl.pytorch.jni.LibUtils;

/**
 * Loads the native library of the engine while the user is still reading, so that the first array
 * does not keep them waiting. The engine itself starts on the thread that first asks for it:
 * PyTorch keeps its gradient mode per thread, and the engine sets it where it starts.
 */
final class WarmUp {
    private static final long DELAY_MILLIS = 4_000;

    private WarmUp() {}

    /** Returns what ends it, as long as it has not begun to load. */
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
            // The first array will say what is wrong, where the user sees it.
        }
    }
}
