package org.ot4j.internal;

import java.util.stream.IntStream;

/** Loops over ranges on the common pool; short loops stay on the calling thread. */
public final class Parallel {
    private Parallel() {}

    @FunctionalInterface
    public interface Range {
        void run(int from, int to);
    }

    /** Runs {@code body} over [0, n) in ranges of at least {@code grain}, on all threads. */
    public static void ranges(int n, int grain, Range body) {
        ranges(n, grain, Threads.most(), body);
    }

    /**
     * Runs {@code body} over [0, n) in ranges of at least {@code grain}, on at most the given
     * number of threads.
     */
    public static void ranges(int n, int grain, int threads, Range body) {
        int most = Math.min(threads, Threads.most());
        int chunks = (int) Math.min(most == 1 ? 1 : 4L * most, n / Math.max(1, grain));
        if (chunks <= 1) {
            body.run(0, n);
            return;
        }
        IntStream.range(0, chunks)
                .parallel()
                .forEach(
                        c ->
                                body.run(
                                        (int) ((long) n * c / chunks),
                                        (int) ((long) n * (c + 1) / chunks)));
    }
}
