package org.ot4j.network;

import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * The engine's random generator. It is one for all threads, so a seed decides only what is drawn
 * while nobody else draws; noise of the library's own comes from {@link Tensors}.
 */
public final class EngineNoise {
    private static final Object TURN = new Object();

    private EngineNoise() {}

    /** Seeds it for what this thread draws next, which another thread may disturb. */
    public static void seed(long seed) {
        synchronized (TURN) {
            JniUtils.setSeed(seed);
        }
    }

    /** Runs {@code body} on the seed given, while nobody else draws by this class. */
    static <T> T with(long seed, Supplier<T> body) {
        synchronized (TURN) {
            JniUtils.setSeed(seed);
            return body.get();
        }
    }
}
