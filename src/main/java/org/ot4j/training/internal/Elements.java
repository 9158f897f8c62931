package org.ot4j.training.internal;

import ai.djl.pytorch.jni.JniUtils;
import org.ot4j.internal.Parallel;

/** Element-wise loops over long vectors, on as many threads as the engine uses. */
public final class Elements {
    /** Below this many elements a second thread costs more than it saves. */
    private static final int LEAST = 1 << 16;

    /** Number of elements per block, so that several vectors stay in the cache together. */
    private static final int BLOCK = 1 << 13;

    private Elements() {}

    /** Runs {@code body} over [0, size), range by range. */
    public static void run(int size, Parallel.Range body) {
        Parallel.ranges(
                size,
                LEAST,
                JniUtils.getNumThreads(),
                (from, to) -> {
                    for (int at = from; at < to; at += BLOCK) {
                        body.run(at, Math.min(to, at + BLOCK));
                    }
                });
    }
}
