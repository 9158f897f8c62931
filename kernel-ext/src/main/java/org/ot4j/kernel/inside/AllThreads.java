package org.ot4j.kernel.inside;

import java.util.Arrays;
import java.util.List;

/** All threads of this JVM. */
public final class AllThreads {
    private AllThreads() {}

    /** Those that are alive now. */
    public static List<Thread> now() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        while (true) {
            var threads = new Thread[2 * group.activeCount() + 8];
            int n = group.enumerate(threads);
            if (n < threads.length) { // else some may be missing
                return Arrays.asList(threads).subList(0, n);
            }
        }
    }
}
