package org.ot4j.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.ot4j.internal.Check;

/** Whether executors can do what a job will ask of them, before it starts. */
final class Probe {
    private static final String MISSING = "ClassNotFoundException: ";

    private Probe() {}

    /**
     * Sends the work to the executors that are there, and has them look into the folder.
     *
     * @param store that they must see, or null
     * @throws IllegalArgumentException if they cannot load a class of the work, or if they do not
     *     see what is written to the folder here
     */
    static void executors(SparkSession spark, Serializable work, Store store) {
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        String name = ".ot4j-probe-" + UUID.randomUUID();
        if (store != null) {
            store.write(name, new byte[] {1});
        }
        int tasks = Math.max(2, 2 * context.statusTracker().getExecutorInfos().length);
        var sent = context.broadcast(work);
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
        } catch (RuntimeException e) {
            throw told(spark, e);
        } catch (Exception e) { // Spark's own, which Scala does not declare
            throw told(spark, e);
        } finally {
            context.setJobDescription(null);
            sent.destroy();
            if (store != null) {
                store.delete(name);
            }
        }
    }

    private static String look(Object work, Store store, String name) {
        return store == null || store.read(name) != null
                ? null
                : work.getClass().getSimpleName() + " sees no file that was just written there";
    }

    private static RuntimeException told(SparkSession spark, Exception e) {
        String text = String.valueOf(e);
        int at = text.indexOf(MISSING);
        if (at >= 0) {
            String missing = text.substring(at + MISSING.length()).split("\\s", 2)[0];
            return Check.error(
                    "spark",
                    spark.sparkContext().master(),
                    "executors that can load "
                            + missing
                            + ": give its jar with --jars or spark.jars; classes that were typed"
                            + " into a notebook or JShell exist on this machine only");
        }
        return e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }
}
