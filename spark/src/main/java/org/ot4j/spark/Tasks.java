package org.ot4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.ot4j.base.Progress;

/**
 * Independent tasks, each a Spark job of its own: one that fails, or takes its executor with it
 * again and again, ends alone. They start in their order and run where a core is free; results are
 * in the order of the tasks, whichever ends first.
 */
public final class Tasks {
    private static final long WAIT_MILLIS = 20;

    private Tasks() {}

    /** What is done for each task, on an executor. */
    @FunctionalInterface
    public interface Work<T, R> extends Serializable {
        /**
         * Does one task.
         *
         * @return something serialisable, not null
         * @throws Exception if it fails; Spark tries it again, {@code spark.task.maxFailures} times
         */
        R run(T task) throws Exception;
    }

    /**
     * What became of a task.
     *
     * @param result null if it failed, or if the user stopped all before it ended
     * @param failure the reason, or null
     */
    public record Outcome<T, R>(T task, R result, Throwable failure) {
        /** Why it failed, in one line. */
        public String reason() {
            return Tasks.reason(failure);
        }
    }

    /**
     * Runs tasks, each on the cores that Spark gives to one, with as many threads of the engine. If
     * the user stops, those that run are cancelled, and it returns once they have ended, after half
     * a minute at the latest.
     *
     * @param tasks what tells each from the others
     * @param what for the progress bar and Spark's pages
     * @param work sent to each executor once
     * @param named a short text for a task
     * @throws IllegalArgumentException if executors cannot load the classes of the work, before a
     *     task starts
     */
    public static <T extends Serializable, R> List<Outcome<T, R>> run(
            SparkSession spark,
            String what,
            List<T> tasks,
            Work<T, R> work,
            Function<T, String> named) {
        return Spark.stoppable(() -> started(spark, what, tasks, work, named));
    }

    private static <T extends Serializable, R> List<Outcome<T, R>> started(
            SparkSession spark,
            String what,
            List<T> tasks,
            Work<T, R> work,
            Function<T, String> named) {
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Spark.tellAddress(context);
        Broadcast<Work<T, R>> sent = context.broadcast(work);
        var group = new JobGroup(context);
        var jobs = new ArrayList<JavaFutureAction<List<R>>>();
        try {
            Probe.executors(spark, sent, null);
        } catch (RuntimeException e) {
            Spark.clearUp(sent::destroy);
            throw e;
        }
        try (var progress = Progress.start(what, tasks.size())) {
            for (T task : tasks) {
                group.enter(what + ": " + named.apply(task));
                jobs.add(
                        context.parallelize(Collections.singletonList(task), 1)
                                .map(t -> Cores.within(() -> sent.value().run(t)))
                                .collectAsync());
            }
            await(progress, jobs, tasks, named);
            var outcomes = new ArrayList<Outcome<T, R>>();
            for (int i = 0; i < tasks.size(); i++) {
                outcomes.add(outcome(tasks.get(i), jobs.get(i)));
            }
            return outcomes;
        } finally {
            group.leave();
            if (jobs.size() < tasks.size() || !jobs.stream().allMatch(JavaFutureAction::isDone)) {
                group.cancel();
            }
            Spark.clearUp(sent::destroy);
        }
    }

    /** Returns when all jobs have ended, or when the user stops. */
    private static <T, R> void await(
            Progress progress,
            List<JavaFutureAction<List<R>>> jobs,
            List<T> tasks,
            Function<T, String> named) {
        var ended = new boolean[jobs.size()];
        int count = 0;
        while (count < jobs.size() && !Progress.stopRequested()) {
            for (int i = 0; i < ended.length; i++) {
                if (!ended[i] && jobs.get(i).isDone()) {
                    ended[i] = true;
                    count++;
                    String name = named.apply(tasks.get(i));
                    progress.update(count, name);
                }
            }
            if (count < jobs.size()) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T, R> Outcome<T, R> outcome(T task, JavaFutureAction<List<R>> job) {
        if (!job.isDone()) {
            return new Outcome<>(task, null, null);
        }
        boolean stopped = Thread.interrupted(); // get() would throw
        try {
            return new Outcome<>(task, job.get().get(0), null);
        } catch (ExecutionException e) {
            return new Outcome<>(task, null, e.getCause());
        } catch (InterruptedException e) {
            stopped = true;
            return new Outcome<>(task, null, null);
        } finally {
            if (stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Why a job failed, in one line, without Spark's account of where. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = String.valueOf(cause.getMessage());
        String marker = "most recent failure: ";
        int at = text.indexOf(marker);
        String told = at < 0 ? text : text.substring(at + marker.length());
        return told.lines().findFirst().orElse(cause.toString()).strip();
    }
}
