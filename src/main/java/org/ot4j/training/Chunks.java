package org.ot4j.training;

import ai.djl.pytorch.jni.JniUtils;
import java.util.stream.IntStream;

/** Splits element-wise loops over long vectors among as many threads as the engine uses. */
final class Chunks {
    /** Below this many elements a second thread costs more than it saves. */
    private static final int LEAST = 1 << 16;

    @FunctionalInterface
    interface Body {
        void run(int from, int to);
    }

    private Chunks() {}

    static void run(int size, Body body) {
        int parts = Math.min(JniUtils.getNumThreads(), size / LEAST);
        if (parts < 2) {
            body.run(0, size);
            return;
        }
        IntStream.range(0, parts)
                .parallel()
                .forEach(
                        i ->
                                body.run(
                                        (int) ((long) size * i / parts),
                                        (int) ((long) size * (i + 1) / parts)));
    }
}
