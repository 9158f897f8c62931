package org.ot4j.internal;

/**
 * The maximum number of threads in the library's own loops: the number of processors, or {@code
 * OMP_NUM_THREADS} if it is set, which the engine also follows.
 */
public final class Threads {
    private static volatile int most = atStart(System.getenv("OMP_NUM_THREADS"));

    private Threads() {}

    /** The maximum number of threads in one loop. */
    public static int most() {
        return most;
    }

    /** Sets it for loops that start from now on; at least 1. */
    public static void limit(int threads) {
        most = Check.atLeast(threads, 1, "threads");
    }

    /**
     * A list has a number for each level of nesting; any other value that is not a number is
     * ignored.
     */
    static int atStart(String wanted) {
        int processors = Runtime.getRuntime().availableProcessors();
        String first = wanted == null ? "" : wanted.split(",", 2)[0].strip();
        return first.matches("[1-9]\\d{0,3}")
                ? Math.min(processors, Integer.parseInt(first))
                : processors;
    }
}
