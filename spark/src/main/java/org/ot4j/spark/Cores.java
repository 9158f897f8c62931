package org.ot4j.spark;

import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.Callable;
import org.apache.spark.TaskContext;
import org.ot4j.base.Progress;
import org.ot4j.base.PyTorch;
import org.ot4j.internal.Threads;

/** As many threads for the library's loops and the engine's as Spark has given to a task. */
final class Cores {
    private static int running;
    private static int loops;
    private static int engine;

    private Cores() {}

    /** Runs the work of a task; what was set before comes back when no task is left. */
    static <R> R within(Callable<R> work) throws Exception {
        PyTorch.engine();
        begin(TaskContext.get() == null ? Threads.most() : TaskContext.get().cpus());
        try {
            return Progress.quietly(work); // the bar of all tasks is what is looked at
        } finally {
            end();
        }
    }

    private static synchronized void begin(int cores) {
        if (running++ == 0) {
            loops = Threads.most();
            engine = JniUtils.getNumThreads();
        }
        Threads.limit(cores);
        JniUtils.setNumThreads(cores);
    }

    private static synchronized void end() {
        if (--running == 0) {
            Threads.limit(loops);
            JniUtils.setNumThreads(engine);
        }
    }
}
