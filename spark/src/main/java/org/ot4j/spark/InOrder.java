package org.ot4j.spark;

import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.ot4j.base.Progress;
import scala.Tuple2;

/**
 * Results of partitions, collected and merged in the order of the partitions, whichever ends first:
 * sums have the same bits on any number of executors.
 */
final class InOrder {
    /** As many parts are merged at a time, so that no process holds more of them. */
    private static final int FAN = 16;

    private static final long WAIT_MILLIS = 5;

    private InOrder() {}

    /** Merges two parts, the earlier first; it may change that and give it back. */
    interface Merge<T> extends Serializable {
        T merge(T earlier, T later);
    }

    /**
     * Merges parts, sixteen neighbours at a time on executors, and the last of them here.
     *
     * @param parts by their places, from 0 to {@code count - 1}, at least one
     */
    static <T> T merged(String what, JavaPairRDD<Integer, T> parts, int count, Merge<T> merge) {
        JavaPairRDD<Integer, T> left = parts;
        int number = count;
        while (number > FAN) {
            number = (number + FAN - 1) / FAN;
            left =
                    left.mapToPair(p -> new Tuple2<>(p._1() / FAN, p))
                            .groupByKey(number)
                            .mapValues(group -> fold(group, merge));
        }
        return fold(collect(what, left.map(p -> p)), merge);
    }

    private static <T> T fold(Iterable<Tuple2<Integer, T>> parts, Merge<T> merge) {
        var sorted = new ArrayList<Tuple2<Integer, T>>();
        parts.forEach(sorted::add);
        sorted.sort(Comparator.comparing(Tuple2::_1));
        T all = sorted.get(0)._2();
        for (int i = 1; i < sorted.size(); i++) {
            all = merge.merge(all, sorted.get(i)._2());
        }
        return all;
    }

    /**
     * Collects in the order of partitions, with a bar that counts tasks; the user can stop it,
     * which returns once the tasks have ended.
     *
     * @throws CancellationException if the user stops it
     * @throws IllegalArgumentException if a task says so of its input
     * @throws UncheckedIOException if a task cannot read its input
     * @throws IllegalStateException if a task fails otherwise
     */
    static <T> List<T> collect(String what, JavaRDD<T> rdd) {
        var context = JavaSparkContext.fromSparkContext(rdd.context());
        Spark.tellAddress(context);
        var group = new JobGroup(context);
        group.enter(what);
        JavaFutureAction<List<T>> job;
        try {
            job = rdd.collectAsync();
        } finally {
            group.leave();
        }
        try (var progress = Progress.start(what, rdd.getNumPartitions())) {
            while (!job.isDone()) {
                if (Progress.stopRequested()) {
                    throw new CancellationException(what + ": stopped");
                }
                progress.update(Math.min(rdd.getNumPartitions(), ended(context, job)));
                Thread.sleep(WAIT_MILLIS);
            }
            progress.update(rdd.getNumPartitions());
            return job.get();
        } catch (ExecutionException e) {
            throw told(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException(what + ": stopped");
        } finally {
            if (!job.isDone()) {
                group.cancel();
            }
        }
    }

    private static int ended(JavaSparkContext context, JavaFutureAction<?> job) {
        int ended = 0;
        for (int id : job.jobIds()) {
            var info = context.statusTracker().getJobInfo(id);
            int[] stages = info == null ? new int[0] : info.stageIds();
            for (int stage : stages) {
                var tasks = context.statusTracker().getStageInfo(stage);
                ended += tasks == null ? 0 : tasks.numCompletedTasks();
            }
        }
        return ended;
    }

    /** The error of the task, here. */
    private static RuntimeException told(String what, ExecutionException failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof IllegalArgumentException) {
                return new IllegalArgumentException(t.getMessage(), failure);
            }
            if (t instanceof UncheckedIOException known) {
                return new UncheckedIOException(t.getMessage(), known.getCause());
            }
        }
        return new IllegalStateException(what + ": " + Tasks.reason(failure), failure);
    }
}
