package org.ot4j.spark;

import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.spark.JobExecutionStatus;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.JavaSparkStatusTracker;

/** Jobs that are cancelled together, and are waited for then. */
final class JobGroup {
    private static final long WAIT_MILLIS = 20;

    /** How long a cancelled task is waited for. */
    private static final long MOST_SECONDS = 30;

    private final JavaSparkContext context;
    private final String name = "ot4j-" + UUID.randomUUID();

    JobGroup(JavaSparkContext context) {
        this.context = context;
    }

    /**
     * Jobs that this thread submits from now on belong to it, until {@link #leave}.
     *
     * @param what for Spark's pages
     */
    void enter(String what) {
        context.setJobGroup(name, what, true);
    }

    /** Jobs that this thread submits belong to no group. */
    void leave() {
        Spark.clearUp(context::clearJobGroup);
    }

    /**
     * Cancels its jobs, and returns when their tasks have ended: until they see it, they may read
     * what was sent, and write.
     */
    void cancel() {
        Spark.clearUp(
                () -> {
                    context.cancelJobGroup(name);
                    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
                    while (runs() && System.nanoTime() < limit) {
                        try {
                            Thread.sleep(WAIT_MILLIS);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            return;
                        }
                    }
                });
    }

    private boolean runs() {
        JavaSparkStatusTracker tracker = context.statusTracker();
        for (int id : tracker.getJobIdsForGroup(name)) {
            SparkJobInfo job = tracker.getJobInfo(id);
            if (job == null) {
                continue; // so long ago that Spark has forgotten it
            }
            boolean tasks =
                    Arrays.stream(job.stageIds())
                            .mapToObj(tracker::getStageInfo)
                            .anyMatch(stage -> stage != null && stage.numActiveTasks() > 0);
            if (tasks || job.status() == JobExecutionStatus.RUNNING) {
                return true;
            }
        }
        return false;
    }
}
