package org.ot4j.network;

import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * The engine's random number generator. All threads share it, so a seed determines what is drawn
 * only while no other thread draws; the library's own noise comes from {@link Tensors}.
 */
public final class EngineNoise {
    private static final Object TURN = new Object();

    private EngineNoise() {}

    /**
     * Seeds the generator for the next draws of this thread; draws of other threads may interfere.
     */
    public static void seed(long seed) {
        synchronized (TURN) {
            JniUtils.setSeed(seed);
        }
    }

    /** Runs {@code body} with the given seed while no other thread draws through this class. */
    static <T> T with(long seed, Supplier<T> body) {
        synchronized (TURN) {
            JniUtils.setSeed(seed);
            return body.get();
        }
    }
}
