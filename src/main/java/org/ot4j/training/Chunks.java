package org.ot4j.training;

import ai.djl.pytorch.jni.JniUtils;
import java.util.stream.IntStream;

/** Splits element-wise loops over long vectors among as many threads as the engine uses. */
final class Chunks {
    /** Below this many elements a second thread costs more than it saves. */
    private static final int LEAST = 1 << 16;

    /** Elements at a time, so that several vectors stay in the cache together. */
    private static final int BLOCK = 1 << 13;

    @FunctionalInterface
    interface Body {
        void run(int from, int to);
    }

    private Chunks() {}

    static void run(int size, Body body) {
        int parts = Math.min(JniUtils.getNumThreads(), size / LEAST);
        if (parts < 2) {
            blocks(0, size, body);
            return;
        }
        IntStream.range(0, parts)
                .parallel()
                .forEach(
                        i ->
                                blocks(
                                        (int) ((long) size * i / parts),
                                        (int) ((long) size * (i + 1) / parts),
                                        body));
    }

    private static void blocks(int from, int to, Body body) {
        for (int at = from; at < to; at += BLOCK) {
            body.run(at, Math.min(to, at + BLOCK));
        }
    }
}
