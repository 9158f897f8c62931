package org.ot4j.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.ot4j.internal.Check;

/** Whether executors can do what a job will ask of them, before it starts. */
final class Probe {
    private static final Pattern MISSING =
            Pattern.compile("(?:ClassNotFoundException: |not a recipe: class )([\\w.$]+)");

    private Probe() {}

    /** What has more to it than that its classes can be loaded. */
    interface Checked extends Serializable {
        /**
         * Tries it on an executor.
         *
         * @throws IllegalArgumentException if something is missing there
         */
        void check();
    }

    /**
     * Sends something to the executors that are there, and has them look into the folder.
     *
     * @param needed whose classes they must be able to load: what the user has given, without data
     * @param store that they must see, or null
     * @throws IllegalArgumentException if they cannot load a class, or if they do not see what is
     *     written to the folder here
     * @throws CancellationException if the user stops it
     */
    static void executors(SparkSession spark, Serializable needed, Store store) {
        Spark.stoppable(
                () -> {
                    look(spark, needed, store);
                    return null;
                });
    }

    private static void look(SparkSession spark, Serializable needed, Store store)
            throws InterruptedException {
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        String name = ".ot4j-probe-" + UUID.randomUUID();
        if (store != null) {
            store.write(name, new byte[] {1});
        }
        int tasks = Math.max(2, 2 * context.statusTracker().getExecutorInfos().length);
        var sent = context.broadcast(needed);
        context.setJobDescription("whether executors have all classes and see the folder");
        try {
            List<String> faults =
                    context.parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
                            .map(i -> look(Objects.requireNonNull(sent.value()), store, name))
                            .filter(Objects::nonNull)
                            .collect();
            Check.that(
                    faults.isEmpty(),
                    "folder",
                    store,
                    "a folder that all executors see, such as one on hdfs:// or s3a://, or a"
                            + " mounted one: "
                            + faults);
        } catch (Exception e) { // Spark's own, too, which Scala does not declare
            if (e instanceof InterruptedException stopped) {
                throw stopped;
            }
            throw told(spark, e);
        } finally {
            Spark.clearUp(
                    () -> {
                        context.setJobDescription(null);
                        sent.destroy();
                        if (store != null) {
                            store.delete(name);
                        }
                    });
        }
    }

    private static String look(Object needed, Store store, String name) {
        if (needed instanceof Checked checked) {
            checked.check();
        }
        return store == null || store.read(name) != null
                ? null
                : "no file that was just written there";
    }

    private static RuntimeException told(SparkSession spark, Exception e) {
        Matcher missing = MISSING.matcher(String.valueOf(e));
        if (missing.find()) {
            return Check.error(
                    "spark",
                    spark.sparkContext().master(),
                    "executors that can load "
                            + missing.group(1)
                            + ": give its jar with --jars or spark.jars; classes that were typed"
                            + " into a notebook or JShell exist on this machine only");
        }
        return e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }
}
