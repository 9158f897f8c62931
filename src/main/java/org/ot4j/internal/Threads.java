package org.ot4j.internal;

/**
 * How many threads the library's own loops use at most: as many as there are processors, or as
 * {@code OMP_NUM_THREADS} says where it is set, which is also what the engine goes by.
 */
public final class Threads {
    private static volatile int most = atStart(System.getenv("OMP_NUM_THREADS"));

    private Threads() {}

    /** The greatest number of threads of one loop. */
    public static int most() {
        return most;
    }

    /** Sets it for loops that start from now on; at least 1. */
    public static void limit(int threads) {
        most = Check.atLeast(threads, 1, "threads");
    }

    /**
     * A list has a number for each level of nesting; anything else that is no number is ignored.
     */
    static int atStart(String wanted) {
        int processors = Runtime.getRuntime().availableProcessors();
        String first = wanted == null ? "" : wanted.split(",", 2)[0].strip();
        return first.matches("[1-9]\\d{0,3}")
                ? Math.min(processors, Integer.parseInt(first))
                : processors;
    }
}
